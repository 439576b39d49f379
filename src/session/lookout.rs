//! Whether there is a login to take up: found out without a session, whose code may not be there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;

use super::storage;
use super::tabs::Question;
use crate::api::Host;

/// How long another tab has to answer. It does so at once, unless it is busy.
pub(super) const ANSWER_MS: u32 = 250;

/// Looks for a login that [`Session::rejoin`](super::Session::rejoin) would take up: one this tab
/// was told to keep, or one of another tab. Looks no longer when dropped.
pub(crate) struct Lookout {
    _question: Rc<RefCell<Option<Question>>>,
    _end: Timeout,
}

impl Lookout {
    /// Calls `found` with the hosts when there is one on any of them. `None` when that is known
    /// at once.
    pub(crate) fn begin(hosts: Vec<Host>, found: impl FnOnce(Vec<Host>) + 'static) -> Option<Self> {
        if hosts.iter().any(|host| storage::is_kept(host.base().as_str())) {
            found(hosts);
            return None;
        }
        let bases = hosts.iter().map(|host| host.base().as_str().to_owned()).collect();
        let found = Cell::new(Some((found, hosts)));
        let question = Question::ask(bases, move || {
            // Several tabs may have one.
            if let Some((found, hosts)) = found.take() {
                found(hosts);
            }
        });
        let question = Rc::new(RefCell::new(question));
        let asked = Rc::clone(&question);
        let end = Timeout::new(ANSWER_MS, move || drop(asked.take()));
        Some(Self { _question: question, _end: end })
    }
}
