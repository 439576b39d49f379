//! A row of the tree: a folder with what the host tells of it, or what is to say about its inside.

use super::ask::Ask;
use super::picker::{Naming, Picker};
use super::tree::{Inside, Node, ROOT, Row, Shows};
use crate::api::{Endpoint, Folder, Visibility};
use crate::view::dom::{El, Icon, button, el, icon};
use crate::view::menu::{MenuItem, called, menu};
use crate::view::text::Text;
use crate::view::words::Words;

/// The attribute by which a row is found from what is in it.
pub(super) const ROW: &str = "data-row";

/// What changes of a row while it stays.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Dress {
    pub(super) row: Row,
    /// New files go there.
    pub(super) selected: bool,
    /// Tab leads there.
    pub(super) stop: bool,
    /// The folder that is being moved cannot go there.
    pub(super) refused: bool,
}

impl Dress {
    /// What a row looks like now; `stop` when Tab leads there.
    pub(super) fn of(picker: Picker, row: Row, stop: bool) -> Self {
        let refused = match picker.moving.get_untracked() {
            Some(node) => !picker.tree.with_untracked(|tree| tree.may_move(node, row.node)),
            None => false,
        };
        let selected = row.is_folder() && row.node == picker.selected.get_untracked();
        Self { row, selected, stop, refused }
    }

    /// Writes what differs from `before` to the row's element.
    pub(super) fn put_on(self, element: &El, before: Option<Dress>) {
        if before == Some(self) {
            return;
        }
        let write = |name: &'static str, value: Option<String>| {
            // Fails for names that are no names; all of ours are written out.
            let _ = match value {
                Some(value) => element.element().set_attribute(name, &value),
                None => element.element().remove_attribute(name),
            };
        };
        let yes = |on: bool| on.then(|| "true".to_owned());
        let truth = |on: bool| Some(if on { "true" } else { "false" }.to_owned());
        let Row { level, place: (place, count), shows, .. } = self.row;
        write("aria-level", Some(level.to_string()));
        write("aria-posinset", Some(place.to_string()));
        write("aria-setsize", Some(count.to_string()));
        if let Shows::Folder { open, loading } = shows {
            write("aria-expanded", open.and_then(truth));
            write("aria-busy", yes(loading));
            write("aria-selected", truth(self.selected));
        }
        write("aria-disabled", yes(self.refused));
        let tab = if self.stop { "0" } else { "-1" };
        write("tabindex", Some(tab.to_owned()));
        if self.row.shows == Shows::Failed {
            // What is in the row is reached by Tab from the row that has the focus.
            let again = element.element().query_selector(".folder-again").ok().flatten();
            if let Some(again) = again {
                let _ = again.set_attribute("tabindex", tab);
            }
        }
        // Fails for read-only declarations; an element's own is not.
        let _ = element.html().style().set_property("--level", &level.to_string());
    }
}

/// The row's element, as yet undressed.
pub(super) fn row(picker: Picker, row: Row) -> El {
    let line = el("div")
        .class("folder-row")
        .part("folder")
        .attr("role", "treeitem")
        .attr(ROW, row.key.to_string());
    match row.shows {
        Shows::Folder { .. } => folder(picker, row.node, line),
        shows => about_inside(picker, row.node, shows, line),
    }
}

fn folder(picker: Picker, node: Node, line: El) -> El {
    let name = picker.name(node);
    let folder = picker.tree.with_untracked(|tree| tree.folder(node).cloned());
    let words = picker.context.words;
    let told = folder.as_ref().map(|folder| told(words, folder)).unwrap_or_default();
    let lock = folder.as_ref().and_then(lock).map(|text| words.get(text));
    let description: Vec<&str> =
        lock.iter().chain([&told]).map(String::as_str).filter(|text| !text.is_empty()).collect();
    let line = match description.is_empty() {
        true => line,
        false => line.attr("aria-description", description.join(", ")),
    };
    let sign =
        |lock: String| el("span").class("folder-lock").attr("title", lock).child(icon(Icon::Lock));
    line.label(&name)
        .child(el("span").class("folder-twisty").child(icon(Icon::Right)))
        .child(icon(Icon::Folder))
        .child(el("bdi").class("folder-name").attr("title", &name).text(&name))
        .children(lock.map(sign))
        // The style sheet shows it: for readers it is the description, and no part of the name.
        .child(el("span").class("folder-told").attr("data-told", told))
        .children((node != ROOT).then(|| stand_in(&name_of_menu(picker, &name))))
}

/// How many files and folders are directly in it, and how much everything in it is. That there are no
/// files is said only where there is nothing else either: the size is also that of the folders.
pub(super) fn told(words: Words, folder: &Folder) -> String {
    let folders = folder.child_folder_count.filter(|count| *count > 0);
    let is_empty = folders.is_none() && folder.total_size.is_none_or(|size| size.0 == 0);
    let files = folder.file_count.filter(|count| *count > 0 || is_empty);
    let told = [
        files.map(|count| words.plural(Text::FolderFiles, count)),
        folders.map(|count| words.plural(Text::FolderFolders, count)),
        folder.total_size.map(|size| words.bytes(size.0)),
    ];
    told.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Why not everybody can look into it.
fn lock(folder: &Folder) -> Option<Text> {
    match folder {
        Folder { access_password: Some(_), .. } => Some(Text::FolderLockPassword),
        Folder { visibility: Some(Visibility::Private), .. } => Some(Text::FolderLockPrivate),
        _ => None,
    }
}

fn name_of_menu(picker: Picker, folder: &str) -> String {
    picker.context.words.fill(Text::FolderMore, &[("name", folder)])
}

/// Looks like the button of the menu. The menu itself is made for the one row that Tab leads to: to
/// keep a thousand of them up to date would take longer than to draw the tree.
fn stand_in(label: &str) -> El {
    let more = button("")
        .class("quiet icon")
        .attr("title", label)
        .label(label)
        .attr("aria-haspopup", "menu")
        .attr("tabindex", "-1")
        .child(icon(Icon::More));
    el("span").class("menu-button folder-stand-in").child(more)
}

/// What can be done with the folder, as far as its host can.
pub(super) fn more(picker: Picker, node: Node) -> El {
    let words = picker.context.words;
    let label = name_of_menu(picker, &picker.name(node));
    let items = move || {
        let ask = |text: Text, ask: Ask| {
            MenuItem::new(words.get(text), move || picker.asked.set(Some(ask)))
        };
        let has_link = picker
            .tree
            .with_untracked(|tree| tree.folder(node).is_some_and(|folder| folder.url.is_some()));
        let edit = picker.can(Endpoint::FolderEdit);
        let new_inside = move || {
            picker.select(node);
            picker.naming.set(Naming::Row);
        };
        let possible = [
            picker.can(Endpoint::FolderCreate).then(|| {
                MenuItem::new(words.get(Text::FolderNewInside), new_inside).with(Icon::Plus)
            }),
            has_link.then(|| ask(Text::FolderLink, Ask::Link(node)).with(Icon::Copy)),
            edit.then(|| ask(Text::FolderRename, Ask::Rename(node)).with(Icon::Edit)),
            picker.can(Endpoint::FolderMove).then(|| {
                let begin = move || picker.begin_move(node);
                MenuItem::new(words.get(Text::FolderMove), begin).with(Icon::Right)
            }),
            edit.then(|| ask(Text::FolderSharing, Ask::Sharing(node)).with(Icon::Lock)),
            picker
                .can(Endpoint::FolderDelete)
                .then(|| ask(Text::FolderDelete, Ask::Delete(node)).with(Icon::Cross)),
        ];
        possible.into_iter().flatten().collect()
    };
    menu(called(label), items)
}

fn about_inside(picker: Picker, node: Node, shows: Shows, line: El) -> El {
    let words = picker.context.words;
    let text = match shows {
        Shows::Empty => words.get(Text::FolderEmpty),
        Shows::Failed => picker.tree.with_untracked(|tree| match tree.inside(node) {
            Inside::Failed(error) => words.error(error),
            _ => String::new(),
        }),
        Shows::Loading | Shows::Folder { .. } => words.get(Text::FolderLoading),
    };
    let reload = words.get(Text::FolderReload);
    // Enter on the row does what its button does.
    let label = match shows {
        Shows::Failed => [&text, " ", &reload].concat(),
        _ => text.clone(),
    };
    let again =
        || button(reload).class("quiet folder-again").on_click(move || picker.load_again(node));
    line.class("folder-row folder-state")
        .label(label)
        .child(el("span").text(&text))
        .children((shows == Shows::Failed).then(again))
}
