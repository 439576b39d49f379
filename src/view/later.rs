//! Parts of the widget whose code comes later, when they are first wanted.

use std::rc::Rc;

use leptos::prelude::untrack;

use super::account_bar::{self, Leaving, Storage};
use super::code::{self, Code, File};
use super::context::Context;
use super::dom::El;
use super::file_list::{self, Clearing, Renaming};
use super::folder_picker::{self, Ask, Picker};
use super::links_panel::OtherLink;
use super::my_files;
use super::paint;
use super::url_import::{self, UrlImports};
use crate::session::SignedIn;
use crate::view::reactive::RwSignal;

/// A part that comes later.
#[derive(Clone)]
pub(super) enum Part {
    /// The files of the target folder, as long as the signal says that they are shown; the button
    /// that shows them.
    MyFiles(Context, RwSignal<bool>, El),
    /// What is asked about a folder.
    Folder(Picker, Ask),
    /// The name of a new folder; the button that asks for it.
    NewFolder(Picker, El),
    /// The addresses that the host fetches.
    Imports(UrlImports),
    /// What the host said of the account.
    Account(Context, Rc<SignedIn>, Storage),
    /// Whether to log out while files are on their way.
    Leaving(Context, Leaving),
    /// Whether to clear a list with links in it.
    Clear(Clearing),
    /// A new name for a file of the queue.
    Rename(Renaming),
    /// Another link of a stored file.
    Link(OtherLink),
}

impl Part {
    /// What it shows.
    pub(super) fn build(self) -> Option<El> {
        match self {
            Self::MyFiles(context, open, toggle) => Some(my_files::panel(context, open, toggle)),
            Self::Folder(picker, ask) => folder_picker::ask(picker, ask),
            Self::NewFolder(picker, opener) => Some(folder_picker::new_folder(picker, opener)),
            Self::Imports(imports) => Some(url_import::region(imports)),
            Self::Account(context, signed_in, storage) => {
                Some(account_bar::details(context.words, signed_in, storage))
            }
            Self::Leaving(context, leaving) => Some(account_bar::ask(context, leaving)),
            Self::Clear(clearing) => Some(file_list::ask_to_clear(clearing)),
            Self::Rename(renaming) => file_list::rename(renaming),
            Self::Link(link) => Some(link.show()),
        }
    }
}

/// The part, as soon as its code is there; until then that it is on its way, or that it did not
/// come and can be asked for again.
pub(super) fn later(context: Context, part: Part) -> El {
    let code = code::want(File::Later);
    // What comes up together with its text is often not read out: the text comes after it.
    let there = RwSignal::new(false);
    paint::after(move || there.try_set(true));
    let told = move || if there.get() { code.get() } else { Code::Unasked };
    code::delay(context.words, told, move || code.set(Code::Wanted)).show(move || {
        match code.get() {
            Code::There => untrack(|| code::build(part.clone())),
            Code::Unasked | Code::Wanted | Code::Missing => None,
        }
    })
}
