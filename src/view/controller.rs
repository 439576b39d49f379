//! Steering the widget from outside.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::context::{Context, Entrance};
use crate::session::Session;

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
struct Steered {
    session: Session,
    engine: Steering,
}

/// What the engine is told to do.
enum Command {
    Add(Vec<web_sys::File>),
    Pause,
    Resume,
    Cancel,
    Clear,
}

/// How the engine hears of a command.
enum Steering {
    /// It is not there yet: what it will be told.
    Waiting(Vec<Command>),
    /// It is told.
    Under(Rc<dyn Fn(Command)>),
}

impl Controller {
    /// From now on it steers this widget, until that is taken away.
    pub(super) fn enter(&self, entrance: Entrance) {
        let (session, engine) = (entrance.session(), Steering::Waiting(Vec::new()));
        *self.0.borrow_mut() = Some(Steered { session, engine });
        let controller = send_wrapper::SendWrapper::new(Rc::downgrade(&self.0));
        on_cleanup(move || {
            if let Some(steered) = controller.upgrade() {
                steered.borrow_mut().take();
            }
        });
    }

    /// The engine is there: it is told what it was told before, and from now on.
    pub(super) fn steer(&self, context: Context) {
        let (engine, target) = (context.engine(), context.target);
        let tell = Rc::new(move |command| match command {
            Command::Add(files) => {
                if let Some(target) = target.try_get_untracked() {
                    engine.add(files, &target);
                }
            }
            Command::Pause => engine.pause_all(),
            Command::Resume => engine.resume_all(),
            Command::Cancel => engine.cancel_all(),
            Command::Clear => engine.clear(),
        });
        let before = self.0.borrow_mut().as_mut().map(|steered| {
            std::mem::replace(&mut steered.engine, Steering::Under(Rc::clone(&tell) as _))
        });
        if let Some(Steering::Waiting(commands)) = before {
            commands.into_iter().for_each(|command| tell(command));
        }
    }

    fn tell(&self, command: Command) {
        let mut steered = self.0.borrow_mut();
        let tell = match steered.as_mut().map(|steered| &mut steered.engine) {
            Some(Steering::Under(tell)) => Rc::clone(tell),
            Some(Steering::Waiting(commands)) => return commands.push(command),
            None => return,
        };
        // Who is told may steer in turn.
        drop(steered);
        tell(command);
    }

    /// Adds files for the folder that the reader has chosen.
    pub fn add_files(&self, files: Vec<web_sys::File>) {
        self.tell(Command::Add(files));
    }

    /// Sends what waits, where files do not start by themselves.
    pub fn start(&self) {
        self.resume();
    }

    /// Holds everything back, also what is added later.
    pub fn pause(&self) {
        self.tell(Command::Pause);
    }

    /// Lets everything go on.
    pub fn resume(&self) {
        self.tell(Command::Resume);
    }

    /// Stops everything for good.
    pub fn cancel(&self) {
        self.tell(Command::Cancel);
    }

    /// Stops everything and empties the list.
    pub fn clear(&self) {
        self.tell(Command::Clear);
    }

    /// Logs out in all tabs, and has the host disable the token.
    pub fn log_out(&self) {
        let session = self.0.borrow().as_ref().map(|steered| steered.session.clone());
        if let Some(session) = session {
            spawn_local(async move {
                // The reader is logged out here in any case; the host's token dies by itself.
                let _ = session.sign_out().await;
            });
        }
    }
}
