//! The questions about a folder: a new name, who can see it, whether it may go, its link.

use std::future::ready;
use std::rc::Rc;

use leptos::prelude::Notify;
use wasm_bindgen_futures::spawn_local;

use super::changes::told;
use super::picker::Picker;
use super::row;
use super::tree::Node;
use crate::api::{Folder, FolderEdit, PasswordEdit, Secret, Visibility};
use crate::links;
use crate::view::clipboard::copy_button;
use crate::view::dialog::{Act, Outcome, Question, Weight, dialog_that_waits};
use crate::view::dom::{El, el, field, unique_name};
use crate::view::notice::mark;
use crate::view::reactive::RwSignal;
use crate::view::text::Text;
use crate::view::words::Words;

/// What is asked, and of which folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::view) enum Ask {
    Rename(Node),
    Sharing(Node),
    Delete(Node),
    Link(Node),
}

/// The dialog of a question; none when the folder has gone meanwhile.
pub(in crate::view) fn ask(picker: Picker, asked: Ask) -> Option<El> {
    let (Ask::Rename(node) | Ask::Sharing(node) | Ask::Delete(node) | Ask::Link(node)) = asked;
    let folder = picker.tree.with_untracked(|tree| tree.folder(node).cloned())?;
    let about = About { picker, node, folder: Rc::new(folder) };
    let (question, act) = match asked {
        Ask::Rename(_) => rename(about),
        Ask::Sharing(_) => sharing(about),
        Ask::Delete(_) => delete(about),
        Ask::Link(_) => link(about)?,
    };
    let close = move || {
        picker.asked.set(None);
        picker.focus_row();
    };
    let late = move |why| picker.fail(why);
    Some(dialog_that_waits(picker.context.words, question, act, Rc::new(close), Rc::new(late)))
}

/// The folder a question is about.
#[derive(Clone)]
struct About {
    picker: Picker,
    node: Node,
    folder: Rc<Folder>,
}

impl About {
    fn words(&self) -> Words {
        self.picker.context.words
    }

    /// A text with the folder's name in it.
    fn named(&self, text: Text) -> String {
        self.words().fill(text, &[("name", &self.picker.name(self.node))])
    }

    /// Changes the folder on the host, and in the tree; `done` says so.
    async fn edit(&self, edit: FolderEdit, done: Text) -> Result<(), String> {
        let picker = self.picker;
        let answer = picker.context.library().edit_folder(&self.folder.id, &edit).await;
        let Some(answer) = picker.answered(answer) else { return Ok(()) };
        let now = told((*self.folder).clone(), answer?);
        let above = picker.tree.with_untracked(|tree| tree.above(self.node));
        picker.put(above, now);
        picker.say(done, self.node);
        Ok(())
    }
}

fn rename(about: About) -> (Question, Act) {
    let words = about.words();
    let name = el("input")
        .attr("type", "text")
        .attr("aria-required", "true")
        .attr("maxlength", "255")
        .attr("dir", "auto")
        .attr("autofocus", "")
        .prop("value", &*about.folder.name);
    let typed = name.clone();
    let question = Question {
        title: about.named(Text::FolderRenameTitle),
        content: field(words.get(Text::FolderRenameName), name),
        confirm: words.get(Text::FolderRenameConfirm),
        weight: Weight::Ordinary,
    };
    let act = move || -> Outcome {
        let (about, name) = (about.clone(), typed.value().trim().to_owned());
        if name.is_empty() {
            mark(&typed);
            return Box::pin(ready(Err(words.get(Text::FolderNameBlank))));
        }
        Box::pin(async move {
            let edit = FolderEdit { name: Some(name), ..FolderEdit::default() };
            about.edit(edit, Text::FolderRenamed).await
        })
    };
    (question, Rc::new(act))
}

/// The three ways, with a sentence for each.
const WAYS: [(Visibility, Text, Text); 3] = [
    (Visibility::Private, Text::FolderPrivate, Text::FolderPrivateHint),
    (Visibility::Unlisted, Text::FolderUnlisted, Text::FolderUnlistedHint),
    (Visibility::Public, Text::FolderPublic, Text::FolderPublicHint),
];

fn sharing(about: About) -> (Question, Act) {
    let words = about.words();
    let has_password = RwSignal::new(about.folder.access_password.is_some());
    look_for_password(&about, has_password);
    let (radios, ways) = ways(&about);
    let password = el("input")
        .attr("type", "password")
        .attr("autocomplete", "new-password")
        .attr("aria-description", words.get(Text::FolderPasswordHint));
    let clear = el("input").attr("type", "checkbox");
    let content = el("div")
        .class("fields")
        .child(ways)
        .child(
            el("div")
                .child(field(words.get(Text::FolderPassword), password.clone()))
                .child(el("span").class("choice-hint").text(words.get(Text::FolderPasswordHint))),
        )
        .child(
            el("label")
                .class("check")
                .hidden_when(move || !has_password.get())
                .child(clear.clone())
                .child(el("span").text(words.get(Text::FolderPasswordClear))),
        );
    let question = Question {
        title: about.named(Text::FolderSharingTitle),
        content,
        confirm: words.get(Text::FolderSave),
        weight: Weight::Ordinary,
    };
    let act = move || -> Outcome {
        let about = about.clone();
        let chosen = radios.iter().position(|radio| radio.input().checked());
        let password = match password.value() {
            typed if !typed.is_empty() => Some(PasswordEdit::Set(Secret::from(typed))),
            _ => clear.input().checked().then_some(PasswordEdit::Clear),
        };
        let visibility = chosen.map(|place| WAYS[place].0);
        Box::pin(async move {
            let edit = FolderEdit { visibility, password, ..FolderEdit::default() };
            about.edit(edit, Text::FolderSaved).await
        })
    };
    (question, Rc::new(act))
}

/// A radio button for each of the ways, and these with what there is to read about them.
fn ways(about: &About) -> ([El; 3], El) {
    let words = about.words();
    let group = unique_name();
    let radios = WAYS.map(|(way, ..)| {
        let is_set = about.folder.visibility == Some(way);
        el("input")
            .attr("type", "radio")
            .attr("name", &group)
            .prop("checked", is_set)
            // Where the dialog puts the focus: with the first one the space bar would change it.
            .prop("autofocus", is_set)
    });
    let choices = WAYS.iter().zip(radios.clone()).map(|((_, name, hint), radio)| {
        let (name, hint) = (words.get(*name), words.get(*hint));
        let texts = el("span")
            .child(el("span").class("choice-name").text(&name))
            .child(el("span").class("choice-hint").text(&hint));
        el("label")
            .class("check")
            .child(radio.label(name).attr("aria-description", hint))
            .child(texts)
    });
    let ways = el("fieldset")
        .class("choices")
        .child(el("legend").text(words.get(Text::FolderVisibility)))
        .children(choices);
    (radios, ways)
}

/// Listings do not tell whether a folder has a password.
fn look_for_password(about: &About, has_password: RwSignal<bool>) {
    let about = about.clone();
    spawn_local(async move {
        let answer = about.picker.context.library().folder(&about.folder.id).await;
        if let Ok(folder) = answer {
            has_password.try_set(folder.access_password.is_some());
        }
    });
}

fn delete(about: About) -> (Question, Act) {
    let words = about.words();
    let lost = row::told(words, &about.folder);
    let content = el("div")
        .class("fields")
        .children((!lost.is_empty()).then(|| el("p").text(lost)))
        .child(el("p").text(words.get(Text::FolderDeleteLost)));
    let question = Question {
        title: about.named(Text::FolderDeleteTitle),
        content,
        confirm: words.get(Text::FolderDeleteConfirm),
        weight: Weight::Destructive,
    };
    let act = move || -> Outcome {
        let about = about.clone();
        Box::pin(async move {
            let picker = about.picker;
            let answer = picker.context.library().delete_folder(&about.folder.id).await;
            let Some(answer) = picker.answered(answer) else { return Ok(()) };
            answer?;
            picker.take_out(about.node);
            picker.context.stored_changed.notify();
            Ok(())
        })
    };
    (question, Rc::new(act))
}

fn link(about: About) -> Option<(Question, Act)> {
    let words = about.words();
    let opened = about.folder.url.clone()?;
    let shown = links::address(opened.as_str()).into_owned();
    let address = el("input")
        .attr("type", "text")
        .attr("readonly", "")
        .attr("dir", "ltr")
        .prop("value", &*shown);
    let label = words.get(Text::FolderLinkCopy);
    let copy =
        copy_button(words, Text::FolderLinkCopy, move || label.clone(), move || shown.clone());
    let content = el("div")
        .class("fields")
        .child(field(words.get(Text::FolderLinkField), address))
        .child(el("div").class("folder-link").children(copy));
    let question = Question {
        title: about.named(Text::FolderLinkTitle),
        content,
        confirm: words.get(Text::FolderLinkOpen),
        weight: Weight::Offer,
    };
    let act = move || -> Outcome {
        let opened = opened.clone();
        Box::pin(async move {
            if let Some(window) = web_sys::window() {
                // The page that opens gets no hold of this one, and learns nothing of it.
                let (address, features) = (opened.as_str(), "noopener,noreferrer");
                let _ = window.open_with_url_and_target_and_features(address, "_blank", features);
            }
            Ok(())
        })
    };
    Some((question, Rc::new(act)))
}
