//! What the host may have of an item although no reply has said so.

use std::rc::Rc;

use super::item::State;
use crate::api::FileId;

/// An upload that may have reached the host: how to tell it there from files like it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    /// The name it was sent under.
    pub(super) name: Box<str>,
    /// The files of that name that were in the folder before.
    pub(super) before: Vec<FileId>,
}

/// How far an item has got on its way to the host, as far as it can be known here.
#[derive(Clone, Debug, Default)]
pub(super) enum Delivery {
    /// The host has nothing of it, or a reply has said what it has.
    #[default]
    None,
    /// Its bytes are leaving, or what was stored is being compared. Only if the page goes away now
    /// is it to be looked for.
    InFlight(Rc<Sent>),
    /// It may have been stored: it is looked for before it is sent again.
    Unconfirmed(Rc<Sent>),
}

impl Delivery {
    /// Its bytes begin to leave.
    pub(super) fn depart(&mut self, sent: Rc<Sent>) {
        // What an earlier try may have stored is not undone by another.
        if !matches!(self, Delivery::Unconfirmed(_)) {
            *self = Delivery::InFlight(sent);
        }
    }

    /// The item goes from one state to another.
    pub(super) fn follow(&mut self, from: &State, to: &State) {
        *self = match (std::mem::take(self), from, to) {
            (_, _, State::Done(_)) => Delivery::None,
            (Delivery::InFlight(sent) | Delivery::Unconfirmed(sent), _, State::Verifying) => {
                Delivery::InFlight(sent)
            }
            // What was stored was damaged: the next try is not to take it for a good copy.
            (_, State::Verifying, _) => Delivery::None,
            // What an earlier try may have stored is not undone by what this one came to.
            (Delivery::Unconfirmed(sent), ..) => Delivery::Unconfirmed(sent),
            (Delivery::InFlight(sent), _, to) if leaves_outcome_open(to) => {
                Delivery::Unconfirmed(sent)
            }
            (Delivery::InFlight(_) | Delivery::None, ..) => Delivery::None,
        };
    }

    /// How to find it on the host, where it may be.
    pub(super) fn sent(&self) -> Option<&Rc<Sent>> {
        match self {
            Delivery::None => None,
            Delivery::InFlight(sent) | Delivery::Unconfirmed(sent) => Some(sent),
        }
    }

    /// The same of an upload whose outcome nothing more will tell.
    pub(super) fn unconfirmed(&self) -> Option<&Rc<Sent>> {
        match self {
            Delivery::Unconfirmed(sent) => Some(sent),
            Delivery::None | Delivery::InFlight(_) => None,
        }
    }
}

/// Whether an upload that comes to this while its bytes are leaving may have been stored.
fn leaves_outcome_open(state: &State) -> bool {
    match state {
        State::Waiting(wait) => wait.cause.leaves_outcome_open(),
        State::Failed(failure) => failure.leaves_outcome_open(),
        // Stopped on this side, perhaps a moment too late.
        State::Paused | State::Cancelled | State::Queued | State::NeedsFile => true,
        State::Uploading { .. } | State::Verifying | State::Done(_) => false,
    }
}
