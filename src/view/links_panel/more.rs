//! The other links of a file, for whoever asks for one: the direct link, and those the host means
//! for the file's owner.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::row::link_field;
use crate::api::Link;
use crate::links;
use crate::ordered::Ordered;
use crate::transfer::Stored;
use crate::view::context::Context;
use crate::view::dom::{El, Icon, Key, button, el, icon};
use crate::view::focus;
use crate::view::paint;
use crate::view::reactive::{RwSignal, StoredValue};
use crate::view::text::Text;

/// A link beside the share link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::view) enum Other {
    /// Gives the bytes; the host makes it when it is asked for.
    Direct,
    Delete,
    Info,
    Stats,
}

impl Other {
    const ALL: [Other; 4] = [Other::Direct, Other::Delete, Other::Info, Other::Stats];

    /// The links that can be had of a file.
    pub(super) fn of(context: Context, stored: &Stored) -> Vec<Other> {
        let mut links = Other::ALL.to_vec();
        links.retain(|link| match link {
            Other::Direct => context.engine().has_direct_link(&stored.file),
            told => told.told(stored).is_some(),
        });
        links
    }

    pub(super) fn label(self) -> Text {
        match self {
            Other::Direct => Text::LinksDirect,
            Other::Delete => Text::LinksDelete,
            Other::Info => Text::LinksInfo,
            Other::Stats => Text::LinksStats,
        }
    }

    fn hint(self) -> Option<Text> {
        match self {
            Other::Direct => Some(Text::LinksDirectHint),
            Other::Delete => Some(Text::LinksDeleteHint),
            Other::Info => Some(Text::LinksInfoHint),
            Other::Stats => None,
        }
    }

    /// The address, where the host has told it at the upload.
    fn told(self, stored: &Stored) -> Option<&Link> {
        match self {
            Other::Direct => None,
            Other::Delete => stored.file.delete_url.as_ref(),
            Other::Info => stored.file.info_url.as_ref(),
            Other::Stats => stored.file.stats_url.as_ref(),
        }
    }
}

/// Where the making of a link stands.
#[derive(Clone)]
pub(super) enum Made {
    Wanted,
    Asked,
    Link(Link),
    Failed(String),
}

/// A link that is open. The signal is of no part of the view: it outlasts the row.
pub(super) type Opened = (Other, RwSignal<Made>);

/// The link that is open in each row, by the row's key: a row goes when it is scrolled far away, and comes
/// back.
pub(super) type Open = StoredValue<Ordered<Key, Opened>>;

/// One of the other links of a file.
#[derive(Clone)]
pub(in crate::view) struct OtherLink {
    pub(super) context: Context,
    pub(super) key: Key,
    pub(super) stored: Rc<Stored>,
    /// What the file is called.
    pub(super) name: String,
    pub(super) link: Opened,
    /// What is read out of it: a region that came with it would often not be read.
    pub(super) heard: RwSignal<String>,
    /// The one that is shown; with `None` it goes away.
    pub(super) shown: RwSignal<Option<Opened>>,
    /// What it is among.
    pub(super) open: Open,
}

impl OtherLink {
    /// Shows it.
    pub(in crate::view) fn show(self) -> El {
        other_link(self)
    }
}

/// Gives the focus to the field of the link that was asked for, unless the reader has gone
/// elsewhere meanwhile: then `heard` tells that it is there. The host may have taken its time.
fn take_the_focus(field: &El, name: String, heard: RwSignal<String>) {
    let field = field.clone();
    paint::before(move || {
        // Hidden again already, it is in none.
        let Ok(Some(row)) = field.element().closest(".link-row") else { return };
        let active = focus::active(&row);
        if active.is_some_and(|active| row.contains(Some(&active))) {
            heard.try_set(String::new());
            field.focus();
        } else {
            heard.try_set(name);
            focus::rescue(move || Some(field));
        }
    });
}

fn other_link(asked: OtherLink) -> El {
    let OtherLink { context, key, stored, name, link: (other, made), heard, shown, open } = asked;
    let words = context.words;
    // Then its row has come back: nobody has asked for it just now.
    let was_there = Cell::new(matches!(*made.read_untracked(), Made::Link(_)));
    let spoken = {
        let link = words.get(other.label());
        move |text: Text| words.fill(text, &[("link", &link), ("name", &name)])
    };
    let place = el("div").class("link-other").part("other-link");
    if let Some(link) = other.told(&stored) {
        made.set(Made::Link(link.clone()));
    } else if matches!(*made.read_untracked(), Made::Wanted) {
        made.set(Made::Asked);
        heard.set(words.get(Text::LinksDirectBusy));
        let (here, named) = (place.clone(), spoken(Text::LinksNamed));
        spawn_local(async move {
            let answer = context.engine().direct_link(&stored.file).await;
            let is_open =
                |open: &Ordered<_, Opened>| open.get(key).is_some_and(|(link, _)| *link == other);
            // The widget may be gone by then, or the link closed.
            if open.try_with_value(is_open) != Some(true) {
                return;
            }
            made.set(match answer {
                Ok(link) => {
                    // Its row is scrolled far away: no field comes up that would be told of.
                    if !here.element().is_connected() {
                        heard.set(named);
                    }
                    Made::Link(link)
                }
                Err(error) => {
                    let why = words.error(&error);
                    heard.set(why.clone());
                    Made::Failed(why)
                }
            });
        });
    }
    let waiting = move || match made.get() {
        Made::Wanted | Made::Asked => words.get(Text::LinksDirectBusy),
        Made::Failed(why) => why,
        Made::Link(_) => String::new(),
    };
    let field = move || match made.get() {
        Made::Link(link) => {
            let (label, copy) = (spoken(Text::LinksNamed), spoken(Text::LinksCopyOf));
            let address = links::address(link.as_str()).into_owned();
            let [field, copy, outcome] = link_field(
                words,
                move || address.clone(),
                move || label.clone(),
                move || copy.clone(),
            );
            if !was_there.take() {
                take_the_focus(&field, spoken(Text::LinksNamed), heard);
            }
            Some(el("div").class("link-field").children([field, copy, outcome]))
        }
        _ => None,
    };
    let hide = words.get(Text::LinksClose);
    let here = place.clone();
    let close = move || {
        // The button goes away with it: the focus goes back to the menu that it was chosen from.
        let row = here.element().closest(".link-row").ok().flatten();
        focus::rescue(move || {
            let menu = row?.query_selector(".menu-button button").ok().flatten();
            menu.map(El::found)
        });
        heard.set(String::new());
        open.update_value(|open| open.remove(key));
        shown.set(None);
    };
    let head = el("span")
        .class("link-other-head")
        .child(el("span").class("link-other-name").text(words.get(other.label())))
        .child(
            button("")
                .class("quiet icon")
                .attr("title", &hide)
                .label(hide)
                .child(icon(Icon::Cross))
                .on_click(close),
        );
    let is_there = move || matches!(*made.read(), Made::Link(_));
    let hint = |hint| el("p").class("hint").hidden_when(move || !is_there()).text(words.get(hint));
    place
        .child(head)
        .child(el("p").hidden_when(is_there).text_with(waiting))
        .show(field)
        .children(other.hint().map(hint))
}
