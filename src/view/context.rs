//! What every part of the view is given.

use std::rc::Rc;

use leptos::prelude::{Notify, Trigger, on_cleanup};
use wasm_bindgen_futures::spawn_local;

use super::entrance::Entrance;
use super::words::Words;
use crate::api::{self, AccountId, Host, Transport};
use crate::library::Library;
use crate::session::{Session, State as SessionState};
use crate::transfer::{Engine, Options, Target};
use crate::view::reactive::{Memo, RwSignal, StoredValue};

/// The widget's state, shared by its parts.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) words: Words,
    /// Follows [`Session::state`].
    pub(super) login: RwSignal<SessionState>,
    /// Fires when the queue changed, at most once a frame.
    pub(super) queue_changed: Trigger,
    /// Where newly added files go.
    pub(super) target: RwSignal<Rc<Target>>,
    /// Fires when files on the host were moved, copied, deleted or fetched, other than by an upload.
    pub(super) stored_changed: Trigger,
    /// Where they go at first.
    pub(super) home: StoredValue<Rc<Target>>,
    session: StoredValue<Session>,
    engine: StoredValue<Engine>,
}

impl Context {
    /// Starts a session, and an engine that uploads in its name. Its queue goes first to `folder`.
    pub(super) fn new(
        entrance: Entrance,
        transport: Transport,
        options: Options,
        folder: Option<Target>,
    ) -> Self {
        let Entrance { words, login, .. } = entrance;
        let client = api::Options { transport, ..api::Options::default() };
        let session = Session::with_options(client);
        let queue_changed = Trigger::new();
        let engine = Engine::new(session.clone(), options, move || queue_changed.notify());
        let home = folder.map_or_else(|| Rc::new(Target::root()), Rc::new);
        let target = RwSignal::new(Rc::clone(&home));
        let first = StoredValue::new(Rc::clone(&home));
        // The handle, not the engine itself: session and engine would keep each other alive.
        let engine = StoredValue::new(engine);
        session.on_change(move |state| {
            // The widget may be gone by the time a call ends.
            let (Some(engine), Some(before)) = (engine.try_get_value(), login.try_get_untracked())
            else {
                return;
            };
            match state {
                // Nobody finds in the list what another account left there.
                SessionState::SignedOut => {
                    engine.clear();
                    if let SessionState::SignedIn(was) | SessionState::Expired { was } = &before {
                        engine.forget_account(&was.host, &was.account.id);
                    }
                    // Nor do the next one's files go to its folder.
                    target.try_set(home.clone());
                }
                SessionState::SignedIn(now) => {
                    if now.follows(&before) {
                        engine.wake();
                    } else {
                        engine.clear();
                        target.try_set(home.clone());
                    }
                    restore(engine);
                }
                SessionState::Expired { .. } => {}
            }
            login.set(state.clone());
        });
        let session = StoredValue::new(session);
        on_cleanup(move || {
            engine.try_with_value(|engine| {
                engine.keep_now();
                engine.close();
            });
            // It lives for as long as the queue is being written, say.
            session.try_with_value(Session::retire);
        });
        Self {
            words,
            login,
            queue_changed,
            target,
            stored_changed: Trigger::new(),
            home: first,
            session,
            engine,
        }
    }

    /// Whose login it is, or was until it expired; the same one again is no change.
    pub(super) fn reader(self) -> Memo<Option<(Host, AccountId)>> {
        Memo::new(move |_| match &*self.login.read() {
            SessionState::SignedIn(now) | SessionState::Expired { was: now } => {
                Some((now.host.clone(), now.account.id.clone()))
            }
            SessionState::SignedOut => None,
        })
    }

    pub(super) fn session(self) -> Session {
        self.session.get_value()
    }

    pub(super) fn engine(self) -> Engine {
        self.engine.get_value()
    }

    /// Session and engine, unless the widget is gone.
    pub(super) fn while_there(self) -> Option<(Session, Engine)> {
        self.session.try_get_value().zip(self.engine.try_get_value())
    }

    pub(super) fn library(self) -> Library {
        Library::new(self.session())
    }
}

/// Takes up what an earlier page of this account was busy with; nothing the second time.
fn restore(engine: Engine) {
    spawn_local(async move {
        engine.restore().await;
    });
}
