//! Where new files go: the path to the folder, the folders inside it, and a new one.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::context::Context;
use super::dom::{El, button, el, react};
use super::focus;
use super::names;
use super::notice::notice;
use super::text::Text;
use crate::api::{Error, Folder, Parent};
use crate::transfer::Target;

/// What is known of the folders inside the current one.
#[derive(Clone)]
enum Inside {
    Loading,
    Loaded(Rc<Vec<Folder>>),
    Failed(Error),
}

/// The picker's state: the way from the root, and what the last folder on it holds.
#[derive(Clone, Copy)]
struct Picker {
    context: Context,
    path: RwSignal<Vec<Rc<Target>>, LocalStorage>,
    inside: RwSignal<Inside, LocalStorage>,
}

impl Picker {
    fn at_root(context: Context) -> Self {
        let picker = Self {
            context,
            path: RwSignal::new_local(Vec::new()),
            inside: RwSignal::new_local(Inside::Loading),
        };
        picker.go(Vec::new());
        picker
    }

    fn current(self) -> Parent {
        let last = self.path.with_untracked(|path| path.last().cloned());
        last.map_or(Parent::Root, |target| target.folder.clone())
    }

    /// Makes the end of `path` the target of new files, and shows what is inside.
    fn go(self, path: Vec<Rc<Target>>) {
        let target = path.last().cloned().unwrap_or_else(|| Rc::new(Target::root()));
        self.path.set(path);
        self.context.target.set(target);
        self.load();
    }

    fn load(self) {
        let folder = self.current();
        self.inside.set(Inside::Loading);
        spawn_local(async move {
            let answer = self.context.engine().folders(&folder).await;
            // The reader may have gone elsewhere, or away, while the host was answering.
            if self.path.is_disposed() || self.current() != folder {
                return;
            }
            self.inside.set(match answer {
                Ok(list) => Inside::Loaded(Rc::new(list)),
                Err(error) => Inside::Failed(error),
            });
        });
    }

    fn enter(self, folder: &Folder) {
        let mut path = self.path.get_untracked();
        path.push(Rc::new(Target::folder(Parent::Folder(folder.id.clone()), &folder.name)));
        self.go(path);
    }

    /// Back to the first `depth` folders of the path.
    fn leave_to(self, depth: usize) {
        let mut path = self.path.get_untracked();
        path.truncate(depth);
        self.go(path);
    }
}

/// Chooses the folder that new files go to.
pub(super) fn folder_picker(context: Context) -> El {
    let picker = Picker::at_root(context);
    let words = context.words;
    let naming = RwSignal::new(false);
    let current = RwSignal::new_local(None::<El>);
    let crumbs = move || {
        let path = picker.path.get();
        let last = path.len();
        let labels = std::iter::once(words.get(Text::FolderRoot))
            .chain(path.iter().map(|target| names::shown(&target.label)));
        let crumb = |(depth, label): (usize, String)| {
            let crumb = button(label)
                .class("quiet")
                .attr("aria-current", if depth == last { "true" } else { "false" })
                .on_click(move || picker.leave_to(depth));
            if depth == last {
                current.set(Some(crumb.clone()));
            }
            el("li").child(crumb)
        };
        el("ol").children(labels.enumerate().map(crumb))
    };
    let new_folder = button(words.get(Text::FolderNew))
        .class("quiet")
        .attr_with("aria-expanded", move || Some(if naming.get() { "true" } else { "false" }))
        .on_click(move || naming.update(|naming| *naming = !*naming));
    // A folder's button goes away when it is opened, the new folder's form when it is done.
    let mut first = true;
    react(move || {
        picker.path.track();
        naming.track();
        if !std::mem::take(&mut first) {
            focus::rescue(move || current.try_get_untracked().flatten());
        }
    });
    el("section")
        .class("folder-picker")
        .label(words.get(Text::FolderChoose))
        .child(
            el("div")
                .class("folder-path")
                .child(el("span").class("folder-to").text(words.get(Text::FolderTo)))
                .show(move || Some(crumbs()))
                .child(new_folder),
        )
        .show(move || naming.get().then(|| new_folder_form(picker, naming)))
        .show(move || Some(inside(picker)))
}

/// The folders inside the current one.
fn inside(picker: Picker) -> El {
    let words = picker.context.words;
    match picker.inside.get() {
        Inside::Loading => el("p")
            .class("folder-state")
            .attr("role", "status")
            .text(words.get(Text::FolderLoading)),
        Inside::Loaded(list) if list.is_empty() => {
            el("p").class("folder-state").text(words.get(Text::FolderEmpty))
        }
        Inside::Loaded(list) => {
            let row = |place: usize, folder: &Folder| {
                let name = names::shown(&folder.name);
                let list = Rc::clone(&list);
                let open = button(&name)
                    .class("folder")
                    .label(words.fill(Text::FolderOpen, &[("name", &name)]))
                    .on_click(move || picker.enter(&list[place]));
                el("li").child(open)
            };
            el("ul")
                .class("folder-list")
                .children(list.iter().enumerate().map(|(place, folder)| row(place, folder)))
        }
        Inside::Failed(error) => {
            let text = words.error(&error);
            el("div")
                .child(notice(move || text.clone()))
                .child(button(words.get(Text::FolderReload)).on_click(move || picker.load()))
        }
    }
}

/// Names and makes a folder inside the current one, then enters it.
fn new_folder_form(picker: Picker, naming: RwSignal<bool>) -> El {
    let words = picker.context.words;
    let name = el("input").attr("type", "text").attr("required", "").attr("maxlength", "255");
    let busy = RwSignal::new(false);
    let error = RwSignal::new(String::new());
    let typed = name.clone();
    let submit = move || {
        let typed = typed.value().trim().to_owned();
        if busy.get_untracked() || typed.is_empty() {
            return;
        }
        busy.set(true);
        error.set(String::new());
        let parent = picker.current();
        spawn_local(async move {
            let answer = picker.context.engine().create_folder(&parent, &typed).await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(folder) => {
                    naming.set(false);
                    picker.enter(&folder);
                }
                Err(refused) => error.set(words.error(&refused)),
            }
        });
    };
    focus::take(&name);
    el("form")
        .class("new-folder")
        .on("submit", move |event| {
            event.prevent_default();
            submit();
        })
        .child(
            el("label")
                .class("field")
                .child(el("span").text(words.get(Text::FolderName)))
                .child(name),
        )
        .child(
            el("button")
                .attr("type", "submit")
                .class("primary")
                .attr_with("aria-disabled", move || Some(if busy.get() { "true" } else { "false" }))
                .text(words.get(Text::FolderCreate)),
        )
        .child(button(words.get(Text::FolderCancel)).on_click(move || naming.set(false)))
        .child(notice(move || error.get()))
}
