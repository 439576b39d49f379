//! One file: its picture, its name, where it stands, and what can be done about it.

use super::ListState;
use super::actions::actions;
use super::followed::Followed;
use super::shown::Shown;
use super::thumbnail::thumbnail;
use crate::transfer::{ItemId, Kind};
use crate::view::dom::{El, Icon, el, icon, react};
use crate::view::names;
use crate::view::text::Text;
use crate::view::words::Words;

pub(super) fn row(list: ListState, id: ItemId) -> El {
    let context = list.context;
    let words = context.words;
    let followed = list.items.follow(id);
    let Followed { name, shown } = followed;
    let (size, folder) = context
        .engine()
        .queue()
        .get(id)
        .map(|item| (words.bytes(item.size().0), item.kind() == Kind::Folder))
        .unwrap_or_default();
    let row = el("div").attr("role", "listitem");
    let state = el("span").class("file-state").part("file-state");
    let bar = el("progress")
        .class("file-progress")
        .part("progress")
        .attr("max", "100")
        .label(words.get(Text::FilesProgress));
    let mut state_of_row =
        StateOfRow { words, row: row.clone(), state: state.clone(), bar: bar.clone(), class: "" };
    react(move || shown.with(|shown| state_of_row.show(shown)));
    let picture = if folder { icon(Icon::Folder) } else { thumbnail(context, id) };
    let actions = actions(list, id, followed, &row);
    row.child(el("span").class("file-picture").child(picture))
        .show(move || Some(name.with(|name| file_name(name))))
        .child(el("span").class("file-size").text(if folder { String::new() } else { size }))
        .child(state)
        .child(actions)
        .child(bar)
        .show(move || {
            let why = shown.with(|shown| shown.explanation(words, || list.clock.get()));
            (!why.is_empty()).then(|| el("span").class("file-why").part("file-why").text(why))
        })
}

fn file_name(name: &str) -> El {
    el("bdi").class("file-name").part("file-name").attr("title", name).children(names::in_two(name))
}

/// What of a row shows the state, in one piece: there are sixty rows near the visible part, and an
/// effect for each attribute would cost more than what it does.
struct StateOfRow {
    words: Words,
    row: El,
    state: El,
    bar: El,
    /// The one that the row has.
    class: &'static str,
}

impl StateOfRow {
    fn show(&mut self, shown: &Shown) {
        let class = shown.label().0;
        if std::mem::replace(&mut self.class, class) != class {
            let names = ["file ", class].concat();
            self.row.set("class", Some(&names));
            self.row.set("part", Some(&names));
        }
        self.state.set_text(&shown.sentence(self.words));
        // Written behind that by the style sheet, where there is room for it.
        self.state.set("data-rate", shown.rate(self.words).as_deref());
        // Without a value the bar shows that something moves, not how far it is.
        let (hidden, percent) = match shown {
            Shown::Uploading { percent, .. } => (None, *percent),
            _ => (Some(""), None),
        };
        self.bar.set("hidden", hidden);
        self.bar.set("value", percent.map(|percent| percent.to_string()).as_deref());
    }
}
