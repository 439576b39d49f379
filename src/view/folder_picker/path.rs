//! The way from the root to the folder that new files go to.

use std::cell::Cell;
use std::rc::Rc;

use super::picker::{Naming, Picker};
use super::tree::{Node, ROOT};
use crate::view::dom::{El, button, el, react};
use crate::view::focus;
use crate::view::reactive::{Memo, RwSignal};
use crate::view::text::Text;

/// The most folders that are shown; of a longer way the first and the last ones are.
const SHOWN: usize = 4;

/// A button for each folder on the way. `naming` tells of the form for a new folder as it is shown.
pub(super) fn path(picker: Picker, naming: RwSignal<Naming>) -> El {
    let current = RwSignal::new(None::<El>);
    // Whether the way is taken by its own buttons.
    let pressed = Rc::new(Cell::new(false));
    let press = Rc::clone(&pressed);
    let way = Memo::new(move |_| {
        let selected = picker.selected.get();
        picker.tree.with(|tree| {
            let nodes = std::iter::once(ROOT).chain(tree.path(selected));
            nodes.map(|node| (node, tree.name(node).to_owned())).collect::<Vec<_>>()
        })
    });
    let crumbs = move || {
        let way = way.read();
        let hidden = way.len().saturating_sub(SHOWN);
        let crumb = |(place, (node, _)): (usize, &(Node, String))| {
            if hidden > 0 && place == 1 {
                let names: Vec<String> =
                    way[1..=hidden].iter().map(|(node, _)| picker.name(*node)).collect();
                let names = names.join(" / ");
                let between = el("span").class("folder-way-hidden").attr("aria-hidden", "true");
                return Some(
                    el("li")
                        .attr("title", &names)
                        .child(between.text("…"))
                        .child(el("span").class("visually-hidden").text(names)),
                );
            }
            if (1..=hidden).contains(&place) {
                return None;
            }
            let (node, is_last) = (*node, place + 1 == way.len());
            let name = picker.name(node);
            let press = Rc::clone(&press);
            let crumb = button("")
                .class("quiet")
                .attr("title", &name)
                .attr("aria-current", if is_last { "location" } else { "false" })
                .child(el("bdi").text(name))
                .on_click(move || {
                    press.set(true);
                    picker.select(node);
                });
            if is_last {
                current.set(Some(crumb.clone()));
            }
            Some(el("li").child(crumb))
        };
        el("ol").children(way.iter().enumerate().filter_map(crumb))
    };
    // The button that had the focus is made anew, and the form takes it along when it goes.
    let mut first = true;
    react(move || {
        way.track();
        naming.track();
        if !std::mem::take(&mut first) {
            if pressed.take() || !picker.open.get_untracked() {
                focus::rescue(move || current.try_get_untracked().flatten());
            } else {
                picker.focus_row();
            }
        }
    });
    // By the word before it.
    let label = picker.context.words.get(Text::FolderTo);
    el("nav").class("folder-way").label(label).show(move || Some(crumbs()))
}
