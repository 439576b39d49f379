//! The addresses and how far the host is with each. Comes later: most readers never need it.

use std::rc::Rc;

use leptos::prelude::Notify;
use wasm_bindgen_futures::spawn_local;

use super::{Fetching, Import, UrlImports, addresses};
use crate::api::{Error, ImportState, UrlImport};
use crate::view::clipboard::copy_button;
use crate::view::context::Context;
use crate::view::dialog::{Question, Weight, dialog};
use crate::view::dom::{El, Icon, Key, button, el, icon};
use crate::view::names;
use crate::view::reactive::RwSignal;
use crate::view::text::Text;

/// The addresses and how far each is. Asks for them when told to.
pub(in crate::view) fn region(imports: UrlImports) -> El {
    let keys = move || (0..imports.list.with(Vec::len) as Key).collect::<Vec<_>>();
    el("div")
        .child(
            el("ul")
                .class("import-list")
                .hidden_when(move || imports.list.with(Vec::is_empty))
                .each(keys, move |key| row(imports, key)),
        )
        .show(move || imports.asking.get().then(|| question(imports)))
}

/// Has the host fetch the file, and follows how far it is.
fn fetch(imports: UrlImports, import: RwSignal<Import>) {
    let context = imports.context;
    let Import { url, target, .. } = import.get_untracked();
    import.update(|import| import.state = Fetching::UnderWay(None));
    spawn_local(async move {
        // Nobody may be there to see it any more: then the host goes on by itself.
        let tell = |state| {
            if !import.is_disposed() {
                import.update(|import| import.state = state);
            }
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

fn outcome_of(context: Context, outcome: Result<UrlImport, Error>) -> Fetching {
    match outcome {
        Ok(import) if import.state == ImportState::Complete => Fetching::Stored(Rc::new(import)),
        Ok(import) => Fetching::Failed(
            import.message.unwrap_or_else(|| context.words.get(Text::ImportFailed)),
        ),
        Err(error) => Fetching::Failed(context.words.error(&error)),
    }
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
    if import.with_untracked(|import| matches!(import.state, Fetching::Wanted)) {
        fetch(imports, import);
    }
    let url = import.with_untracked(|import| import.url.as_str().to_owned());
    let state = move || {
        import.with(|import| match &import.state {
            Fetching::Wanted | Fetching::UnderWay(None | Some(ImportState::Pending)) => {
                words.get(Text::ImportWaiting)
            }
            Fetching::UnderWay(Some(_)) => words.get(Text::ImportFetching),
            Fetching::Stored(_) => words.get(Text::FilesStateDone),
            Fetching::Failed(why) => why.clone(),
        })
    };
    let class = move || {
        import.with(|import| match import.state {
            Fetching::Wanted | Fetching::UnderWay(_) => "import-state",
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
            fetch(imports, import);
        }
    }
}

/// What can be done with an import that has ended.
fn outcome(imports: UrlImports, import: &Import, again: impl FnMut() + 'static) -> Option<El> {
    let words = imports.context.words;
    match &import.state {
        Fetching::Wanted | Fetching::UnderWay(_) => None,
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
