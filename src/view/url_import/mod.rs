//! Files that the host fetches from an address, on hosts that do so.

mod region;

use std::rc::Rc;

use futures_util::future::AbortHandle;
use leptos::prelude::on_cleanup;

use super::context::Context;
use super::dom::{El, Key, button, el, react};
use super::later::{Part, later};
use super::text::Text;
use crate::api::{Error, ImportState, Link, ScheduledItemId};
use crate::session::State as SessionState;
use crate::transfer::{Stored, Target};
use crate::view::reactive::{Memo, RwSignal};
pub(super) use region::region;

/// One address, and how far the host is with it.
#[derive(Clone)]
struct Import {
    url: Link,
    target: Rc<Target>,
    state: Fetching,
    /// Ends the waiting for the host, also after that has answered.
    waiting: Option<AbortHandle>,
}

impl Import {
    /// Waits no longer. What the host has been told of it goes on with.
    fn give_up(&self) {
        if let Some(waiting) = &self.waiting {
            waiting.abort();
        }
    }

    /// The file, once the host has it and has told of it.
    fn stored(&self) -> Option<Rc<Stored>> {
        match &self.state {
            Fetching::Stored(stored) => stored.clone(),
            _ => None,
        }
    }
}

#[derive(Clone)]
enum Fetching {
    /// The host is yet to be told, or asked after the one that it was told of.
    Wanted(Option<ScheduledItemId>),
    /// The host has it, or is about to.
    UnderWay(Option<ImportState>),
    /// With what the host told of the file, as it tells of one that was uploaded.
    Stored(Option<Rc<Stored>>),
    Failed {
        /// In the host's words, where it had any.
        why: String,
        /// What the host may still be at, though nothing was heard of it for long.
        scheduled: Option<ScheduledItemId>,
    },
}

impl Fetching {
    fn is_under_way(&self) -> bool {
        matches!(self, Self::UnderWay(_))
    }
}

/// The addresses given to the host since the login.
#[derive(Clone, Copy)]
pub(super) struct UrlImports {
    context: Context,
    /// Each at the place that is its key; nothing where one was taken out.
    list: RwSignal<Vec<Option<RwSignal<Import>>>>,
    /// The keys of those whose file the host has told of.
    pub(super) stored: Memo<Vec<Key>>,
    asking: RwSignal<bool>,
}

impl UrlImports {
    pub(super) fn new(context: Context) -> Self {
        let list = RwSignal::new(Vec::new());
        let stored = Memo::new(move |_| {
            let list = list.read();
            let is_stored = |import: &Option<RwSignal<Import>>| {
                import.is_some_and(|import| import.with(|import| import.stored().is_some()))
            };
            let stored = list.iter().enumerate().filter(|(_, import)| is_stored(import));
            stored.map(|(key, _)| key as Key).collect()
        });
        let imports = Self { context, list, stored, asking: RwSignal::new(false) };
        imports.end_with_login();
        // What is waited for keeps the session alive, and goes on asking the host.
        on_cleanup(move || imports.give_up());
        imports
    }

    /// Waits for none of them any longer.
    fn give_up(self) {
        for import in self.list.read_untracked().iter().flatten() {
            if !import.is_disposed() {
                import.with_untracked(Import::give_up);
            }
        }
    }

    /// Nobody finds in the list what another account left there, nor has it fetched.
    fn end_with_login(self) {
        let mut before = SessionState::SignedOut;
        react(move || {
            let now = self.context.login.get();
            let goes_on = match &now {
                SessionState::SignedIn(now) => now.follows(&before),
                // Kept until the same account logs in again.
                SessionState::Expired { .. } => true,
                SessionState::SignedOut => false,
            };
            let is_there = matches!(now, SessionState::SignedIn(_));
            before = now;
            if !goes_on {
                self.give_up();
                self.list.set(Vec::new());
            }
            if !goes_on || !is_there {
                self.asking.set(false);
            }
        });
    }

    /// The button that asks for addresses; none where the host fetches nothing.
    pub(super) fn button(self) -> Option<El> {
        let label = self.context.words.get(Text::ImportAdd);
        self.context
            .library()
            .imports_urls()
            .then(|| button(label).on_click(move || self.asking.set(true)))
    }

    /// Has the host fetch every address in a text, one a line. Other lines are passed over. Those
    /// that are more than the account may give at a time say so, and can be tried later. Returns
    /// whether there were any.
    pub(super) fn add_all(self, text: &str) -> bool {
        let target = self.context.target.get_untracked();
        let add = |(place, url)| {
            let state = match self.allows(place + 1) {
                Ok(()) => Fetching::Wanted(None),
                Err(error) => {
                    Fetching::Failed { why: self.context.words.error(&error), scheduled: None }
                }
            };
            let target = Rc::clone(&target);
            Some(RwSignal::new(Import { url, target, state, waiting: None }))
        };
        let added: Vec<_> = addresses(text).into_iter().enumerate().map(add).collect();
        let any = !added.is_empty();
        if any {
            self.list.update(|list| list.extend(added));
        }
        any
    }

    /// The file of an import, once the host has told of it.
    pub(super) fn stored_at(self, key: Key) -> Option<Rc<Stored>> {
        let import = self.list.with_untracked(|list| list.get(key as usize).copied())??;
        import.with_untracked(Import::stored)
    }

    /// Whether the account may import this many addresses at a time.
    fn allows(self, count: usize) -> Result<(), Error> {
        self.context.login.with_untracked(|login| match login {
            SessionState::SignedIn(now) => now.package.allows_imports(count),
            SessionState::SignedOut | SessionState::Expired { .. } => Ok(()),
        })
    }
}

/// The web addresses in a text, one a line.
fn addresses(text: &str) -> Vec<Link> {
    lines(text).filter_map(Link::new).collect()
}

/// The first line that should be an address and is none.
fn no_address(text: &str) -> Option<&str> {
    lines(text).find(|line| Link::new(line).is_none())
}

/// The lines with something on them; one that begins with `#` is a comment, as in `text/uri-list`.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The addresses and how far each is; nothing until there is one, or they are asked for.
pub(super) fn url_imports(imports: UrlImports) -> El {
    let label = imports.context.words.get(Text::ImportRegion);
    let wanted = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || imports.asking.get() || !imports.list.with(Vec::is_empty)
    });
    el("section")
        .class("url-imports")
        .label(label)
        .show(move || wanted.get().then(|| later(imports.context, Part::Imports(imports))))
}

#[cfg(test)]
mod tests {
    use super::{addresses, no_address};

    #[test]
    fn every_line_that_is_a_web_address_is_taken() {
        let text = "# list\nhttps://a.example/1\r\n\n javascript:alert(1)\nhttp://b.example/2 \nx";
        let found: Vec<_> = addresses(text).iter().map(|url| url.as_str().to_owned()).collect();
        assert_eq!(found, ["https://a.example/1", "http://b.example/2"]);
    }

    #[test]
    fn a_line_that_is_no_address_is_found() {
        assert_eq!(
            no_address("# list\n\nhttps://a.example/1\n b.example/2 \nx"),
            Some("b.example/2")
        );
        assert_eq!(no_address("# b.example/2\n \nhttps://a.example/1\n"), None);
    }
}
