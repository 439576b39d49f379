//! All that the host says of a file.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::panel::Panel;
use super::questions::close;
use crate::api::{Error, File, FileStatus};
use crate::view::dialog::{Question, Weight, dialog};
use crate::view::dom::{El, el};
use crate::view::names;
use crate::view::notice::notice;
use crate::view::reactive::RwSignal;
use crate::view::text::Text;
use crate::view::words::Words;

/// A dialog with the details of the first of these files, as the host tells them now.
pub(super) fn details(panel: Panel, files: &[Rc<File>]) -> El {
    let words = panel.words();
    let Some(file) = files.first().cloned() else { return el("span") };
    let answer = RwSignal::new(None::<Result<File, Error>>);
    let asked = Rc::clone(&file);
    spawn_local(async move {
        let told = panel.context.library().file(&asked.id).await;
        answer.try_set(Some(told));
    });
    let failed = move || match &*answer.read() {
        Some(Err(error)) => words.error(error),
        _ => String::new(),
    };
    let list = move || match &*answer.read() {
        // What the listing said is better than nothing.
        None | Some(Err(_)) => facts(words, &file),
        Some(Ok(told)) => facts(words, told),
    };
    let content = el("div").show(move || Some(list())).child(notice(failed));
    let question = Question {
        title: words.get(Text::MyFilesDetails),
        content,
        confirm: words.get(Text::DialogClose),
        weight: Weight::Nothing,
    };
    dialog(words, question, || Ok(()), close(panel))
}

fn facts(words: Words, file: &File) -> El {
    let status = match &file.status {
        FileStatus::Active => words.get(Text::MyFilesDetailStatusActive),
        FileStatus::Trash => words.get(Text::MyFilesDetailStatusTrash),
        FileStatus::Other(other) => other.clone(),
    };
    let size = file.size.map(|size| {
        let rounded = size.0 >= 1000;
        let bytes = words.count(size.0);
        let size = words.bytes(size.0);
        if !rounded {
            return size;
        }
        words.fill(Text::MyFilesDetailSizeExact, &[("size", &size), ("bytes", &bytes)])
    });
    let downloads = file.downloads.map(|downloads| words.count(downloads));
    let keywords = (!file.keywords.is_empty()).then(|| file.keywords.join(", "));
    let told = [
        (Text::MyFilesDetailName, Some(file.name.clone())),
        (Text::MyFilesDetailSize, size),
        (Text::MyFilesDetailType, file.media_type.clone()),
        (Text::MyFilesDetailDownloads, downloads),
        (Text::MyFilesDetailStatus, Some(status)),
        (Text::MyFilesDetailKeywords, keywords),
        (Text::MyFilesDetailLink, file.url.as_ref().map(|url| url.as_str().to_owned())),
        (Text::MyFilesDetailNumber, Some(file.id.as_str().to_owned())),
    ];
    let mut list = el("dl").class("facts");
    for (name, value) in told {
        if let Some(value) = value {
            list = list
                .child(el("dt").text(words.get(name)))
                .child(el("dd").child(el("bdi").text(names::shown(&value))));
        }
    }
    list
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use leptos::prelude::Owner;
    use wasm_bindgen_test::*;

    use super::*;
    use crate::api::Json;
    use crate::view::text::Locale;

    wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_test]
    fn a_large_size_is_exact() {
        let reply =
            r#"{"id": 1, "filename": "a", "fileSize": 5000000123, "downloads": 5000000456}"#;
        let file = Json::parse(reply).as_ref().and_then(File::decode).expect("a file");
        let told = Owner::new().with(|| {
            let words = Words::new(Locale::english("en"));
            words.complete();
            facts(words, &file).html().inner_text()
        });
        for number in ["5,000,000,123", "5,000,000,456"] {
            assert!(told.contains(number), "{told}");
        }
    }
}
