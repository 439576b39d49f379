//! Above the list: looking for files, their order, choosing them and what to do with those chosen.

use super::actions::copy_links;
use super::panel::{Panel, State};
use super::questions::{Asked, What};
use crate::api::Endpoint;
use crate::library::Order;
use crate::view::dom::{El, Icon, button, el, icon};
use crate::view::reactive::Memo;
use crate::view::text::Text;

fn name(order: Order) -> Text {
    match order {
        Order::Name => Text::MyFilesOrderName,
        Order::NameBackwards => Text::MyFilesOrderNameBackwards,
        Order::Newest => Text::MyFilesOrderNewest,
        Order::Oldest => Text::MyFilesOrderOldest,
        Order::Largest => Text::MyFilesOrderLargest,
        Order::Smallest => Text::MyFilesOrderSmallest,
        Order::MostDownloaded => Text::MyFilesOrderMostDownloaded,
    }
}

/// Search, order and refreshing; where there is `nothing` only the last.
pub(super) fn tools(panel: Panel, nothing: Memo<bool>) -> El {
    let words = panel.words();
    let search = words.get(Text::MyFilesSearch);
    let field = el("input")
        .attr("type", "search")
        .attr("dir", "auto")
        .attr("placeholder", &search)
        .label(search)
        .hidden_when(move || nothing.get())
        .prop_with("value", move || panel.search.get());
    let typed = field.clone();
    let field = field.on("input", move |_| {
        panel.search.set(typed.value());
        // What is found, or that nothing is, is told in its place.
        panel.said.set(String::new());
    });
    let option = |order: Order| {
        el("option")
            .text(words.get(name(order)))
            .prop_with("selected", move || panel.order.get() == order)
    };
    let choice =
        el("select").label(words.get(Text::MyFilesOrder)).hidden_when(move || nothing.get());
    let chosen = choice.clone();
    let choice = choice.children(Order::ALL.map(option)).on("change", move |_| {
        // The field is no input, but has the property too.
        let place = js_sys::Reflect::get(chosen.element(), &"selectedIndex".into());
        let place = place.ok().and_then(|place| place.as_f64()).unwrap_or_default() as usize;
        panel.order.set(Order::ALL.get(place).copied().unwrap_or_default());
    });
    let refresh = words.get(Text::MyFilesRefresh);
    el("div").class("my-files-tools").child(field).child(choice).child(
        button("")
            .class("quiet icon")
            .attr("title", &refresh)
            .label(refresh)
            .attr_with("aria-disabled", move || {
                Some(if *panel.state.read() == State::Loading { "true" } else { "false" })
            })
            .child(icon(Icon::Again))
            .on_click(move || panel.reload()),
    )
}

/// How many of the files on show are chosen, and how many are on show.
type Counts = Memo<(usize, usize)>;

/// How many files there are, choosing all of them, and what to do with those chosen.
pub(super) fn bulk(panel: Panel) -> El {
    let words = panel.words();
    let counts = Memo::new(move |_| {
        let (shown, selected) = (panel.shown.read(), panel.selected.read());
        let chosen = shown.iter().filter(|key| selected.has(**key)).count();
        (chosen, shown.len())
    });
    let told = move || {
        let (chosen, shown) = counts.get();
        let total = panel.files.read().len();
        match chosen {
            // That there are none is said below.
            _ if shown == 0 => String::new(),
            0 if shown == total => words.plural(Text::MyFilesCount, total),
            0 => words.fill(
                Text::MyFilesFound,
                &[("count", &words.count(shown)), ("total", &words.count(total))],
            ),
            _ => words.plural(Text::MyFilesSelected, chosen),
        }
    };
    el("div")
        .class("my-files-bulk")
        .child(choose_all(panel, counts))
        // There before its text, also while there is nothing to count: what a search finds is read out.
        .child(el("span").class("my-files-count").attr("role", "status").text_with(told))
        .child(
            bulk_actions(panel)
                .hidden_when(move || counts.get().0 == 0 || panel.working.read().is_some()),
        )
}

/// Chooses all files on show, or none of them when all are chosen. Those that a search leaves out stay
/// as they are.
fn choose_all(panel: Panel, counts: Counts) -> El {
    let choose = move |_| {
        let (chosen, shown) = counts.get_untracked();
        let keys = panel.shown.get_untracked();
        panel.selected.update(|selected| {
            for key in keys.iter() {
                if chosen == shown {
                    selected.remove(*key);
                } else {
                    selected.insert(*key, ());
                }
            }
        });
    };
    let check = el("input")
        .attr("type", "checkbox")
        .prop_with("checked", move || {
            let (chosen, shown) = counts.get();
            chosen == shown && shown > 0
        })
        .prop_with("indeterminate", move || {
            let (chosen, shown) = counts.get();
            chosen > 0 && chosen < shown
        })
        .on("change", choose);
    el("label")
        .class("check")
        .hidden_when(move || counts.get().1 == 0)
        .child(check)
        .child(el("span").text(panel.words().get(Text::MyFilesSelectAll)))
}

/// What can be done with those chosen, as far as the host can.
fn bulk_actions(panel: Panel) -> El {
    let words = panel.words();
    let library = panel.context.library();
    let ask = |endpoint: Endpoint, text: Text, what: What| {
        let ask = move || panel.asking.set(Some(Asked { what, files: panel.selection() }));
        library.can(endpoint).then(|| button(words.get(text)).class("quiet").on_click(ask))
    };
    let links = button(words.get(Text::MyFilesCopyLinks)).class("quiet");
    let beside = links.clone();
    let links = links.on_click(move || copy_links(panel, &panel.selection(), &beside));
    el("span")
        .class("my-files-bulk-actions")
        .child(links)
        .children(ask(Endpoint::FileMove, Text::MyFilesMove, What::Move))
        .children(ask(Endpoint::FileCopy, Text::MyFilesCopy, What::Copy))
        .children(ask(Endpoint::FileDelete, Text::MyFilesDelete, What::Delete))
}
