//! What the links are written down as: a format, or a template of the page.

use std::rc::Rc;

use super::files::Files;
use crate::links::{Format, SharedFile, Template};
use crate::transfer::Stored;
use crate::view::paint;
use crate::view::reactive::{RwSignal, StoredValue};
use crate::view::text::Text;
use crate::view::words::Words;

/// What the reader chose to have the links written down as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Format(Format),
    /// The template at this place in the page's list.
    Template(usize),
}

/// The forms that links are offered in; writes files down as the reader chose.
#[derive(Clone, Copy)]
pub(in crate::view) struct LinkForms {
    words: Words,
    choices: StoredValue<Rc<[Choice]>>,
    templates: StoredValue<Rc<[Template]>>,
    /// What was pressed.
    pub(super) pressed: RwSignal<Choice>,
    /// What the links are written down as: the same from the next paint on, since there may be many.
    pub(super) choice: RwSignal<Choice>,
}

impl LinkForms {
    /// Offers these formats, or all of them if the list is empty, then the templates. The first is
    /// chosen.
    pub(in crate::view) fn new(
        words: Words,
        formats: Vec<Format>,
        templates: Vec<Template>,
    ) -> Self {
        let formats = if formats.is_empty() { Format::ALL.to_vec() } else { formats };
        let choices: Rc<[Choice]> = formats
            .into_iter()
            .map(Choice::Format)
            .chain((0..templates.len()).map(Choice::Template))
            .collect();
        let first = choices.first().copied().unwrap_or(Choice::Format(Format::Link));
        let pressed = RwSignal::new(first);
        Self {
            words,
            choices: StoredValue::new(choices),
            templates: StoredValue::new(templates.into()),
            pressed,
            choice: paint::follow(pressed),
        }
    }

    /// All that can be chosen, in the order it is offered.
    pub(super) fn choices(self) -> Rc<[Choice]> {
        self.choices.get_value()
    }

    /// What a choice is called.
    pub(super) fn label(self, choice: Choice) -> String {
        match choice {
            Choice::Format(Format::Link) => self.words.get(Text::FormatLink),
            Choice::Format(Format::Html) => self.words.get(Text::FormatHtml),
            Choice::Format(Format::Bbcode) => self.words.get(Text::FormatBbcode),
            Choice::Format(Format::Markdown) => self.words.get(Text::FormatMarkdown),
            Choice::Template(place) => self.templates.with_value(|templates| {
                templates.get(place).map(Template::name).unwrap_or_default().to_owned()
            }),
        }
    }

    /// A file written down as chosen now; `None` when the host sent no usable address.
    pub(super) fn of(self, stored: &Stored) -> Option<String> {
        let shared = SharedFile::of(&stored.file)?;
        Some(match self.choice.get() {
            Choice::Format(format) => shared.snippet(format),
            Choice::Template(place) => self.templates.with_value(|templates| {
                let template = templates.get(place)?;
                Some(template.snippet(&shared, |bytes| self.words.bytes(bytes)))
            })?,
        })
    }

    /// All files, a line each.
    pub(super) fn of_all(self, files: Files) -> String {
        let mut out = String::new();
        for snippet in files.all().iter().filter_map(|stored| self.of(stored)) {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&snippet);
        }
        out
    }
}
