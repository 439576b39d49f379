//! Parts of the widget whose code comes later, when they are first wanted.
//!
//! A release build of the page is two wasm files: `upload-widget_bg.wasm`, and
//! `upload-widget_later.wasm` with everything that only [`Part::build`] leads to (`cargo xtask split`
//! takes them apart, `www/later.js` loads the second). In any other build it is there from the start.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::account_bar::{self, Leaving, Storage};
use super::context::Context;
use super::dom::{El, button, el};
use super::file_list::{self, Renaming};
use super::folder_picker::{self, Ask, Picker};
use super::links_panel::OtherLink;
use super::my_files;
use super::notice::notice;
use super::text::Text;
use super::url_import::{self, UrlImports};
use crate::session::SignedIn;

/// A part that comes later.
#[derive(Clone)]
pub(super) enum Part {
    /// The files of the target folder, as long as the signal says that they are shown; the button
    /// that shows them.
    MyFiles(Context, RwSignal<bool>, El),
    /// What is asked about a folder.
    Folder(Picker, Ask),
    /// The name of a new folder; the button that asks for it.
    NewFolder(Picker, El),
    /// The addresses that the host fetches.
    Imports(UrlImports),
    /// What the host said of the account.
    Account(Context, Rc<SignedIn>, Storage),
    /// Whether to log out while files are on their way.
    Leaving(Context, Leaving),
    /// A new name for a file of the queue.
    Rename(Renaming),
    /// Another link of a stored file.
    Link(OtherLink),
}

impl Part {
    fn build(self) -> Option<El> {
        match self {
            Self::MyFiles(context, open, toggle) => Some(my_files::panel(context, open, toggle)),
            Self::Folder(picker, ask) => folder_picker::ask(picker, ask),
            Self::NewFolder(picker, opener) => Some(folder_picker::new_folder(picker, opener)),
            Self::Imports(imports) => Some(url_import::region(imports)),
            Self::Account(context, signed_in, storage) => {
                Some(account_bar::details(context.words, &signed_in, storage))
            }
            Self::Leaving(context, leaving) => Some(account_bar::ask(context, leaving)),
            Self::Rename(renaming) => file_list::rename(renaming),
            Self::Link(link) => Some(link.show()),
        }
    }
}

#[cfg(all(feature = "page", not(debug_assertions)))]
mod code {
    use futures_util::FutureExt;
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    use super::{El, Part};

    #[allow(unsafe_code, reason = "the macro's: how one wasm file finds a function of another")]
    #[wasm_split(later, fallible, preload(load))]
    pub(super) fn made(part: Part) -> Result<Option<El>, SplitLoaderError> {
        Ok(part.build())
    }

    /// What [`Part::build`] makes; only when the code is there.
    pub(super) fn build(part: Part) -> Option<El> {
        made(part).now_or_never()?.ok()?
    }
}

#[cfg(not(all(feature = "page", not(debug_assertions))))]
mod code {
    use std::convert::Infallible;

    use super::{El, Part};

    pub(super) async fn load() -> Result<(), Infallible> {
        Ok(())
    }

    pub(super) fn build(part: Part) -> Option<El> {
        part.build()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Code {
    Wanted,
    There,
    Missing,
}

thread_local! {
    /// Of all widgets on the page.
    static THERE: Cell<bool> = const { Cell::new(cfg!(debug_assertions) || cfg!(not(feature = "page"))) };
}

/// The part, as soon as its code is there; until then that it is on its way, or that it did not
/// come and can be asked for again.
pub(super) fn later(context: Context, part: Part) -> El {
    let words = context.words;
    let code = RwSignal::new(if THERE.get() { Code::There } else { Code::Wanted });
    react_to_wanted(code);
    let busy = move || code.get() == Code::Wanted;
    let missing = move || code.get() == Code::Missing;
    let why = move || if missing() { words.get(Text::LaterMissing) } else { String::new() };
    el("div")
        .class("later")
        .child(
            el("p")
                .attr("role", "status")
                .hidden_when(move || !busy())
                .text_with(move || if busy() { words.get(Text::LaterBusy) } else { String::new() }),
        )
        .child(notice(why))
        .child(
            button(words.get(Text::LaterAgain))
                .hidden_when(move || !missing())
                .on_click(move || code.set(Code::Wanted)),
        )
        .show(move || match code.get() {
            Code::There => untrack(|| code::build(part.clone())),
            Code::Wanted | Code::Missing => None,
        })
}

/// Loads the code whenever it is wanted.
fn react_to_wanted(code: RwSignal<Code>) {
    super::dom::react(move || {
        if code.get() == Code::Wanted {
            spawn_local(async move {
                let loaded = code::load().await.is_ok();
                THERE.set(THERE.get() || loaded);
                // The reader may have gone elsewhere meanwhile.
                let _ = code.try_set(if loaded { Code::There } else { Code::Missing });
            });
        }
    });
}
