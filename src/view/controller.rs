//! Steering the widget from outside.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::context::Context;
use crate::session::Session;
use crate::transfer::{Engine, Target};

/// Steers a widget from outside: make one, hand a clone to the widget, and call the other. Before
/// the widget is on the page, and after it was taken away, its methods do nothing.
///
/// ```no_run
/// use leptos::prelude::*;
/// use upload_widget::view::{Controller, UploadWidget};
///
/// let controller = Controller::default();
/// let steered = controller.clone();
/// leptos::mount::mount_to_body(move || {
///     view! {
///         <button on:click=move |_| controller.pause()>"Hold on"</button>
///         <UploadWidget controller=steered/>
///     }
/// });
/// ```
#[derive(Clone, Default)]
pub struct Controller(Rc<RefCell<Option<Steered>>>);

/// What is steered.
#[derive(Clone)]
struct Steered {
    session: Session,
    engine: Engine,
    target: ReadTarget,
}

type ReadTarget = Rc<dyn Fn() -> Option<Rc<Target>>>;

impl Controller {
    /// From now on it steers this widget, until that is taken away.
    pub(super) fn steer(&self, context: Context) {
        let target = Rc::new(move || context.target.try_get_untracked());
        let steered = Steered { session: context.session(), engine: context.engine(), target };
        *self.0.borrow_mut() = Some(steered);
        let controller = send_wrapper::SendWrapper::new(Rc::downgrade(&self.0));
        on_cleanup(move || {
            if let Some(steered) = controller.upgrade() {
                steered.borrow_mut().take();
            }
        });
    }

    fn steered(&self) -> Option<Steered> {
        self.0.borrow().clone()
    }

    /// Adds files for the folder that the reader has chosen.
    pub fn add_files(&self, files: Vec<web_sys::File>) {
        if let Some(steered) = self.steered()
            && let Some(target) = (steered.target)()
        {
            steered.engine.add(files, &target);
        }
    }

    /// Sends what waits, where files do not start by themselves.
    pub fn start(&self) {
        self.resume();
    }

    /// Holds everything back, also what is added later.
    pub fn pause(&self) {
        if let Some(steered) = self.steered() {
            steered.engine.pause_all();
        }
    }

    /// Lets everything go on.
    pub fn resume(&self) {
        if let Some(steered) = self.steered() {
            steered.engine.resume_all();
        }
    }

    /// Stops everything for good.
    pub fn cancel(&self) {
        if let Some(steered) = self.steered() {
            steered.engine.cancel_all();
        }
    }

    /// Stops everything and empties the list.
    pub fn clear(&self) {
        if let Some(steered) = self.steered() {
            steered.engine.clear();
        }
    }

    /// Logs out in all tabs, and has the host disable the token.
    pub fn log_out(&self) {
        if let Some(steered) = self.steered() {
            spawn_local(async move {
                // The reader is logged out here in any case; the host's token dies by itself.
                let _ = steered.session.sign_out().await;
            });
        }
    }
}
