//! What can be done about one file.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use super::panel::{Panel, Ready};
use super::questions::{Asked, What};
use crate::api::{Endpoint, File, Link};
use crate::links;
use crate::view::clipboard;
use crate::view::dom::{El, Icon, el};
use crate::view::menu::{MenuItem, called, menu};
use crate::view::text::Text;

/// The menu of a file. What the host cannot do is not in it.
pub(super) fn actions(panel: Panel, file: &Rc<File>, label: &str) -> El {
    let place = el("span").class("file-actions");
    let (file, beside) = (Rc::clone(file), place.clone());
    place.child(menu(called(label.to_owned()), move || items(panel, &file, &beside)))
}

fn items(panel: Panel, file: &Rc<File>, beside: &El) -> Vec<MenuItem> {
    let words = panel.words();
    let library = panel.context.library();
    let item = |text, act: Box<dyn Fn()>| MenuItem::new(words.get(text), act);
    let ask = |text, what: What| {
        let file = Rc::clone(file);
        let asked = move || Asked { what, files: vec![Rc::clone(&file)] };
        item(text, Box::new(move || panel.asking.set(Some(asked()))))
    };
    let mut items = Vec::new();
    if let Some(url) = file.url.clone() {
        items.push(item(Text::MyFilesOpen, Box::new(move || follow(&url))).with(Icon::Open));
        let (file, beside) = (Rc::clone(file), beside.clone());
        let copy = move || copy_links(panel, std::slice::from_ref(&file), &beside);
        items.push(item(Text::MyFilesCopyLink, Box::new(copy)).with(Icon::Copy));
    }
    if library.can(Endpoint::FileDownload) {
        let file = Rc::clone(file);
        let download = item(Text::MyFilesDownload, Box::new(move || download(panel, &file)));
        items.push(download.with(Icon::Download));
    }
    let edits = [
        (Endpoint::FileEdit, Text::MyFilesRename, What::Rename, Icon::Edit),
        (Endpoint::FileMove, Text::MyFilesMove, What::Move, Icon::Right),
        (Endpoint::FileCopy, Text::MyFilesCopy, What::Copy, Icon::Plus),
        (Endpoint::FileInfo, Text::MyFilesDetails, What::Details, Icon::File),
        (Endpoint::FileDelete, Text::MyFilesDelete, What::Delete, Icon::Cross),
    ];
    for (endpoint, text, what, sign) in edits {
        if library.can(endpoint) {
            items.push(ask(text, what).with(sign));
        }
    }
    items
}

/// Copies the links of these files, a line each.
pub(super) fn copy_links(panel: Panel, files: &[Rc<File>], beside: &El) {
    let words = panel.words();
    panel.clear_messages();
    let links = lines(files.iter().filter_map(|file| file.url.clone()));
    if links.is_empty() {
        panel.trouble.set(words.get(Text::MyFilesNoLinks));
        return;
    }
    clipboard::write_then(links, beside, move |wrote| {
        let (message, text) = match wrote {
            true => (panel.said, Text::CopyDone),
            false => (panel.trouble, Text::CopyRefused),
        };
        message.try_set(words.get(text));
    });
}

/// The links as they are pasted elsewhere, a line each.
fn lines(links: impl Iterator<Item = Link>) -> String {
    let lines: Vec<String> = links.map(|link| links::address(link.as_str()).into_owned()).collect();
    lines.join("\n")
}

/// Has the browser download a file: the host makes an address for it, which is followed at once.
fn download(panel: Panel, file: &Rc<File>) {
    // Asked twice while the host takes its time, it is downloaded once.
    if panel.asked_for.with_value(|asked_for| asked_for.contains(&file.id)) {
        return;
    }
    panel.asked_for.update_value(|asked_for| asked_for.push(file.id.clone()));
    panel.clear_messages();
    let file = Rc::clone(file);
    spawn_local(async move {
        let answer = panel.context.library().download_address(&file.id).await;
        if panel.ready.is_disposed() {
            return;
        }
        panel.asked_for.update_value(|asked_for| asked_for.retain(|id| *id != file.id));
        match answer {
            // A browser that has waited too long takes it for a pop-up; Safari does so at once.
            Ok(address) if is_active() && opens(&address) => {}
            Ok(address) => panel.ready.set(Some(Ready { name: file.name.clone(), address })),
            Err(error) => panel.trouble.set(panel.words().error(&error)),
        }
    });
}

/// Whether the browser still takes what happens for something the reader has just asked for.
fn is_active() -> bool {
    let get = |object: &JsValue, name: &str| {
        js_sys::Reflect::get(object, &name.into()).unwrap_or_default()
    };
    // Not in the bindings, and not in every browser.
    let activation = get(&get(&js_sys::global(), "navigator"), "userActivation");
    activation.is_undefined() || get(&activation, "isActive").is_truthy()
}

/// Opens an address in a new tab, which cannot reach this page, and is told of it what browsers tell other
/// sites by default: its origin, which the host knows. False when the browser does not let it.
///
/// A link, or "noopener", would not say whether there is a tab; one that begins blank would stay behind.
fn opens(address: &Link) -> bool {
    let tab = web_sys::window().and_then(|window| window.open_with_url(address.as_str()).ok()?);
    tab.is_some_and(|tab| tab.set_opener(&JsValue::NULL).is_ok())
}

/// Opens an address in a new tab, which learns nothing of this page.
fn follow(address: &Link) {
    let link = el("a")
        .attr("href", address.as_str())
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer");
    link.element().unchecked_ref::<HtmlElement>().click();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_link_does_not_reorder_what_follows_it() {
        let links = ["https://files.example/a", "https://files.example/b\u{202e}gpj.exe"];
        let links = links.into_iter().filter_map(Link::new);
        assert_eq!(
            lines(links),
            "https://files.example/a\nhttps://files.example/b%E2%80%AEgpj.exe"
        );
    }
}
