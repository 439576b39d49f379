//! Files that the host fetches from an address, on hosts that do so.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::clipboard::copy_button;
use super::context::Context;
use super::dialog::{Question, Weight, dialog};
use super::dom::{El, Icon, Key, button, el, icon};
use super::names;
use super::text::Text;
use crate::api::{Error, ImportState, Link, UrlImport};
use crate::transfer::Target;

/// One address, and how far the host is with it.
#[derive(Clone)]
struct Import {
    url: Link,
    target: Rc<Target>,
    state: Fetching,
}

#[derive(Clone)]
enum Fetching {
    /// The host has it, or is about to.
    UnderWay(Option<ImportState>),
    Stored(Rc<UrlImport>),
    /// In the host's words, where it had any.
    Failed(String),
}

/// The addresses given to the host since the login.
#[derive(Clone, Copy)]
pub(super) struct UrlImports {
    context: Context,
    list: RwSignal<Vec<RwSignal<Import, LocalStorage>>, LocalStorage>,
    asking: RwSignal<bool>,
}

impl UrlImports {
    pub(super) fn new(context: Context) -> Self {
        Self { context, list: RwSignal::new_local(Vec::new()), asking: RwSignal::new(false) }
    }

    /// The button that asks for addresses; none where the host fetches nothing.
    pub(super) fn button(self) -> Option<El> {
        let label = self.context.words.get(Text::ImportAdd);
        self.context
            .library()
            .imports_urls()
            .then(|| button(label).on_click(move || self.asking.set(true)))
    }

    /// Has the host fetch every address in a text, one a line. Other lines are passed over.
    pub(super) fn add_all(self, text: &str) {
        for url in addresses(text) {
            self.add(url);
        }
    }

    fn add(self, url: Link) {
        let target = self.context.target.get_untracked();
        let import = Import { url, target, state: Fetching::UnderWay(None) };
        let import = RwSignal::new_local(import);
        self.list.update(|list| list.push(import));
        self.fetch(import);
    }

    fn fetch(self, import: RwSignal<Import, LocalStorage>) {
        let context = self.context;
        let Import { url, target, .. } = import.get_untracked();
        spawn_local(async move {
            // Nobody may be there to see it any more: then the host goes on by itself.
            let tell = |state| {
                let _ = import.try_update(|import| import.state = state);
            };
            let status = |now: &UrlImport| tell(Fetching::UnderWay(Some(now.state.clone())));
            let outcome = context.library().import(&url, &target.folder, status).await;
            let outcome = outcome_of(context, outcome);
            let stored = matches!(outcome, Fetching::Stored(_));
            tell(outcome);
            if stored && !import.is_disposed() {
                context.stored_changed.notify();
            }
        });
    }
}

fn outcome_of(context: Context, outcome: Result<UrlImport, Error>) -> Fetching {
    match outcome {
        Ok(import) if import.state == ImportState::Complete => Fetching::Stored(Rc::new(import)),
        Ok(import) => Fetching::Failed(
            import.message.unwrap_or_else(|| context.words.get(Text::ImportFailed)),
        ),
        Err(error) => Fetching::Failed(context.words.error(&error)),
    }
}

/// The web addresses in a text, one a line; a line that begins with `#` is a comment, as in
/// `text/uri-list`.
fn addresses(text: &str) -> Vec<Link> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
        .filter_map(Link::new)
        .collect()
}

/// The addresses and how far each is; nothing until there is one. Asks for them when told to.
pub(super) fn url_imports(imports: UrlImports) -> El {
    let words = imports.context.words;
    let keys = move || (0..imports.list.with(Vec::len) as Key).collect::<Vec<_>>();
    el("section")
        .class("url-imports")
        .label(words.get(Text::ImportRegion))
        .child(
            el("ul")
                .class("import-list")
                .hidden_when(move || imports.list.with(Vec::is_empty))
                .each(keys, move |key| row(imports, key)),
        )
        .show(move || imports.asking.get().then(|| question(imports)))
}

fn question(imports: UrlImports) -> El {
    let words = imports.context.words;
    let typed = el("textarea").attr("rows", "4").attr("required", "").attr("dir", "ltr");
    let field = el("label")
        .class("field")
        .child(el("span").text(words.get(Text::ImportAddresses)))
        .child(typed.clone());
    let question = Question {
        title: words.get(Text::ImportAdd),
        content: field,
        confirm: words.get(Text::ImportStart),
        weight: Weight::Ordinary,
    };
    let add = async move || {
        let text = typed.value();
        if addresses(&text).is_empty() {
            return Err(words.get(Text::ImportNoAddress));
        }
        imports.add_all(&text);
        Ok(())
    };
    dialog(words, question, add, move || imports.asking.set(false))
}

fn row(imports: UrlImports, key: Key) -> El {
    let words = imports.context.words;
    let row = el("li").class("import").part("import");
    let known = imports.list.with_untracked(|list| list.get(key as usize).copied());
    let Some(import) = known else { return row };
    let url = import.with_untracked(|import| import.url.as_str().to_owned());
    let state = move || {
        import.with(|import| match &import.state {
            Fetching::UnderWay(None | Some(ImportState::Pending)) => words.get(Text::ImportWaiting),
            Fetching::UnderWay(Some(_)) => words.get(Text::ImportFetching),
            Fetching::Stored(_) => words.get(Text::FilesStateDone),
            Fetching::Failed(why) => why.clone(),
        })
    };
    let class = move || {
        import.with(|import| match import.state {
            Fetching::UnderWay(_) => "import-state",
            Fetching::Stored(_) => "import-state done",
            Fetching::Failed(_) => "import-state failed",
        })
    };
    row.child(el("bdi").class("file-name").attr("title", &url).children(names::in_two(&url)))
        .child(
            el("span")
                .attr("role", "status")
                .attr_with("class", move || Some(class()))
                .text_with(state),
        )
        .show(move || import.with(|import| outcome(imports, import, import_again(imports, key))))
}

fn import_again(imports: UrlImports, key: Key) -> impl FnMut() + 'static {
    move || {
        let import = imports.list.with_untracked(|list| list.get(key as usize).copied());
        if let Some(import) = import {
            import.update(|import| import.state = Fetching::UnderWay(None));
            imports.fetch(import);
        }
    }
}

/// What can be done with an import that has ended.
fn outcome(imports: UrlImports, import: &Import, again: impl FnMut() + 'static) -> Option<El> {
    let words = imports.context.words;
    match &import.state {
        Fetching::UnderWay(_) => None,
        Fetching::Stored(stored) => {
            let file = stored.file.as_ref()?;
            let url = file.url.as_ref()?.as_str().to_owned();
            let name = words.fill(
                Text::CopyOf,
                &[("format", &words.get(Text::FormatLink)), ("name", &names::shown(&file.name))],
            );
            let [copy, told] =
                copy_button(words, Text::Copy, move || name.clone(), move || url.clone());
            Some(el("span").child(copy).child(told))
        }
        Fetching::Failed(_) => {
            let name = words.fill(Text::FilesRetryNamed, &[("name", import.url.as_str())]);
            Some(
                button("")
                    .class("quiet icon")
                    .attr("title", &name)
                    .label(name)
                    .child(icon(Icon::Again))
                    .on_click(again),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn every_line_that_is_a_web_address_is_taken() {
        let text = "# list\nhttps://a.example/1\r\n\n javascript:alert(1)\nhttp://b.example/2 \nx";
        let found: Vec<_> = addresses(text).iter().map(|url| url.as_str().to_owned()).collect();
        assert_eq!(found, ["https://a.example/1", "http://b.example/2"]);
    }
}
