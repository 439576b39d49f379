//! What the reader can do about a file in its state.

use leptos::prelude::*;

use super::shown::Shown;
use crate::transfer::{Engine, ItemId};
use crate::view::context::Context;
use crate::view::dom::{El, Icon, button, el, icon};
use crate::view::text::Text;

/// Something that can be done about a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Pause,
    Resume,
    Retry,
    Cancel,
    Remove,
}

impl Action {
    /// What can be done in a state; the last one always stands at the end of the row.
    fn of(shown: &Shown) -> &'static [Action] {
        match shown {
            Shown::Queued | Shown::Uploading(_) | Shown::Verifying | Shown::Waiting { .. } => {
                &[Action::Pause, Action::Cancel]
            }
            Shown::Paused => &[Action::Resume, Action::Cancel],
            Shown::Done => &[],
            Shown::Failed { again: false, .. } => &[Action::Remove],
            Shown::Failed { again: true, .. } | Shown::Cancelled => {
                &[Action::Retry, Action::Remove]
            }
        }
    }

    fn name(self) -> Text {
        match self {
            Action::Pause => Text::FilesPauseNamed,
            Action::Resume => Text::FilesResumeNamed,
            Action::Retry => Text::FilesRetryNamed,
            Action::Cancel => Text::FilesCancel,
            Action::Remove => Text::FilesRemove,
        }
    }

    fn sign(self) -> Icon {
        match self {
            Action::Pause => Icon::Pause,
            Action::Resume => Icon::Play,
            Action::Retry => Icon::Again,
            Action::Cancel | Action::Remove => Icon::Cross,
        }
    }

    fn perform(self, engine: &Engine, id: ItemId) {
        match self {
            Action::Pause => engine.pause(id),
            Action::Resume => engine.resume(id),
            Action::Retry => engine.retry(id),
            Action::Cancel => engine.cancel(id),
            Action::Remove => engine.remove(id),
        }
    }
}

/// The buttons of a row.
pub(super) fn actions(context: Context, id: ItemId, name: &str, shown: Memo<Shown>) -> El {
    let words = context.words;
    let name = StoredValue::new(name.to_owned());
    // A slice is compared by what is in it: the buttons stay while they would be the same.
    let possible = Memo::new(move |_| Action::of(&shown.read()));
    let one = move |action: Action| {
        let label = name.with_value(|name| words.fill(action.name(), &[("name", name)]));
        button("")
            .class("quiet icon")
            .attr("title", &label)
            .label(label)
            .child(icon(action.sign()))
            .on_click(move || action.perform(&context.engine(), id))
    };
    let buttons = move || el("span").children(possible.get().iter().map(|action| one(*action)));
    el("span").class("file-actions").show(move || Some(buttons()))
}
