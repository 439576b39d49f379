//! Events for the page or app that embeds the widget.

#[cfg(feature = "page")]
mod detail;

use std::rc::Rc;

use leptos::prelude::{Effect, Track, untrack};
#[cfg(feature = "page")]
use wasm_bindgen::JsValue;

use super::context::Context;
use super::file_list;
use super::words::Words;
use crate::api::Error;
#[cfg(feature = "page")]
use crate::links::Format;
use crate::session::State as SessionState;
use crate::transfer::clock::{Timestamp, now};
use crate::transfer::progress::Meter;
use crate::transfer::{Failure, Item, Kind, Phase, Progress, Queue, State, Stored, Summary};

/// Something that happened in the widget.
///
/// An empty folder that is made on the host has no events of its own; it counts in
/// [`Event::Progress`] and [`Event::Complete`].
#[derive(Clone, Debug)]
pub enum Event {
    /// Somebody is logged in.
    Login {
        /// The host's name, for people.
        host: String,
        /// The account's user name.
        username: String,
    },
    /// Nobody is logged in any more.
    Logout,
    /// A file is in the queue.
    FileAdded(EventFile),
    /// Anything moved; at most once an animation frame.
    Progress(Progress),
    /// A file is stored on the host, and what could be compared was compared.
    Uploaded(EventFile, Rc<Stored>),
    /// A file is not stored, and that is how it stays.
    Failed {
        /// Which.
        file: EventFile,
        /// Why.
        cause: Rc<Failure>,
        /// The same as a sentence in the reader's language.
        message: String,
    },
    /// The upload of a file was cancelled.
    Cancelled(EventFile),
    /// A stored file has a link that can be put somewhere.
    Snippet(EventFile, Rc<Stored>),
    /// Nothing is left to do.
    Complete {
        /// Files that are stored, and empty folders that were made.
        done: usize,
        /// Those that failed.
        failed: usize,
        /// Those that were cancelled. What has to be chosen again is in none of these numbers.
        cancelled: usize,
    },
    /// The login that the page itself supplied did not work.
    Error(Error),
}

/// Which file an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFile {
    /// The same in all events about the file, and in none about another.
    pub id: u32,
    /// The name it is sent under; the host may store another.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}

impl EventFile {
    fn of(id: u32, item: &Item) -> Self {
        Self { id, name: item.name().to_owned(), size: item.size().0 }
    }
}

/// A listener for events.
///
/// ```
/// use upload_widget::view::{Event, OnEvent};
///
/// let on_event = OnEvent::new(|event| {
///     if let Event::Complete { done, .. } = event {
///         println!("{done} files are stored");
///     }
/// });
/// ```
#[derive(Clone)]
pub struct OnEvent(Listener);

#[derive(Clone)]
enum Listener {
    Rust(Rc<dyn Fn(&Event)>),
    /// Is given an event's name and detail, with this format as the preferred one.
    #[cfg(feature = "page")]
    JavaScript(js_sys::Function, Format),
}

impl OnEvent {
    /// Has a function called with each event.
    pub fn new(tell: impl Fn(&Event) + 'static) -> Self {
        Self(Listener::Rust(Rc::new(tell)))
    }

    /// Has `emit(name, detail)` called with each event. `preferred` is the format of the snippet
    /// that stands out.
    #[cfg(feature = "page")]
    pub(crate) fn emit(emit: js_sys::Function, preferred: Format) -> Self {
        Self(Listener::JavaScript(emit, preferred))
    }

    pub(super) fn tell(
        &self,
        event: &Event,
        #[cfg_attr(
            not(feature = "page"),
            allow(unused_variables, reason = "only pages need words")
        )]
        words: Words,
    ) {
        match &self.0 {
            Listener::Rust(tell) => tell(event),
            #[cfg(feature = "page")]
            Listener::JavaScript(emit, preferred) => {
                if let Some((name, detail)) = detail::of(event, *preferred, words) {
                    // What a listener of the page throws is the page's to see.
                    let _ = emit.call2(&JsValue::UNDEFINED, &name.into(), &detail);
                }
            }
        }
    }
}

/// Tells of the login from now on, until the widget is taken away.
pub(super) fn tell_of_login(context: Context, on_event: OnEvent) {
    let mut was_in = false;
    Effect::new(move |_: Option<()>| {
        let event = match context.login.get() {
            SessionState::SignedIn(now) => Some(Event::Login {
                host: now.host.name().to_owned(),
                username: now.account.username.clone(),
            }),
            SessionState::SignedOut | SessionState::Expired { .. } => {
                was_in.then_some(Event::Logout)
            }
        };
        if let Some(event) = event {
            was_in = matches!(event, Event::Login { .. });
            untrack(|| on_event.tell(&event, context.words));
        }
    });
}

/// Tells of the queue from now on, until the widget is taken away; but not of what is withheld from
/// the page around it.
pub(super) fn tell_of_queue(context: Context, on_event: OnEvent) {
    let mut seen = Seen::default();
    Effect::new(move |_: Option<()>| {
        context.queue_changed.track();
        let engine = context.engine();
        // The queue is not held while somebody is told: they may change it.
        let sentence = |failure: &Failure| file_list::failure(failure, context);
        let departed = engine.take_departed();
        let progress = engine.progress();
        let events = seen.look(&departed, &engine.queue(), progress, now(), &sentence);
        untrack(|| events.iter().for_each(|event| on_event.tell(event, context.words)));
    });
}

/// What events have been sent for.
#[derive(Default)]
struct Seen {
    /// Of each item, by its id: the number that it is told under, and where it stood. The numbers are
    /// counted here, since ids would tell how many other items there were.
    items: Vec<Option<(u32, Phase)>>,
    /// The next number.
    next: u32,
    progress: Progress,
    /// Measures what is told, where that is not all.
    meter: Meter,
    /// Something was to be done since the last end.
    busy: bool,
}

impl Seen {
    /// What has happened since the last look, also to items that have departed since. `sentence`
    /// explains a failure to the reader.
    fn look(
        &mut self,
        departed: &[Item],
        queue: &Queue,
        progress: Progress,
        now: Timestamp,
        sentence: &dyn Fn(&Failure) -> String,
    ) -> Vec<Event> {
        let mut events = Vec::new();
        for item in departed.iter().chain(queue.items()).filter(|item| !item.is_withheld()) {
            self.look_at_item(item, sentence, &mut events);
        }
        let told = self.told(queue, progress, now);
        self.look_at_whole(told, &mut events);
        events
    }

    /// The progress of what the page around the widget may hear of.
    fn told(&mut self, queue: &Queue, progress: Progress, now: Timestamp) -> Progress {
        // What it waits for is not told, and says something of items that are withheld.
        let progress = Progress { stall: None, ..progress };
        let Some(summary) = queue.told_summary() else { return progress };
        if summary.open == 0 {
            self.meter.reset();
        } else {
            self.meter.sample(summary.bytes_sent, now);
        }
        let left = summary.bytes.saturating_sub(summary.bytes_sent);
        let (rate, time_left) = (self.meter.rate(), self.meter.time_left(left));
        Progress { summary, rate, time_left, ..progress }
    }

    fn look_at_item(
        &mut self,
        item: &Item,
        sentence: &dyn Fn(&Failure) -> String,
        events: &mut Vec<Event>,
    ) {
        let place = item.id().number() as usize;
        if self.items.len() <= place {
            self.items.resize(place + 1, None);
        }
        let phase = item.state().phase();
        let (id, before) = self.items[place].unzip();
        let is_new = before.is_none();
        let id = id.unwrap_or(self.next);
        self.next += u32::from(is_new);
        self.items[place] = Some((id, phase));
        // Its events were sent on the page that brought it to its end.
        if is_new && item.ended_earlier() {
            return;
        }
        if is_new {
            self.busy = true;
        }
        // A folder has no link, no size and no bytes to compare: it only counts.
        if item.kind() == Kind::Folder {
            return;
        }
        if is_new {
            events.push(Event::FileAdded(EventFile::of(id, item)));
        }
        if before != Some(phase) {
            events.extend(ended(EventFile::of(id, item), item, sentence).into_iter().flatten());
        }
    }

    fn look_at_whole(&mut self, progress: Progress, events: &mut Vec<Event>) {
        if progress == self.progress {
            return;
        }
        self.progress = progress;
        events.push(Event::Progress(progress));
        let summary = progress.summary;
        if summary.unfinished() > 0 {
            self.busy = true;
        } else if !progress.adding && std::mem::take(&mut self.busy) && summary.items > 0 {
            let Summary { done, failed, cancelled, .. } = summary;
            events.push(Event::Complete { done, failed, cancelled });
        }
    }
}

/// What the end of an item is told as.
fn ended(
    file: EventFile,
    item: &Item,
    sentence: &dyn Fn(&Failure) -> String,
) -> [Option<Event>; 2] {
    match item.state() {
        State::Done(stored) => {
            let link = stored.file.url.is_some();
            let snippet = link.then(|| Event::Snippet(file.clone(), Rc::clone(stored)));
            [Some(Event::Uploaded(file, Rc::clone(stored))), snippet]
        }
        State::Failed(failure) => {
            let (cause, message) = (Rc::clone(failure), sentence(failure));
            [Some(Event::Failed { file, cause, message }), None]
        }
        State::Cancelled => [Some(Event::Cancelled(file)), None],
        State::Queued
        | State::Paused
        | State::Uploading { .. }
        | State::Verifying
        | State::Waiting(_)
        | State::NeedsFile => [None, None],
    }
}

#[cfg(test)]
mod tests;
