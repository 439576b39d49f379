//! The addresses and how far the host is with each. Comes later: most readers never need it.

use std::rc::Rc;

use futures_util::future::abortable;
use leptos::prelude::{Notify, untrack};
use wasm_bindgen_futures::spawn_local;

use super::{Fetching, Import, UrlImports, addresses};
use crate::api::{Error, ImportState, ScheduledItemId, UrlImport};
use crate::links;
use crate::session::State as SessionState;
use crate::view::announcement::{Way, announcement};
use crate::view::clipboard::copy_button_or;
use crate::view::context::Context;
use crate::view::dialog::{Question, Weight, dialog};
use crate::view::dom::{El, Icon, Key, button, el, field, icon, react};
use crate::view::focus;
use crate::view::names;
use crate::view::reactive::{Memo, RwSignal};
use crate::view::text::Text;

/// How many the host is asked to fetch at the same time: each is asked after again and again.
const AT_ONCE: usize = 3;

/// The addresses and how far each is. Asks for them when told to.
pub(in crate::view) fn region(imports: UrlImports) -> El {
    let keys = move || (0..imports.list.with(Vec::len) as Key).collect::<Vec<_>>();
    react(move || {
        imports.list.track();
        untrack(|| go_on(imports));
    });
    el("div")
        .child(el("p").class("visually-hidden").attr("role", "status").text_with(heard(imports)))
        .child(
            el("ul")
                .class("import-list")
                .hidden_when(move || imports.list.with(Vec::is_empty))
                .each(keys, move |key| row(imports, key)),
        )
        .show(move || imports.asking.get().then(|| question(imports)))
}

/// Has the host fetch those that come next, as many as may be under way.
fn go_on(imports: UrlImports) {
    let signed_in =
        imports.context.login.with_untracked(|login| matches!(login, SessionState::SignedIn(_)));
    if !signed_in {
        return;
    }
    let list = imports.list.read_untracked();
    let is = |import: &RwSignal<Import>, state: fn(&Fetching) -> bool| {
        import.with_untracked(|import| state(&import.state))
    };
    let under_way = list.iter().filter(|import| is(import, Fetching::is_under_way)).count();
    let wanted = |state: &Fetching| matches!(state, Fetching::Wanted(_));
    let waiting = list.iter().filter(|import| is(import, wanted));
    let room = (under_way + 1..=AT_ONCE).filter(|count| imports.allows(*count).is_ok()).count();
    for import in waiting.take(room) {
        fetch(imports, *import);
    }
}

/// Has the host fetch the file, and follows how far it is.
fn fetch(imports: UrlImports, import: RwSignal<Import>) {
    let context = imports.context;
    let Import { url, target, state } = import.get_untracked();
    let Fetching::Wanted(scheduled) = state else { return };
    import.update(|import| import.state = Fetching::UnderWay(None));
    let (fetched, waiting) = abortable(async move {
        let tell = |state| {
            if !import.is_disposed() {
                import.update(|import| import.state = state);
            }
        };
        let status = |now: &UrlImport| tell(Fetching::UnderWay(Some(now.state.clone())));
        let library = context.library();
        let scheduled = match scheduled {
            Some(id) => Ok(id),
            None => library.schedule_import(&url, &target.folder).await,
        };
        let outcome = match &scheduled {
            Ok(id) => library.watch_import(id, status).await,
            Err(error) => Err(error.clone()),
        };
        // Nobody may be there to see it any more: then the host goes on by itself.
        if context.while_there().is_none() {
            return;
        }
        let outcome = outcome_of(context, scheduled.ok(), outcome);
        let stored = matches!(outcome, Fetching::Stored(_));
        tell(outcome);
        if stored {
            context.stored_changed.notify();
        }
        go_on(imports);
    });
    imports.waiting.update_value(|all| {
        all.retain(|other| !other.is_aborted());
        all.push(waiting);
    });
    spawn_local(async move {
        // The reader may have logged out meanwhile; then the result is of no interest.
        let _ = fetched.await;
    });
}

fn outcome_of(
    context: Context,
    scheduled: Option<ScheduledItemId>,
    outcome: Result<UrlImport, Error>,
) -> Fetching {
    let words = context.words;
    match outcome {
        Ok(import) if import.state == ImportState::Complete => Fetching::Stored(Rc::new(import)),
        Ok(import) => Fetching::Failed {
            why: import.message.unwrap_or_else(|| words.get(Text::ImportFailed)),
            scheduled: None,
        },
        Err(error) => Fetching::Failed {
            why: words.error(&error),
            scheduled: scheduled.filter(|_| error.is_transient()),
        },
    }
}

fn question(imports: UrlImports) -> El {
    let words = imports.context.words;
    let typed = el("textarea").attr("rows", "4").attr("required", "").attr("dir", "ltr");
    let question = Question {
        title: words.get(Text::ImportAdd),
        content: field(words.get(Text::ImportAddresses), typed.clone()),
        confirm: words.get(Text::ImportStart),
        weight: Weight::Ordinary,
    };
    let add = move || {
        let text = typed.value();
        let count = addresses(&text).len();
        if count == 0 {
            return Err(words.get(Text::ImportNoAddress));
        }
        imports.allows(count).map_err(|error| words.error(&error))?;
        imports.add_all(&text);
        Ok(())
    };
    dialog(words, question, add, move || imports.asking.set(false))
}

fn row(imports: UrlImports, key: Key) -> El {
    let words = imports.context.words;
    let row = el("li").class("import").part("import").attr("tabindex", "-1");
    let known = imports.list.with_untracked(|list| list.get(key as usize).copied());
    let Some(import) = known else { return row };
    let url = import.with_untracked(|import| import.url.as_str().to_owned());
    let state = move || {
        import.with(|import| match &import.state {
            Fetching::Wanted(_) | Fetching::UnderWay(None | Some(ImportState::Pending)) => {
                words.get(Text::ImportWaiting)
            }
            Fetching::UnderWay(Some(_)) => words.get(Text::ImportFetching),
            Fetching::Stored(_) => words.get(Text::FilesStateDone),
            Fetching::Failed { why, .. } => why.clone(),
        })
    };
    let class = move || {
        import.with(|import| match import.state {
            Fetching::Wanted(_) | Fetching::UnderWay(_) => "import-state",
            Fetching::Stored(_) => "import-state done",
            Fetching::Failed { .. } => "import-state failed",
        })
    };
    let place = row.clone();
    let again = move || {
        // The button goes away: what became of the address is read out in its place.
        let place = place.clone();
        focus::rescue(move || Some(place));
        import.update(|import| {
            if let Fetching::Failed { scheduled, .. } = &mut import.state {
                import.state = Fetching::Wanted(scheduled.take());
            }
        });
        go_on(imports);
    };
    row.child(el("bdi").class("file-name").attr("title", &url).children(names::in_two(&url)))
        .child(el("span").attr_with("class", move || Some(class())).text_with(state))
        .show(move || import.with(|import| outcome(imports, import, again.clone())))
}

/// What is read out of all addresses together. Not what each does: of fifty nobody could tell which
/// it is.
fn heard(imports: UrlImports) -> impl Fn() -> String {
    let words = imports.context.words;
    // Stored, failed, and all.
    let count = Memo::new(move |_| {
        let list = imports.list.read();
        let (mut done, mut failed) = (0, 0);
        for import in list.iter() {
            import.with(|import| match import.state {
                Fetching::Wanted(_) | Fetching::UnderWay(_) => {}
                Fetching::Stored(_) => done += 1,
                Fetching::Failed { .. } => failed += 1,
            });
        }
        (done, failed, list.len() as u64)
    });
    let way = move || match count.get() {
        (done, failed, all) if all > 0 && done + failed == all => Way::Ended(all),
        (done, failed, all) => Way::At { done: done + failed, all },
    };
    announcement(way, move || {
        let (done, failed, all) = count.get();
        let (done, all) = (words.count(done), words.count(all));
        let sentence = words.fill(Text::FilesDone, &[("done", &done), ("total", &all)]);
        match failed {
            0 => sentence,
            failed => [&sentence, " · ", &words.plural(Text::FilesFailed, failed)].concat(),
        }
    })
}

/// What can be done with an import that has ended.
fn outcome(imports: UrlImports, import: &Import, again: impl FnMut() + 'static) -> Option<El> {
    let words = imports.context.words;
    match &import.state {
        Fetching::Wanted(_) | Fetching::UnderWay(_) => None,
        Fetching::Stored(stored) => {
            let file = stored.file.as_ref()?;
            let url = links::address(file.url.as_ref()?.as_str()).into_owned();
            let name = words.fill(
                Text::CopyOf,
                &[("format", &words.get(Text::FormatLink)), ("name", &names::shown(&file.name))],
            );
            let texts = [Text::Copy, Text::CopyRefused];
            let [copy, told] =
                copy_button_or(words, texts, move || name.clone(), move || url.clone());
            Some(el("span").child(copy).child(told))
        }
        Fetching::Failed { .. } => {
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
