//! Which of the files are shown.

use super::ListState;
use crate::transfer::{State, Summary};
use crate::view::dom::{El, button, el, react};
use crate::view::text::Text;

/// Files in one kind of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    All,
    /// On their way, or waiting for it.
    Open,
    Done,
    /// Not stored: they failed, were stopped, or need the reader.
    Failed,
}

impl Filter {
    const ALL: [Filter; 4] = [Filter::All, Filter::Open, Filter::Done, Filter::Failed];
    /// A list shorter than this is seen at a glance.
    const WORTHWHILE: usize = 6;

    pub(super) fn takes(self, state: &State) -> bool {
        match self {
            Filter::All => true,
            Filter::Open => matches!(
                state,
                State::Queued
                    | State::Paused
                    | State::Uploading { .. }
                    | State::Verifying
                    | State::Waiting(_)
            ),
            Filter::Done => matches!(state, State::Done(_)),
            Filter::Failed => {
                matches!(state, State::Failed(_) | State::Cancelled | State::NeedsFile)
            }
        }
    }

    /// How many items it takes.
    pub(super) fn count(self, summary: &Summary) -> usize {
        match self {
            Filter::All => summary.items,
            Filter::Open => summary.unfinished(),
            Filter::Done => summary.done,
            Filter::Failed => summary.not_stored(),
        }
    }

    fn label(self) -> Text {
        match self {
            Filter::All => Text::FilterAll,
            Filter::Open => Text::FilterOpen,
            Filter::Done => Text::FilterDone,
            Filter::Failed => Text::FilterFailed,
        }
    }
}

/// The choice of what is shown, for lists that are not seen at a glance.
pub(super) fn filter(list: ListState) -> El {
    let words = list.context.words;
    let summary = move || list.progress.with(|progress| progress.summary);
    let choice = |this: Filter| {
        let label =
            move || words.fill(this.label(), &[("count", &words.count(this.count(&summary())))]);
        button("")
            .attr_with("aria-pressed", move || {
                Some(if list.filter.get() == this { "true" } else { "false" })
            })
            .text_with(label)
            .on_click(move || list.filter.set(this))
    };
    // Where nobody can choose, all are shown.
    react(move || {
        if summary().items < Filter::WORTHWHILE {
            list.filter.set_if_other(Filter::All);
        }
    });
    el("div")
        .class("file-filter")
        .attr("role", "group")
        .label(words.get(Text::FilterRegion))
        .hidden_when(move || summary().items < Filter::WORTHWHILE)
        .children(Filter::ALL.map(choice))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_in_one_part_of_the_list() {
        for state in [State::Queued, State::Paused, State::Verifying, State::Cancelled] {
            let parts = &Filter::ALL[1..];
            assert_eq!(parts.iter().filter(|part| part.takes(&state)).count(), 1, "{state:?}");
        }
    }
}
