//! One file: choosing it, its name, what is known of it, and what can be done about it.

use super::actions::actions;
use super::panel::Panel;
use crate::view::dom::{El, Key, el};
use crate::view::names;
use crate::view::text::Text;

pub(super) fn row(panel: Panel, key: Key) -> El {
    let words = panel.words();
    let row = el("div").attr("role", "listitem").class("my-file").part("my-file");
    let Some(file) = panel.file(key) else { return row };
    let name = names::shown(&file.name);
    let named = |text| words.fill(text, &[("name", &name)]);
    let chosen = el("input")
        .attr("type", "checkbox")
        .label(named(Text::MyFilesSelect))
        .prop_with("checked", move || panel.selected.read().has(key))
        .on("change", move |_| {
            panel.selected.update(|selected| {
                if selected.remove(key).is_none() {
                    selected.insert(key, ());
                }
            });
        });
    let shown_name = match &file.url {
        Some(url) => el("a")
            .part("link")
            .attr("href", url.as_str())
            .attr("target", "_blank")
            .attr("rel", "noopener")
            // A link has to have a name that is not the style sheet's, as that of two parts is.
            .label(&name)
            .child(el("bdi").children(names::in_two(&name))),
        None => el("bdi").children(names::in_two(&name)),
    };
    let size = file.size.map(|size| words.bytes(size.0)).unwrap_or_default();
    let downloads = file.downloads.map(|downloads| words.plural(Text::MyFilesDownloads, downloads));
    row.child(el("label").class("my-file-check").child(chosen))
        .child(el("span").class("file-name").attr("title", &name).child(shown_name))
        .child(el("span").class("file-size").text(size))
        .child(el("span").class("my-file-downloads").text(downloads.unwrap_or_default()))
        .child(actions(panel, &file, &named(Text::MyFilesActions)))
}
