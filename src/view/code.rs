//! Code of the widget that is not there from the start.
//!
//! A release build of the page is three wasm files, each of which builds on those before it:
//!
//! 1. `upload-widget_bg.wasm`, with which the page begins: as far as the login form.
//! 2. `upload-widget_workspace.wasm`, which is asked for when somebody turns to the widget, or is
//!    logged in already, or the page takes its time to supply a login: everything that only
//!    [`Opening::open`](super::workspace::Opening::open) leads to.
//! 3. `upload-widget_later.wasm`, which is asked for when somebody wants something of it: everything
//!    that only [`Part::build`](super::later::Part::build) leads to.
//!
//! `cargo xtask split` takes them apart, `www/later.js` loads the second and the third. In any other
//! build everything is there from the start.

use std::cell::Cell;

use wasm_bindgen_futures::spawn_local;

use super::dom::{El, button, el, react};
use super::focus;
use super::notice::notice;
use super::text::Text;
use super::words::Words;
use crate::view::reactive::RwSignal;

/// Whether the code is in files of its own.
pub(super) const SPLIT: bool = cfg!(all(feature = "page", not(debug_assertions)));

#[cfg(all(feature = "page", not(debug_assertions)))]
mod split {
    use futures_util::FutureExt;
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    use crate::view::dom::El;
    use crate::view::later::Part;
    use crate::view::workspace::Opening;

    #[allow(unsafe_code, reason = "the macro's: how one wasm file finds a function of another")]
    #[wasm_split(workspace, fallible, preload(load_workspace))]
    fn opened(opening: Opening) -> Result<(), SplitLoaderError> {
        opening.open();
        Ok(())
    }

    #[allow(unsafe_code, reason = "the macro's: how one wasm file finds a function of another")]
    #[wasm_split(later, fallible, preload(load_later))]
    fn made(part: Part) -> Result<Option<El>, SplitLoaderError> {
        Ok(part.build())
    }

    /// What [`Opening::open`] does; only when the code is there.
    pub(in crate::view) fn open(opening: Opening) {
        let _ = opened(opening).now_or_never();
    }

    /// What [`Part::build`] makes; only when the code is there.
    pub(in crate::view) fn build(part: Part) -> Option<El> {
        made(part).now_or_never()?.ok()?
    }

    pub(super) async fn load(file: super::File) -> bool {
        match file {
            super::File::Workspace => load_workspace().await.is_ok(),
            super::File::Later => load_later().await.is_ok(),
        }
    }
}

#[cfg(not(all(feature = "page", not(debug_assertions))))]
mod split {
    use crate::view::dom::El;
    use crate::view::later::Part;
    use crate::view::workspace::Opening;

    pub(in crate::view) fn open(opening: Opening) {
        opening.open();
    }

    pub(in crate::view) fn build(part: Part) -> Option<El> {
        part.build()
    }

    pub(super) async fn load(_: super::File) -> bool {
        true
    }
}

pub(super) use split::{build, open};

/// A file that comes after the first.
#[derive(Clone, Copy)]
pub(super) enum File {
    /// What a logged-in reader sees at once.
    Workspace,
    /// What few readers want.
    Later,
}

/// Where a file is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    Unasked,
    Wanted,
    There,
    Missing,
}

thread_local! {
    /// Which files are there, for all widgets on the page.
    static THERE: [Cell<bool>; 2] = const { [Cell::new(!SPLIT), Cell::new(!SPLIT)] };
}

/// Asks for a file, and again whenever the signal is set to [`Code::Wanted`].
pub(super) fn want(file: File) -> RwSignal<Code> {
    let code = when_wanted(file);
    if code.get_untracked() == Code::Unasked {
        code.set(Code::Wanted);
    }
    code
}

/// Asks for a file whenever the signal is set to [`Code::Wanted`].
pub(super) fn when_wanted(file: File) -> RwSignal<Code> {
    let there = THERE.with(|there| there[file as usize].get());
    let code = RwSignal::new(if there { Code::There } else { Code::Unasked });
    react(move || {
        if code.get() == Code::Wanted {
            spawn_local(async move {
                let loaded = split::load(file).await;
                if loaded {
                    THERE.with(|there| there[file as usize].set(true));
                }
                // The reader may have gone elsewhere meanwhile.
                code.try_set(if loaded { Code::There } else { Code::Missing });
            });
        }
    });
    code
}

/// That a part is on its way, or that it did not come and can be asked for `again`.
pub(super) fn delay(
    words: Words,
    code: impl Fn() -> Code + Copy + 'static,
    again: impl Fn() + 'static,
) -> El {
    let busy = move || code() == Code::Wanted;
    let missing = move || code() == Code::Missing;
    let why = move || if missing() { words.get(Text::LaterMissing) } else { String::new() };
    let again = button(words.get(Text::LaterAgain)).hidden_when(move || !missing()).on_click(again);
    let button = again.clone();
    react(move || {
        // It was away while it was tried again.
        if missing() {
            let button = button.clone();
            focus::rescue_in_place(move || Some(button));
        }
    });
    el("div")
        .class("later")
        .child(
            el("p")
                .attr("role", "status")
                .text_with(move || if busy() { words.get(Text::LaterBusy) } else { String::new() }),
        )
        .child(notice(why))
        .child(again)
}
