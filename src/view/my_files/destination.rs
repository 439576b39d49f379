//! Choosing a folder to move or copy to: one level at a time.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::panel::Panel;
use crate::api::{Error, Folder, Parent};
use crate::transfer::Target;
use crate::view::dom::{El, Icon, button, el, icon, react};
use crate::view::focus;
use crate::view::names;
use crate::view::notice::notice;
use crate::view::reactive::{Memo, RwSignal};
use crate::view::text::Text;
use crate::view::words::Words;

/// What is known of the folders inside the one on show.
#[derive(Clone)]
enum Inside {
    Loading,
    Loaded(Rc<Vec<Folder>>),
    Failed(Error),
}

#[derive(Clone, Copy)]
struct Chooser {
    panel: Panel,
    /// The folders on the way down from where new files go at first, by name; the last one is on show.
    path: RwSignal<Vec<(Parent, String)>>,
    inside: RwSignal<Inside>,
    /// The one on show.
    chosen: RwSignal<Parent>,
}

impl Chooser {
    fn words(self) -> Words {
        self.panel.words()
    }

    fn enter(self, folder: &Folder) {
        let step = (Parent::Folder(folder.id.clone()), folder.name.clone());
        self.path.update(|path| path.push(step));
        self.load();
    }

    fn leave(self) {
        self.path.update(|path| {
            path.pop();
        });
        self.load();
    }

    fn load(self) {
        let last = self.path.with_untracked(|path| path.last().map(|(folder, _)| folder.clone()));
        // A page may want all files in one folder, above which there is no way.
        let folder = last.unwrap_or_else(|| self.home().folder.clone());
        self.chosen.set(folder.clone());
        self.inside.set(Inside::Loading);
        spawn_local(async move {
            let answer = self.panel.context.engine().folders(&folder).await;
            // The reader may have gone elsewhere, or away, while the host was answering.
            if self.inside.is_disposed() || self.chosen.get_untracked() != folder {
                return;
            }
            self.inside.set(match answer {
                Ok(list) => Inside::Loaded(Rc::new(list)),
                Err(error) => Inside::Failed(error),
            });
        });
    }

    /// The folder above all that are shown.
    fn home(self) -> Rc<Target> {
        let context = self.panel.context;
        let (home, target) = (context.home.get_value(), context.target.get_untracked());
        // The folder picker may have asked the host meanwhile what it is called.
        if target.folder == home.folder { target } else { home }
    }

    /// The name of the folder that many levels above the one on show.
    fn name_above(self, levels: usize) -> String {
        let (path, home) = (self.path.read(), self.home());
        let name = match path.len().checked_sub(levels + 1) {
            Some(place) => &path[place].1,
            None => &*home.label,
        };
        if name.is_empty() { self.words().get(Text::FolderRoot) } else { names::shown(name) }
    }
}

/// Shows first the folders in which the page wants all files, the account's root mostly; `chosen`
/// follows what is opened.
pub(super) fn destination(panel: Panel, chosen: RwSignal<Parent>) -> El {
    let chooser = Chooser {
        panel,
        path: RwSignal::new(Vec::new()),
        inside: RwSignal::new(Inside::Loading),
        chosen,
    };
    chooser.load();
    let words = panel.words();
    let at_root = Memo::new(move |_| chooser.path.read().is_empty());
    let to = move || words.fill(Text::MyFilesDestination, &[("folder", &chooser.name_above(0))]);
    let up = move || words.fill(Text::MyFilesUp, &[("folder", &chooser.name_above(1))]);
    // The dialog begins with it, however soon the host tells the folders below.
    let place = el("p")
        .class("destination-to")
        .attr("role", "status")
        .attr("tabindex", "-1")
        .attr("autofocus", "");
    // The button of the folder that was opened is gone, or the one that asks again.
    let mut first = true;
    let here = place.clone();
    react(move || {
        let loading = matches!(*chooser.inside.read(), Inside::Loading);
        if loading && !std::mem::take(&mut first) {
            let here = here.clone();
            focus::rescue(move || Some(here));
        }
    });
    let failure = move || match &*chooser.inside.read() {
        Inside::Failed(error) => words.error(error),
        Inside::Loading | Inside::Loaded(_) => String::new(),
    };
    el("div")
        .class("destination")
        .child(place.child(el("bdi").text_with(to)))
        .child(
            button("")
                .class("quiet")
                .hidden_when(move || at_root.get())
                .text_with(up)
                .on_click(move || chooser.leave()),
        )
        .child(notice(failure))
        .show(move || Some(inside(chooser)))
}

fn inside(chooser: Chooser) -> El {
    let words = chooser.words();
    match chooser.inside.get() {
        Inside::Loading => el("p").class("folder-state").text(words.get(Text::FolderLoading)),
        Inside::Loaded(list) if list.is_empty() => {
            el("p").class("folder-state").text(words.get(Text::FolderEmpty))
        }
        Inside::Loaded(list) => {
            let row = |place: usize, folder: &Folder| {
                let name = names::shown(&folder.name);
                let list = Rc::clone(&list);
                let open = button("")
                    .class("quiet")
                    .label(words.fill(Text::FolderOpen, &[("name", &name)]))
                    .child(icon(Icon::Folder))
                    .child(el("bdi").text(&name))
                    .on_click(move || chooser.enter(&list[place]));
                el("li").child(open)
            };
            // Safari takes a list without bullets for none.
            el("ul")
                .attr("role", "list")
                .children(list.iter().enumerate().map(|(place, folder)| row(place, folder)))
        }
        Inside::Failed(_) => button(words.get(Text::FolderReload)).on_click(move || chooser.load()),
    }
}
