//! What the reader can do about a file in its state.

use web_sys::Element;

use super::ListState;
use super::followed::Followed;
use super::more;
use super::shown::Shown;
use crate::transfer::{Engine, ItemId};
use crate::view::dom::{El, Icon, button, el, icon};
use crate::view::focus;
use crate::view::reactive::Memo;
use crate::view::text::Text;

/// Something that can be done about a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Pause,
    Resume,
    Retry,
    /// Send it although a check advises against it.
    Anyway,
    Cancel,
    Remove,
}

impl Action {
    /// What can be done in a state; the last one always stands beside the menu.
    fn of(shown: &Shown) -> &'static [Action] {
        match shown {
            Shown::Queued | Shown::Uploading { .. } | Shown::Waiting { .. } => {
                &[Action::Pause, Action::Cancel]
            }
            Shown::Paused { .. } => &[Action::Resume, Action::Cancel],
            // It is on the host: there is nothing to hold back or to stop.
            Shown::Verifying | Shown::Done { .. } => &[],
            Shown::Failed { remedy: Remedy::Anyway, .. } => &[Action::Anyway, Action::Remove],
            Shown::Failed { remedy: Remedy::Retry, .. } | Shown::Cancelled => {
                &[Action::Retry, Action::Remove]
            }
            Shown::Failed { remedy: Remedy::None, .. } | Shown::NeedsFile => &[Action::Remove],
        }
    }

    fn name(self) -> Text {
        match self {
            Action::Pause => Text::FilesPauseNamed,
            Action::Resume => Text::FilesResumeNamed,
            Action::Retry => Text::FilesRetryNamed,
            Action::Anyway => Text::FilesAnywayNamed,
            Action::Cancel => Text::FilesCancel,
            Action::Remove => Text::FilesRemove,
        }
    }

    fn icon(self) -> Icon {
        match self {
            Action::Pause => Icon::Pause,
            Action::Resume => Icon::Play,
            Action::Retry => Icon::Again,
            Action::Anyway => Icon::Upload,
            Action::Cancel | Action::Remove => Icon::Cross,
        }
    }

    fn perform(self, engine: &Engine, id: ItemId) {
        match self {
            Action::Pause => engine.pause(id),
            Action::Resume => engine.resume(id),
            Action::Retry => engine.retry(id),
            Action::Anyway => engine.upload_anyway(id),
            Action::Cancel => engine.cancel(id),
            Action::Remove => engine.remove(id),
        }
    }
}

/// What can be done about a file that is not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Send it again.
    Retry,
    /// Send it although a check advises against it.
    Anyway,
    /// Nothing but choosing another file.
    None,
}

/// The buttons of `row`.
pub(super) fn actions(list: ListState, id: ItemId, followed: Followed, row: &El) -> El {
    let Followed { name, shown } = followed;
    let words = list.context.words;
    // A slice is compared by what is in it: the buttons stay while they would be the same.
    let possible = Memo::new(move |_| Action::of(&shown.read()));
    let actions = el("span").class("file-actions");
    let more = more::more(list, id, followed, &actions);
    let (row, place) = (row.clone(), actions.clone());
    let around = row.clone();
    let one = move |action: Action| {
        let label = move || name.with(|name| words.fill(action.name(), &[("name", name)]));
        let row = row.clone();
        button("").class("quiet icon").called_with(label).child(icon(action.icon())).on_click(
            move || {
                focus::rescue(nearest(row.element(), ".file-buttons button, button"));
                action.perform(&list.context.engine(), id);
            },
        )
    };
    let buttons = move || {
        let buttons = possible.get();
        // The state has changed by itself. The focus does not go to the button that takes this
        // one's place, here or in the next row where the filter takes this row away: a reader about
        // to press the old one would press the new one.
        if place.element().query_selector(".file-buttons :focus").is_ok_and(|held| held.is_some()) {
            focus::rescue_in_place(nearest(around.element(), ".menu-button > button"));
        }
        el("span").class("file-buttons").children(buttons.iter().map(|action| one(*action)))
    };
    // The menu at the end: there it stays in one place, in each row and each state.
    actions.show(move || Some(buttons())).child(more)
}

/// What gets the focus when a button goes away with the state it was for, or with its row: a control
/// in the row or in its neighbour; after the last row, where files come in.
fn nearest(row: &Element, control: &'static str) -> impl FnOnce() -> Option<El> + 'static {
    let places = [Some(row.clone()), row.next_element_sibling(), row.previous_element_sibling()];
    let list = row.closest("[part~=files]").ok().flatten();
    let widget = focus::widget_around(row);
    move || {
        let mut on_page = places.into_iter().flatten().filter(|row| row.is_connected());
        let button = on_page.find_map(|row| row.query_selector(control).ok().flatten());
        // Without rows it is about to be hidden.
        let has_rows =
            |list: &Element| list.query_selector("[role=listitem]").is_ok_and(|row| row.is_some());
        let list = list.filter(has_rows);
        let near = button.or(list).map(El::found);
        near.or_else(|| widget.map(focus::where_files_come_in))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_can_be_done() {
        let offered = |shown: Shown| Action::of(&shown).to_vec();
        let held = offered(Shown::Uploading { percent: None, pace: None });
        assert!(held.contains(&Action::Pause) && held.contains(&Action::Cancel));
        // The queue holds back, and stops, nothing that the host has already.
        assert!(offered(Shown::Verifying).is_empty());
    }
}
