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
use crate::transfer::{Failure, Item, ItemId, Kind, Phase, Progress, State, Stored};

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
        /// Those that failed. What was cancelled, or has to be chosen again, is in neither number.
        failed: usize,
    },
    /// The login that the page itself supplied did not work.
    Error(Error),
}

/// Which file an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFile {
    /// The same in all events about the file.
    pub id: ItemId,
    /// The name it is sent under; the host may store another.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}

impl EventFile {
    fn of(item: &Item) -> Self {
        Self { id: item.id(), name: item.name().to_owned(), size: item.size().0 }
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

/// Tells of the queue from now on, until the widget is taken away.
pub(super) fn tell_of_queue(context: Context, on_event: OnEvent) {
    let mut seen = Seen::default();
    Effect::new(move |_: Option<()>| {
        context.queue_changed.track();
        let engine = context.engine();
        // The queue is not held while somebody is told: they may change it.
        let sentence = |failure: &Failure| file_list::failure(failure, context.words);
        let events = seen.look(engine.queue().items(), engine.progress(), &sentence);
        untrack(|| events.iter().for_each(|event| on_event.tell(event, context.words)));
    });
}

/// What events have been sent for.
#[derive(Default)]
struct Seen {
    /// Of each item, by its id.
    phases: Vec<Option<Phase>>,
    progress: Progress,
    /// Something was to be done since the last end.
    busy: bool,
}

impl Seen {
    /// What has happened since the last look. `sentence` explains a failure to the reader.
    fn look<'a>(
        &mut self,
        items: impl Iterator<Item = &'a Item>,
        progress: Progress,
        sentence: &dyn Fn(&Failure) -> String,
    ) -> Vec<Event> {
        let mut events = Vec::new();
        for item in items {
            self.look_at_item(item, sentence, &mut events);
        }
        self.look_at_whole(progress, &mut events);
        events
    }

    fn look_at_item(
        &mut self,
        item: &Item,
        sentence: &dyn Fn(&Failure) -> String,
        events: &mut Vec<Event>,
    ) {
        let place = item.id().number() as usize;
        if self.phases.len() <= place {
            self.phases.resize(place + 1, None);
        }
        let phase = item.state().phase();
        let before = self.phases[place].replace(phase);
        let is_new = before.is_none();
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
            events.push(Event::FileAdded(EventFile::of(item)));
        }
        if before != Some(phase) {
            events.extend(ended(item, sentence).into_iter().flatten());
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
            let (done, failed) = (summary.done, summary.failed);
            events.push(Event::Complete { done, failed });
        }
    }
}

/// What the end of an item is told as.
fn ended(item: &Item, sentence: &dyn Fn(&Failure) -> String) -> [Option<Event>; 2] {
    let file = EventFile::of(item);
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
mod tests {
    use super::*;
    use crate::api::Bytes;
    use crate::transfer::source::Source;
    use crate::transfer::{Entry, Queue, Refusal, Target};

    fn file(size: u64) -> Entry {
        let (name, target) = ("a.txt".to_owned(), Rc::new(Target::root()));
        Entry { kind: Kind::File, name, size: Bytes(size), last_modified: 0, target }
    }

    fn names(events: &[Event]) -> Vec<&'static str> {
        let name = |event: &Event| match event {
            Event::FileAdded(_) => "file-added",
            Event::Progress(_) => "progress",
            Event::Failed { .. } => "failed",
            Event::Cancelled(_) => "cancelled",
            Event::Complete { .. } => "complete",
            _ => "other",
        };
        events.iter().map(name).collect()
    }

    fn look(seen: &mut Seen, queue: &Queue) -> Vec<&'static str> {
        let progress = Progress { summary: queue.summary(), ..Progress::default() };
        names(&seen.look(queue.items(), progress, &|_| String::new()))
    }

    #[test]
    fn each_change_is_told_once() {
        let (mut seen, mut queue) = (Seen::default(), Queue::default());
        assert_eq!(look(&mut seen, &queue), [""; 0]);
        let id = queue.add(file(3), None);
        assert_eq!(look(&mut seen, &queue), ["file-added", "progress"]);
        assert_eq!(look(&mut seen, &queue), [""; 0]);
        queue.cancel(id, 0.0);
        assert_eq!(look(&mut seen, &queue), ["cancelled", "progress", "complete"]);
        assert_eq!(look(&mut seen, &queue), [""; 0]);
    }

    #[test]
    fn a_refused_file_is_added_and_fails_at_once() {
        let (mut seen, mut queue) = (Seen::default(), Queue::default());
        queue.add(file(0), Some(Refusal::Empty));
        assert_eq!(look(&mut seen, &queue), ["file-added", "failed", "progress", "complete"]);
    }

    #[test]
    fn a_folder_only_counts() {
        let (mut seen, mut queue) = (Seen::default(), Queue::default());
        let id = queue.add(Entry { kind: Kind::Folder, ..file(0) }, None);
        assert_eq!(look(&mut seen, &queue), ["progress"]);
        queue.cancel(id, 0.0);
        assert_eq!(look(&mut seen, &queue), ["progress", "complete"]);
    }

    #[test]
    fn nothing_is_complete_while_there_is_more_to_come() {
        let (mut seen, mut queue) = (Seen::default(), Queue::default());
        queue.add(file(0), Some(Refusal::Empty));
        let progress = |queue: &Queue, adding| Progress {
            summary: queue.summary(),
            adding,
            ..Progress::default()
        };
        let mut told = names(&seen.look(queue.items(), progress(&queue, true), &|_| String::new()));
        queue.add(file(0), Some(Refusal::Empty));
        told.extend(names(&seen.look(queue.items(), progress(&queue, true), &|_| String::new())));
        assert!(!told.contains(&"complete"), "{told:?}");
        let last = names(&seen.look(queue.items(), progress(&queue, false), &|_| String::new()));
        assert_eq!(last, ["progress", "complete"]);
    }

    #[test]
    fn what_came_to_its_end_on_an_earlier_page_is_not_told_again() {
        let (mut seen, mut queue) = (Seen::default(), Queue::default());
        let id = queue.put_back(file(3), State::Cancelled, None, Source::default());
        queue.put_back(file(4), State::Paused, None, Source::default());
        assert_eq!(look(&mut seen, &queue), ["file-added", "progress"]);
        assert!(queue.retry(id, 0.0));
        assert_eq!(look(&mut seen, &queue), ["progress"]);
        queue.cancel(id, 0.0);
        assert_eq!(look(&mut seen, &queue), ["cancelled", "progress"]);
    }

    #[test]
    fn an_emptied_queue_completes_nothing() {
        let (mut seen, mut queue) = (Seen::default(), Queue::default());
        queue.add(file(3), None);
        look(&mut seen, &queue);
        queue.clear();
        assert_eq!(look(&mut seen, &queue), ["progress"]);
    }
}
