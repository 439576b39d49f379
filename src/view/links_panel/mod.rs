//! What came back: the share links of the stored files, in the format the reader wants.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::clipboard::{self, Copied};
use super::context::Context;
use super::long_list::LongList;
use super::names;
use super::text::Text;
use crate::links::{self, Format, Shared};
use crate::transfer::{Item, ItemId, State, Stored};

fn label(format: Format) -> Text {
    match format {
        Format::Link => Text::FormatLink,
        Format::Html => Text::FormatHtml,
        Format::Bbcode => Text::FormatBbcode,
        Format::Markdown => Text::FormatMarkdown,
    }
}

/// A stored file as something to share; `None` when the host sent no usable address.
fn shared(stored: &Stored) -> Option<Shared<'_>> {
    let file = &stored.file;
    Some(Shared {
        name: &file.name,
        url: file.url.as_ref()?.as_str(),
        html: file.html.as_deref(),
        bbcode: file.bbcode.as_deref(),
    })
}

fn stored(item: &Item) -> Option<Rc<Stored>> {
    match item.state() {
        State::Done(stored) => Some(Rc::clone(stored)),
        _ => None,
    }
}

/// The format that all rows are in.
#[derive(Clone, Copy)]
struct ChosenFormat(RwSignal<Format>);

/// The links of all stored files, a row each; nothing until there is one.
#[component]
pub(super) fn LinksPanel() -> impl IntoView {
    let context = Context::get();
    let words = context.words;
    let format = RwSignal::new(Format::Link);
    provide_context(ChosenFormat(format));
    let ids = Memo::new(move |_| {
        context.queue_changed.track();
        let engine = context.engine();
        let queue = engine.queue();
        queue.items().filter(|item| stored(item).is_some()).map(Item::id).collect::<Vec<_>>()
    });
    let everything = move || {
        let engine = context.engine();
        let files: Vec<_> = engine.queue().items().filter_map(stored).collect();
        links::all(files.iter().filter_map(|file| shared(file)), format.get_untracked())
    };
    let choice = move |this: Format| {
        view! {
            <label>
                <input type="radio" name="upload-widget-format"
                    prop:checked=move || format.get() == this
                    on:change=move |_| format.set(this)/>
                {words.get(label(this))}
            </label>
        }
    };
    view! {
        <section class="links-panel" aria-label=words.get(Text::LinksRegion)
            hidden=move || ids.read().is_empty()>
            <div class=move || "links-head">
                <h2>{words.get(Text::LinksRegion)}</h2>
                <fieldset class="segments">
                    <legend class="visually-hidden">{words.get(Text::FormatChoose)}</legend>
                    {Format::ALL.map(choice).collect_view()}
                </fieldset>
                <CopyButton label=Text::CopyAll name=words.get(Text::CopyAll) text=everything/>
            </div>
            <LongList ids row=|id| view! { <LinkRow id/> } row_height=75/>
        </section>
    }
}

/// A button that copies, and says whether it worked.
#[component]
fn CopyButton(
    /// What it says.
    label: Text,
    /// What it is called, where that takes more words.
    #[prop(into)]
    name: Signal<String>,
    /// What it copies.
    text: impl Fn() -> String + 'static,
) -> impl IntoView {
    let words = Context::get().words;
    let copied = RwSignal::new(Copied::NotYet);
    let shown =
        move || words.get(if copied.get() == Copied::Done { Text::CopyDone } else { label });
    let spoken = move || match copied.get() {
        Copied::NotYet => String::new(),
        Copied::Done => words.get(Text::CopyDone),
        Copied::Refused => words.get(Text::CopyFailed),
    };
    let refused = move || copied.get() == Copied::Refused;
    view! {
        <button type="button" class="copy" aria-label=name
            on:click=move |_| clipboard::copy(text(), copied)>
            {shown}
        </button>
        <span class="copy-outcome" class:visually-hidden=move || !refused() role="status">
            {spoken}
        </span>
    }
}

/// One stored file: its snippet, ready to select or copy.
#[component]
fn LinkRow(id: ItemId) -> impl IntoView {
    let context = Context::get();
    let ChosenFormat(format) = expect_context();
    let words = context.words;
    let Some(file) = context.engine().queue().get(id).and_then(stored) else {
        return ().into_any();
    };
    if file.file.url.is_none() {
        let text = words.fill(Text::LinksNone, &[("name", &file.file.name)]);
        return view! { <div role="listitem" class="link-row">{text}</div> }.into_any();
    }
    let name = names::shown(&file.file.name);
    let file = StoredValue::new_local(file);
    let snippet = move || {
        let format = format.get();
        file.with_value(|file| shared(file).map(|shared| shared.snippet(format)))
            .unwrap_or_default()
    };
    let spoken = move |text: Text| {
        let format = words.get(label(format.get()));
        let fill = |name: &str| words.fill(text, &[("format", &format), ("name", name)]);
        file.with_value(|file| fill(&names::shown(&file.file.name)))
    };
    let select = move |event: leptos::ev::FocusEvent| {
        let input = event.target().and_then(|target| target.dyn_into().ok());
        if let Some(input) = input {
            let input: web_sys::HtmlInputElement = input;
            input.select();
        }
    };
    view! {
        <div role="listitem" class="link-row">
            <bdi class="file-name">{name}</bdi>
            <input type="text" readonly dir="ltr" prop:value=snippet on:focus=select
                aria-label=move || spoken(Text::LinksOf)/>
            <CopyButton label=Text::Copy name=Signal::derive(move || spoken(Text::CopyOf))
                text=move || untrack(snippet)/>
        </div>
    }
    .into_any()
}
