//! What is asked before anything is done to files.

use std::future::ready;
use std::rc::Rc;

use super::destination::destination;
use super::details::details;
use super::panel::Panel;
use super::work::{self, Job};
use crate::api::{File, Parent};
use crate::view::dialog::{Outcome, Question, Weight, dialog, dialog_that_waits};
use crate::view::dom::{El, el, field};
use crate::view::names;
use crate::view::notice::mark;
use crate::view::paint;
use crate::view::reactive::RwSignal;
use crate::view::text::Text;

/// Names of files to be deleted that are listed in full.
const LISTED: usize = 10;

/// What the reader wants to do, and with which files.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) what: What,
    /// As they were when it was asked: they may change, or go away, before it is answered.
    pub(super) files: Vec<Rc<File>>,
}

#[derive(Clone, Copy)]
pub(super) enum What {
    /// The first of them.
    Rename,
    Move,
    Copy,
    Delete,
    /// The first of them.
    Details,
}

/// The dialog for it.
pub(super) fn ask(panel: Panel, Asked { what, files }: Asked) -> El {
    match what {
        What::Rename => rename(panel, &files),
        What::Move => to_folder(panel, files, Job::Move),
        What::Copy => to_folder(panel, files, Job::Copy),
        What::Delete => delete(panel, files),
        What::Details => details(panel, &files),
    }
}

pub(super) fn close(panel: Panel) -> impl Fn() + Clone + 'static {
    move || {
        panel.asking.try_set(None);
    }
}

/// The text about the one file by its name, or about several by their number.
fn title(panel: Panel, files: &[Rc<File>], one: Text, many: Text) -> String {
    let words = panel.words();
    match files {
        [file] => words.fill(one, &[("name", &names::shown(&file.name))]),
        files => words.plural(many, files.len()),
    }
}

fn rename(panel: Panel, files: &[Rc<File>]) -> El {
    let words = panel.words();
    let Some(file) = files.first().cloned() else { return el("span") };
    let typed = el("input")
        .attr("type", "text")
        .attr("aria-required", "true")
        .attr("maxlength", "255")
        .attr("dir", "auto")
        .prop("value", file.name.as_str());
    let content = field(words.get(Text::MyFilesRenameName), typed.clone());
    // The name without its end is what people change.
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    let length = stem.encode_utf16().count() as u32;
    let selected = typed.clone();
    paint::before(move || {
        paint::before(move || {
            // Fails for kinds of fields that hold no text.
            let _ = selected.input().set_selection_range(0, length);
        });
    });
    let question = Question {
        title: title(panel, files, Text::MyFilesRenameTitle, Text::MyFilesRenameTitle),
        content,
        confirm: words.get(Text::MyFilesRename),
        weight: Weight::Ordinary,
    };
    // Another one may be on show by the time the host answers.
    let folder = panel.folder();
    let act = move || -> Outcome {
        let (file, folder) = (Rc::clone(&file), folder.clone());
        let name = typed.value().trim().to_owned();
        if name.is_empty() {
            mark(&typed);
            return Box::pin(ready(Err(words.get(Text::FilesNameEmpty))));
        }
        Box::pin(async move {
            if name == file.name {
                return Ok(());
            }
            let renamed = work::rename(panel.context, &folder, &file, &name).await;
            if panel.asking.is_disposed() {
                return Ok(());
            }
            let renamed = renamed.map_err(|error| words.error(&error))?;
            panel.clear_messages();
            let name = names::shown(&renamed.name);
            panel.said.set(words.fill(Text::MyFilesRenamed, &[("name", &name)]));
            panel.reload();
            Ok(())
        })
    };
    let late = move |why| panel.trouble.try_set(why);
    dialog_that_waits(words, question, Rc::new(act), Rc::new(close(panel)), Rc::new(late))
}

fn to_folder(panel: Panel, files: Vec<Rc<File>>, job: fn(Parent) -> Job) -> El {
    let words = panel.words();
    let chosen = RwSignal::new(Parent::Root);
    let moves = matches!(job(Parent::Root), Job::Move(_));
    let (one, many, confirm) = match moves {
        true => (Text::MyFilesMoveTitle, Text::MyFilesMoveMany, Text::MyFilesMoveHere),
        false => (Text::MyFilesCopyTitle, Text::MyFilesCopyMany, Text::MyFilesCopyHere),
    };
    let question = Question {
        title: title(panel, &files, one, many),
        content: destination(panel, chosen),
        confirm: words.get(confirm),
        weight: Weight::Ordinary,
    };
    let act = move || {
        let to = chosen.get_untracked();
        if moves && to == panel.folder() {
            return Err(words.get(Text::MyFilesSameFolder));
        }
        work::start(panel, job(to), files.clone())
    };
    dialog(words, question, act, close(panel))
}

fn delete(panel: Panel, files: Vec<Rc<File>>) -> El {
    let words = panel.words();
    let mut content =
        el("div").class("my-files-doomed").child(el("p").text(words.get(Text::MyFilesDeleteFinal)));
    if files.len() > 1 {
        let listed = files.iter().take(LISTED);
        let more = files.len().saturating_sub(LISTED);
        let rows = listed.map(|file| el("li").child(el("bdi").text(names::shown(&file.name))));
        let more = (more > 0).then(|| {
            let text = words.plural(Text::MyFilesDeleteMore, more);
            el("li").text(text)
        });
        content = content.child(el("ul").children(rows).children(more));
    }
    let question = Question {
        title: title(panel, &files, Text::MyFilesDeleteTitle, Text::MyFilesDeleteMany),
        content,
        confirm: words.get(Text::MyFilesDelete),
        weight: Weight::Destructive,
    };
    let act = move || work::start(panel, Job::Delete, files.clone());
    dialog(words, question, act, close(panel))
}
