//! The addresses and how far the host is with each. Comes later: most readers never need it.

use std::rc::Rc;

use futures_util::future::abortable;
use leptos::prelude::{Notify, untrack};
use wasm_bindgen_futures::spawn_local;

use super::{Fetching, Import, UrlImports, addresses, no_address};
use crate::api::{Error, ImportState, ScheduledItemId, UploadedFile, UrlImport};
use crate::links;
use crate::session::State as SessionState;
use crate::transfer::{Stored, Verified};
use crate::view::announcement::{Way, announcement};
use crate::view::clipboard::copy_button_or;
use crate::view::context::Context;
use crate::view::dialog::{Question, Weight, dialog};
use crate::view::dom::{El, Icon, Key, button, el, field, icon, react};
use crate::view::focus;
use crate::view::names;
use crate::view::notice::mark;
use crate::view::reactive::{Memo, RwSignal};
use crate::view::text::Text;

/// How many the host is asked to fetch at the same time: each is asked after again and again.
const AT_ONCE: usize = 3;

/// Characters of a line that is no address: somebody may have pasted a whole page.
const TOLD_OF_LINE: usize = 80;

/// The addresses and how far each is. Asks for them when told to.
pub(in crate::view) fn region(imports: UrlImports) -> El {
    let keys = move || {
        let list = imports.list.read();
        let keys = list.iter().enumerate().filter(|(_, import)| import.is_some());
        keys.map(|(key, _)| key as Key).collect::<Vec<_>>()
    };
    react(move || {
        imports.list.track();
        untrack(|| go_on(imports));
    });
    el("div")
        .child(el("p").class("visually-hidden").attr("role", "status").text_with(heard(imports)))
        .child(
            el("ul")
                .class("import-list")
                // Safari takes a list without bullets for none.
                .attr("role", "list")
                .hidden_when(move || imports.list.with(|list| list.iter().flatten().count() == 0))
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
    let all = || list.iter().flatten();
    let under_way = all().filter(|import| is(import, Fetching::is_under_way)).count();
    let wanted = |state: &Fetching| matches!(state, Fetching::Wanted(_));
    let waiting = all().filter(|import| is(import, wanted));
    let room = (under_way + 1..=AT_ONCE).filter(|count| imports.allows(*count).is_ok()).count();
    for import in waiting.take(room) {
        fetch(imports, *import);
    }
}

/// Has the host fetch the file, and follows how far it is.
fn fetch(imports: UrlImports, import: RwSignal<Import>) {
    let context = imports.context;
    let Import { url, target, state, .. } = import.get_untracked();
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
    import.update_untracked(|import| import.waiting = Some(waiting));
    spawn_local(async move {
        // The reader may have given it up or logged out meanwhile: then nobody wants the result.
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
        Ok(import) if import.state == ImportState::Complete => Fetching::Stored(stored(import)),
        Ok(import) => Fetching::Failed {
            why: match import.message {
                Some(message) => names::shown(&message),
                None => words.get(Text::ImportFailed),
            },
            scheduled: None,
        },
        Err(error) => Fetching::Failed {
            why: words.error(&error),
            // As long as the host knows it, it may be at it: to be told again, it would fetch it twice.
            scheduled: scheduled.filter(|_| !matches!(error, Error::NotFound { .. })),
        },
    }
}

/// What the host told of a file that it has fetched, as it tells of one that was uploaded.
fn stored(import: UrlImport) -> Option<Rc<Stored>> {
    let fetched = import.file?;
    let file = UploadedFile {
        name: fetched.name,
        size: fetched.size.or(import.total_size),
        url: fetched.url,
        file_id: fetched.file_id,
        ..UploadedFile::default()
    };
    Some(Rc::new(Stored { file, verified: Verified::Nothing }))
}

fn question(imports: UrlImports) -> El {
    let words = imports.context.words;
    let typed = el("textarea").attr("rows", "4").attr("aria-required", "true").attr("dir", "ltr");
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
            mark(&typed);
            return Err(words.get(Text::ImportNoAddress));
        }
        if let Some(line) = no_address(&text) {
            mark(&typed);
            let line = match line.char_indices().nth(TOLD_OF_LINE) {
                Some((end, _)) => [&line[..end], "…"].concat(),
                None => line.to_owned(),
            };
            return Err(words.fill(Text::ImportNotAddress, &[("line", &names::shown(&line))]));
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
    let Some(import) = known.flatten() else { return row };
    let url = import.with_untracked(|import| names::shown(import.url.as_str()));
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
    let gone = row.clone();
    let cross = sign_button(Icon::Cross, words.fill(Text::FilesRemove, &[("name", &url)]))
        .on_click(move || remove(imports, key, &gone));
    let actions = el("span")
        .class("file-actions")
        .show(move || import.with(|import| outcome(imports, import, again.clone())))
        .child(cross);
    row.child(el("bdi").class("file-name").attr("title", &url).children(names::in_two(&url)))
        .child(el("span").attr_with("class", move || Some(class())).text_with(state))
        .child(actions)
}

fn sign_button(sign: Icon, name: String) -> El {
    button("").class("quiet icon").attr("title", &name).label(name).child(icon(sign))
}

/// Takes an address out of the list, whatever its state: nobody can have the host stop, but what waits
/// for its turn is not begun, and the host is no longer asked after what it has begun. The focus goes
/// to the next row; without any, to the button that asks for addresses.
fn remove(imports: UrlImports, key: Key, row: &El) {
    let row = row.element();
    let places = [row.next_element_sibling(), row.previous_element_sibling()];
    let widget = focus::widget_around(row);
    focus::rescue(move || {
        let add = || widget?.query_selector(".drop-buttons button").ok().flatten();
        let beside = places.into_iter().flatten().find(|row| row.is_connected());
        beside.or_else(add).map(El::found)
    });
    imports.list.update(|list| {
        if let Some(import) = list.get_mut(key as usize).and_then(Option::take) {
            import.with_untracked(Import::give_up);
        }
    });
}

/// What is read out of all addresses together. Not what each does: of fifty nobody could tell which
/// it is.
fn heard(imports: UrlImports) -> impl Fn() -> String {
    let words = imports.context.words;
    // Stored, failed, and all.
    let count = Memo::new(move |_| {
        let list = imports.list.read();
        let (mut done, mut failed, mut all) = (0, 0, 0_u64);
        for import in list.iter().flatten() {
            all += 1;
            import.with(|import| match import.state {
                Fetching::Wanted(_) | Fetching::UnderWay(_) => {}
                Fetching::Stored(_) => done += 1,
                Fetching::Failed { .. } => failed += 1,
            });
        }
        (done, failed, all)
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

/// What more can be done with an import that has ended.
fn outcome(imports: UrlImports, import: &Import, again: impl FnMut() + 'static) -> Option<El> {
    let words = imports.context.words;
    match &import.state {
        Fetching::Wanted(_) | Fetching::UnderWay(_) => None,
        Fetching::Stored(stored) => {
            let file = &stored.as_ref()?.file;
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
            let name = names::shown(import.url.as_str());
            let name = words.fill(Text::FilesRetryNamed, &[("name", &name)]);
            Some(sign_button(Icon::Again, name).on_click(again))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::stored;
    use crate::api::{Bytes, FileId, ImportState, ImportedFile, Link, UrlImport};
    use crate::links::{Format, SharedFile};

    #[test]
    fn a_fetched_file_is_shared_like_an_uploaded_one() {
        let file = ImportedFile {
            file_id: Some(FileId::from(7)),
            name: "a.txt".to_owned(),
            size: None,
            url: Link::new("https://h.example/1"),
        };
        let import = UrlImport {
            id: None,
            state: ImportState::Complete,
            created: None,
            started: None,
            finished: None,
            total_size: Some(Bytes(3)),
            file: Some(file),
            message: None,
        };
        let told = stored(import.clone()).expect("a file");
        let shared = SharedFile::of(&told.file).expect("a link");
        assert_eq!(shared.snippet(Format::Bbcode), "[url=https://h.example/1]a.txt[/url]");
        assert_eq!((shared.bytes, shared.file_id), (Some(3), Some("7")));
        assert_eq!(stored(UrlImport { file: None, ..import }), None, "nothing is told of it");
    }
}
