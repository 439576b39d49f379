//! The open panel: the tools, the messages and the files.

use super::panel::{Panel, State};
use super::row::row;
use super::tools::{bulk, tools};
use super::work;
use crate::view::dom::{El, button, el};
use crate::view::long_list::long_list;
use crate::view::names;
use crate::view::notice::notice;
use crate::view::reactive::Memo;
use crate::view::text::Text;

/// Pixels: a row in a wide widget.
const ROW_HEIGHT: i32 = 48;

pub(super) fn list(panel: Panel) -> El {
    let words = panel.words();
    let failure = move || match &*panel.state.read() {
        State::Failed(error) => words.error(error),
        State::Loading | State::Loaded => String::new(),
    };
    let failed = move || matches!(*panel.state.read(), State::Failed(_));
    let nothing = Memo::new(move |_| panel.files.read().len() == 0);
    let loading = move || nothing.get() && *panel.state.read() == State::Loading;
    // One live region for what comes by itself: loading, emptiness, what was done.
    let status = move || {
        if loading() {
            return words.get(Text::MyFilesLoading);
        }
        let said = panel.said.get();
        match *panel.state.read() {
            _ if !said.is_empty() => said,
            State::Loaded if nothing.get() => words.get(Text::MyFilesEmpty),
            State::Loaded if panel.shown.read().is_empty() => words.get(Text::MyFilesNoneFound),
            _ => String::new(),
        }
    };
    el("div")
        .class("my-files-body")
        .child(tools(panel, nothing))
        .child(bulk(panel))
        .child(work::progress(panel))
        .child(notice(move || panel.trouble.get()))
        .child(notice(failure))
        .child(
            button(words.get(Text::MyFilesRetry))
                .hidden_when(move || !failed())
                .on_click(move || panel.reload()),
        )
        .child(ready(panel))
        .child(el("p").class("my-files-status").attr("role", "status").text_with(status))
        .child(el("div").hidden_when(move || panel.shown.read().is_empty()).child(long_list(
            panel.shown,
            move |key| row(panel, key),
            ROW_HEIGHT,
        )))
}

/// The way to a download that the browser wants to be clicked on. The region is there before: one
/// that appears together with its text is often not read.
fn ready(panel: Panel) -> El {
    let words = panel.words();
    let sentence = move || match &*panel.ready.read() {
        Some(ready) => {
            let name = names::shown(&ready.name);
            [&words.fill(Text::MyFilesDownloadReady, &[("name", &name)]), " "].concat()
        }
        None => String::new(),
    };
    let link = move || {
        let address = panel.ready.get()?.address;
        Some(
            el("a")
                .attr("href", address.as_str())
                .attr("target", "_blank")
                .attr("rel", "noopener noreferrer")
                .attr("download", "")
                .text(words.get(Text::MyFilesDownload))
                .on_click(move || panel.ready.set(None)),
        )
    };
    el("p").class("my-files-ready").attr("role", "status").text_with(sentence).show(link)
}
