//! What may be sent after all: by what is known of the account and of the others in the queue now.

use super::Engine;
use crate::api::Bytes;
use crate::session::State as SessionState;
use crate::transfer::clock::{Timestamp, now};
use crate::transfer::item::{ItemId, Kind};
use crate::transfer::limits::{Candidate, Limits, Load, Refusal};
use crate::transfer::queue::Queue;

impl Engine {
    /// What bounds the files that are added now: the account's package, once somebody is logged in, and
    /// the page.
    pub fn limits(&self) -> Limits {
        let options = &self.0.options;
        match self.0.session.state() {
            SessionState::SignedIn(now) => Limits::of(Some((&now.account, &now.package)), options),
            SessionState::SignedOut | SessionState::Expired { .. } => Limits::of(None, options),
        }
    }

    /// The same for files that were taken into the queue once. Their type was looked at then.
    pub(super) fn limits_of_taken(&self) -> Limits {
        Limits { accept: String::new(), ..self.limits() }
    }

    /// The reader wants items sent that have come to an end. Those whose place others have taken
    /// meanwhile are refused.
    pub(super) fn send_after_all(
        &self,
        ids: impl IntoIterator<Item = ItemId>,
        begins: impl Fn(&mut Queue, ItemId, Timestamp) -> bool,
    ) {
        self.0.hold.lift();
        let limits = self.limits_of_taken();
        for id in ids {
            let mut queue = self.0.queue.borrow_mut();
            // Before it counts itself.
            let load = queue.load();
            if !begins(&mut queue, id, now()) {
                continue;
            }
            let refused = queue.get(id).and_then(|item| {
                let sent = item.kind() != Kind::File || item.outcome_is_open();
                (!sent).then(|| refusal(&limits, item.name(), item.size(), load)).flatten()
            });
            if let Some(refusal) = refused {
                queue.refuse(id, refusal, now());
            }
        }
        self.advance();
    }
}

/// What forbids a file that was taken into the queue once, by [`Engine::limits_of_taken`] and beside
/// what else is there. What the reader may overrule forbids nothing any more.
pub(super) fn refusal(limits: &Limits, name: &str, size: Bytes, load: Load) -> Option<Refusal> {
    let file = Candidate { name, media_type: "", size };
    limits.check(file, load).err().filter(|refusal| !refusal.can_be_overridden())
}
