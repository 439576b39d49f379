//! Where new files go: the path to the folder, the folders inside it, and a new one.

use std::rc::Rc;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use super::context::Context;
use super::focus;
use super::names;
use super::notice::Notice;
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
    fn at_root() -> Self {
        let context = Context::get();
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
#[component]
pub(super) fn FolderPicker() -> impl IntoView {
    let picker = Picker::at_root();
    let words = picker.context.words;
    let naming = RwSignal::new(false);
    let list = NodeRef::<html::Ol>::new();
    // A folder's button goes away when it is opened, the new folder's form when it is done.
    Effect::new(move |before: Option<()>| {
        picker.path.track();
        naming.track();
        if before.is_some() {
            focus::rescue(move || {
                let last = list.get_untracked()?.last_element_child()?.first_element_child()?;
                last.dyn_into().ok()
            });
        }
    });
    let crumbs = move || {
        let path = picker.path.get();
        let last = path.len();
        let labels = std::iter::once(words.get(Text::FolderRoot))
            .chain(path.iter().map(|target| names::shown(&target.label)));
        let crumb = |(depth, label): (usize, String)| {
            let current = if depth == last { "true" } else { "false" };
            view! {
                <li>
                    <button type="button" class="quiet" aria-current=current
                        on:click=move |_| picker.leave_to(depth)>
                        {label}
                    </button>
                </li>
            }
        };
        labels.enumerate().map(crumb).collect_view()
    };
    view! {
        <section class="folder-picker" aria-label=words.get(Text::FolderChoose)>
            <div class=move || "folder-path">
                <span class="folder-to">{words.get(Text::FolderTo)}</span>
                <ol node_ref=list>{crumbs}</ol>
                <button type="button" class="quiet" aria-expanded=move || naming.get().to_string()
                    on:click=move |_| naming.update(|naming| *naming = !*naming)>
                    {words.get(Text::FolderNew)}
                </button>
            </div>
            {move || naming.get().then(|| view! { <NewFolderForm picker naming/> })}
            <Inside picker/>
        </section>
    }
}

/// The folders inside the current one.
#[component]
fn Inside(picker: Picker) -> impl IntoView {
    let words = picker.context.words;
    let row = move |folder: &Folder| {
        let name = names::shown(&folder.name);
        let label = words.fill(Text::FolderOpen, &[("name", &name)]);
        let folder = StoredValue::new_local(folder.clone());
        view! {
            <li>
                <button type="button" class="folder" aria-label=label
                    on:click=move |_| folder.with_value(|folder| picker.enter(folder))>
                    {name}
                </button>
            </li>
        }
    };
    move || match picker.inside.get() {
        Inside::Loading => {
            view! { <p class="folder-state" role="status">{words.get(Text::FolderLoading)}</p> }
                .into_any()
        }
        Inside::Loaded(list) if list.is_empty() => {
            view! { <p class="folder-state">{words.get(Text::FolderEmpty)}</p> }.into_any()
        }
        Inside::Loaded(list) => {
            let rows = list.iter().map(row).collect_view();
            view! { <ul class=move || "folder-list">{rows}</ul> }.into_any()
        }
        Inside::Failed(error) => {
            let text = words.error(&error);
            view! {
                <Notice text=Signal::stored(text)/>
                <button type="button" on:click=move |_| picker.load()>
                    {words.get(Text::FolderReload)}
                </button>
            }
            .into_any()
        }
    }
}

/// Names and makes a folder inside the current one, then enters it.
#[component]
fn NewFolderForm(picker: Picker, naming: RwSignal<bool>) -> impl IntoView {
    let words = picker.context.words;
    let name = NodeRef::<html::Input>::new();
    let busy = RwSignal::new(false);
    let error = RwSignal::new(String::new());
    Effect::new(move || {
        if let Some(input) = name.get() {
            let _ = input.focus();
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked().map(|input| input.value()).unwrap_or_default();
        let typed = typed.trim().to_owned();
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
    view! {
        <form class="new-folder" on:submit=submit>
            <label class="field">
                <span>{words.get(Text::FolderName)}</span>
                <input type="text" required maxlength="255" node_ref=name/>
            </label>
            <button type="submit" class="primary" aria-disabled=move || busy.get().to_string()>
                {words.get(Text::FolderCreate)}
            </button>
            <button type="button" on:click=move |_| naming.set(false)>
                {words.get(Text::FolderCancel)}
            </button>
            <Notice text=error/>
        </form>
    }
}
