//! Doing something to one file after another.

use std::rc::Rc;

use leptos::prelude::Notify;
use wasm_bindgen_futures::spawn_local;

use super::panel::Panel;
use crate::api::{Error, File, Parent};
use crate::transfer::Engine;
use crate::view::context::Context;
use crate::view::dom::{El, button, el};
use crate::view::names;
use crate::view::reactive::Memo;
use crate::view::text::Text;

/// What is done to each file.
#[derive(Clone)]
pub(super) enum Job {
    Move(Parent),
    Copy(Parent),
    Delete,
}

impl Job {
    /// How far it is, or how far it came.
    fn text(&self) -> Text {
        match self {
            Job::Move(_) => Text::MyFilesMoved,
            Job::Copy(_) => Text::MyFilesCopied,
            Job::Delete => Text::MyFilesDeleted,
        }
    }

    /// Does it to a file of `folder`, and tells the engine, which knows what is in the folders.
    async fn perform(&self, context: Context, folder: &Parent, file: &File) -> Result<(), Error> {
        let (library, engine) = (context.library(), context.engine());
        match self {
            Job::Move(to) => {
                let moved = library.move_file(&file.id, to).await?;
                tell_moved(&engine, (folder, file), (to, &moved));
            }
            Job::Copy(to) => {
                let copy = library.copy_file(&file.id, to).await?;
                engine.file_arrived(to, &copy.id, &copy.name);
            }
            Job::Delete => {
                library.delete_file(&file.id).await?;
                engine.file_left(folder, &file.id, &file.name);
            }
        }
        Ok(())
    }
}

/// Gives a file of `folder` another name, and tells the engine of it as well.
pub(super) async fn rename(
    context: Context,
    folder: &Parent,
    file: &File,
    name: &str,
) -> Result<File, Error> {
    let (library, engine) = (context.library(), context.engine());
    let renamed = library.rename_file(&file.id, name).await?;
    tell_moved(&engine, (folder, file), (folder, &renamed));
    Ok(renamed)
}

/// A file is in another folder, or has another name there.
fn tell_moved(engine: &Engine, (from, before): (&Parent, &File), (to, now): (&Parent, &File)) {
    engine.file_left(from, &before.id, &before.name);
    engine.file_arrived(to, &now.id, &now.name);
}

/// A job that is under way.
#[derive(Clone)]
pub(super) struct Working {
    text: Text,
    done: usize,
    total: usize,
    /// The reader wants no more of it.
    stopped: bool,
}

/// Does the job to these files, one after the other. The first that fails ends it: what was done is
/// counted, and the others stay selected.
pub(super) fn start(panel: Panel, job: Job, files: Vec<Rc<File>>) -> Result<(), String> {
    let words = panel.words();
    if panel.working.with_untracked(Option::is_some) {
        return Err(words.get(Text::MyFilesBusy));
    }
    panel.clear_messages();
    let (text, total, folder) = (job.text(), files.len(), panel.folder());
    panel.working.set(Some(Working { text, done: 0, total, stopped: false }));
    spawn_local(async move {
        let mut done = 0;
        let mut failed = None;
        for file in files {
            let outcome = job.perform(panel.context, &folder, &file).await;
            // The widget, or whoever was logged in, may be gone.
            let Some(working) = panel.working.try_get_untracked().flatten() else { return };
            if let Err(error) = outcome {
                failed = Some((file, error));
                break;
            }
            done += 1;
            panel.deselect(&file.id);
            if working.stopped {
                break;
            }
            panel.working.set(Some(Working { done, ..working }));
        }
        if panel.working.is_disposed() {
            return;
        }
        panel.working.set(None);
        let count = counted(panel, text, done, total);
        match failed {
            None => panel.said.set(count),
            Some((file, error)) => panel.trouble.set(words.fill(
                Text::MyFilesStoppedAt,
                &[
                    ("done", &count),
                    ("name", &names::shown(&file.name)),
                    ("why", &words.error(&error)),
                ],
            )),
        }
        panel.context.stored_changed.notify();
    });
    Ok(())
}

fn counted(panel: Panel, text: Text, done: usize, total: usize) -> String {
    let words = panel.words();
    words.fill(text, &[("done", &words.count(done)), ("total", &words.count(total))])
}

/// How far the job is, and the way to stop it; nothing while there is none.
pub(super) fn progress(panel: Panel) -> El {
    let words = panel.words();
    let working = panel.working;
    let there = Memo::new(move |_| working.read().is_some());
    let sentence = move || match &*working.read() {
        Some(working) => counted(panel, working.text, working.done, working.total),
        None => String::new(),
    };
    let part = move |part: fn(&Working) -> usize| {
        move || working.with(|working| working.as_ref().map(|working| part(working).to_string()))
    };
    el("div")
        .class("my-files-work")
        .hidden_when(move || !there.get())
        .child(el("span").text_with(sentence))
        .child(
            el("progress")
                .attr_with("max", part(|working| working.total))
                .attr_with("value", part(|working| working.done))
                .label_with(sentence),
        )
        .child(button(words.get(Text::MyFilesStop)).class("quiet").on_click(move || {
            working.update(|working| {
                if let Some(working) = working {
                    working.stopped = true;
                }
            });
        }))
}
