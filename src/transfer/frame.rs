//! At most one notification per animation frame, however many files move.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;

use super::clock::{Timestamp, now};

/// Updates that nobody asked for (progress, states) are shown at this interval, in milliseconds:
/// each costs a layout and a paint, and with small files that is more than the uploads themselves.
const CALM_MS: f64 = 100.0;
/// Showing them takes at most one part in this many of the time: where a frame takes long, they are
/// shown less often, so that a press seldom has to wait for one.
const PARTS: f64 = 10.0;
/// The longest interval, however long a frame took: it may have waited for something else. In
/// milliseconds.
const RAREST_MS: f64 = 500.0;
/// For this long after a press, in milliseconds, frames are reserved for the response to it.
const GIVE_WAY_MS: f64 = 100.0;

/// Fallback for pages without animation frames, in milliseconds: browsers give none to a tab in the
/// background, a window behind others or a hidden iframe. The page that embeds the widget is
/// notified all the same.
const UNSEEN_MS: u32 = 250;

/// Calls `notify` before the next paint; further calls until then are one with it. Where nothing is
/// painted it is called a little later.
#[derive(Clone)]
pub(super) struct Frame(Rc<Inner>);

struct Inner {
    waiting: Cell<bool>,
    /// Whether it waits only for updates that nobody asked for.
    calmly: Cell<bool>,
    /// The frame that is waited for, as the browser counts them.
    frame: Cell<i32>,
    /// Fallback timer for pages without animation frames.
    unseen: RefCell<Option<Timeout>>,
    /// Timer for the next update that nobody asked for.
    calm: RefCell<Option<Timeout>>,
    /// The time of the last notification; 0 for none.
    shown: Cell<Timestamp>,
    /// The time of the last press; 0 for none.
    pressed: Cell<Timestamp>,
    /// How long the last notification took until it was painted.
    took_ms: Cell<f64>,
    /// Timer that runs out after that paint.
    painted: RefCell<Option<Timeout>>,
    notify: Box<dyn Fn()>,
    /// Made once: a queue of thousands must not leave a closure behind for each change.
    callback: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl Frame {
    pub(super) fn new(notify: impl Fn() + 'static) -> Self {
        let inner = Rc::new(Inner {
            waiting: Cell::default(),
            calmly: Cell::default(),
            frame: Cell::default(),
            unseen: RefCell::default(),
            calm: RefCell::default(),
            shown: Cell::default(),
            pressed: Cell::default(),
            took_ms: Cell::default(),
            painted: RefCell::default(),
            notify: Box::new(notify),
            callback: RefCell::default(),
        });
        let weak = Rc::downgrade(&inner);
        *inner.callback.borrow_mut() = Some(Closure::new(move || {
            let Some(inner) = weak.upgrade() else { return };
            if inner.gives_way() {
                inner.waiting.set(false);
                *inner.unseen.borrow_mut() = None;
                Frame(inner).request_after(CALM_MS);
            } else if inner.show() {
                inner.measure();
            }
        }));
        Self(inner)
    }

    /// Somebody did something: it shows in the next frame.
    pub(super) fn request(&self) {
        self.0.calmly.set(false);
        self.request_frame();
    }

    fn request_frame(&self) {
        let inner = &self.0;
        *inner.calm.borrow_mut() = None;
        if inner.waiting.replace(true) {
            return;
        }
        let callback = inner.callback.borrow();
        let asked = callback.as_ref().is_some_and(|callback| {
            let callback = callback.as_ref().unchecked_ref();
            let frame = web_sys::window().and_then(|w| w.request_animation_frame(callback).ok());
            inner.frame.set(frame.unwrap_or_default());
            frame.is_some()
        });
        inner.waiting.set(asked);
        let weak = Rc::downgrade(inner);
        let timeout = Timeout::new(UNSEEN_MS, move || {
            if let Some(inner) = weak.upgrade() {
                inner.show();
                // Without paints, requested frames would pile up.
                inner.cancel();
            }
        });
        *inner.unseen.borrow_mut() = asked.then_some(timeout);
    }

    /// Something changed that nobody asked for: it shows soon, but not many times a second.
    pub(super) fn request_calmly(&self) {
        if self.0.calm.borrow().is_none() {
            self.request_after((self.0.took_ms.get() * PARTS).clamp(CALM_MS, RAREST_MS));
        }
    }

    /// The same at a fixed interval, even where a frame takes long: files that are added by the
    /// thousand would otherwise gather, and make the next frame longer still.
    pub(super) fn request_steadily(&self) {
        self.request_after(CALM_MS);
    }

    /// Somebody presses something: other updates wait until the response to that has been shown.
    pub(super) fn give_way(&self) {
        self.0.pressed.set(now());
    }

    /// This many milliseconds after the last notification.
    fn request_after(&self, interval_ms: f64) {
        if self.0.waiting.get() {
            return;
        }
        let due = (self.0.shown.get() + interval_ms).max(self.0.free_from());
        let wait_ms = due - now();
        if wait_ms <= 0.0 {
            self.0.calmly.set(true);
            self.request_frame();
            return;
        }
        let weak = Rc::downgrade(&self.0);
        let timeout = Timeout::new(wait_ms as u32, move || {
            if let Some(inner) = weak.upgrade() {
                *inner.calm.borrow_mut() = None;
                Frame(inner).request_after(0.0);
            }
        });
        *self.0.calm.borrow_mut() = Some(timeout);
    }
}

impl Drop for Inner {
    /// The browser may not call what is gone.
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Inner {
    /// The frame that is waited for is not wanted any more.
    fn cancel(&self) {
        if let Some(window) = web_sys::window() {
            let _ = window.cancel_animation_frame(self.frame.get());
        }
    }

    /// When frames are free again for updates that nobody asked for. However often somebody presses
    /// something, these do not stop altogether.
    fn free_from(&self) -> Timestamp {
        (self.pressed.get() + GIVE_WAY_MS).min(self.shown.get() + RAREST_MS)
    }

    /// Whether this frame is reserved for the response to a press.
    fn gives_way(&self) -> bool {
        self.calmly.get() && now() < self.free_from()
    }

    /// Notifies, unless that was done already.
    fn show(&self) -> bool {
        let waiting = self.waiting.replace(false);
        if waiting {
            *self.unseen.borrow_mut() = None;
            self.shown.set(now());
            (self.notify)();
        }
        waiting
    }

    /// Finds out how long it takes until what is shown is painted.
    fn measure(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        // A frame's callbacks run before it is painted; a timeout that they set runs after it.
        let timeout = Timeout::new(0, move || {
            if let Some(inner) = weak.upgrade() {
                inner.took_ms.set(now() - inner.shown.get());
            }
        });
        *self.painted.borrow_mut() = Some(timeout);
    }
}
