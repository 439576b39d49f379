//! Whether there is a login to take up: found out without a session, whose code may not be there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use super::renewal::ANSWER_MS;
use super::{storage, tabs};
use crate::api::Host;

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
        if storage::is_kept(&hosts) {
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

/// [`Message::Ask`](tabs::Message::Ask) by somebody who wants to know no more than whether there is a
/// [`Message::Have`](tabs::Message::Have). Not asked any longer when dropped.
struct Question {
    channel: BroadcastChannel,
    _listener: Closure<dyn Fn(MessageEvent)>,
}

impl Question {
    /// Asks for the hosts at `bases`, and calls `have` for each answer. `None` where the browser
    /// has no line to other tabs.
    fn ask(bases: Vec<String>, have: impl Fn() + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(tabs::CHANNEL).ok()?;
        for base in &bases {
            // The one way this fails is a closed channel.
            let _ = channel.post_message(&tabs::ask(base));
        }
        let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let answer = event.data();
            let Some(answer) = answer.dyn_ref::<Array>() else { return };
            let says = |place, text: &str| answer.get(place) == *text;
            if says(0, tabs::HAVE) && bases.iter().any(|base| says(1, base)) {
                have();
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self { channel, _listener: listener })
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        tabs::hang_up(&self.channel);
    }
}
