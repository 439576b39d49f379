//! Steering the widget from outside.

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::on_cleanup;

use super::entrance::{Entrance, Request};

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
pub struct Controller(Rc<Cell<Option<Entrance>>>);

impl Controller {
    /// From now on it steers this widget, until that is taken away.
    pub(super) fn enter(&self, entrance: Entrance) {
        self.0.set(Some(entrance));
        let controller = send_wrapper::SendWrapper::new(Rc::downgrade(&self.0));
        on_cleanup(move || {
            if let Some(steered) = controller.upgrade() {
                steered.take();
            }
        });
    }

    fn request(&self, request: Request) {
        if let Some(entrance) = self.0.get() {
            entrance.request(request);
        }
    }

    /// Adds files for the folder that the reader has chosen.
    pub fn add_files(&self, files: Vec<web_sys::File>) {
        self.request(Request::Add(files));
    }

    /// Sends what waits, where files do not start by themselves.
    pub fn start(&self) {
        self.resume();
    }

    /// Holds everything back, also what is added later.
    pub fn pause(&self) {
        self.request(Request::Pause);
    }

    /// Lets everything go on.
    pub fn resume(&self) {
        self.request(Request::Resume);
    }

    /// Stops everything for good.
    pub fn cancel(&self) {
        self.request(Request::Cancel);
    }

    /// Stops everything and empties the list.
    pub fn clear(&self) {
        self.request(Request::Clear);
    }

    /// Logs out in all tabs, and has the host disable the token; also where a login of another tab, or
    /// one that was to outlive a reload, was not taken up yet.
    pub fn log_out(&self) {
        self.log_out_with(Box::new(()));
    }

    /// The same. `held` is dropped when it is done, or cannot be done for now.
    pub(crate) fn log_out_with(&self, held: Box<dyn Any>) {
        if let Some(entrance) = self.0.get() {
            entrance.log_out(held);
        }
    }
}
