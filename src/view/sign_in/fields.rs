//! What is typed into the login form.

use std::cell::OnceCell;

use crate::api::{Credentials, Login, Secret};
use crate::view::dom::{El, el, field};
use crate::view::text::Text;
use crate::view::words::Words;

/// A field to fill in.
pub(super) struct Field {
    pub(super) label: Text,
    pub(super) input: El,
    /// The field with its label.
    pub(super) labelled: El,
}

impl Field {
    fn new(words: Words, label: Text, input: El) -> Self {
        let labelled = field(words.get(label), input.clone());
        Self { label, input, labelled }
    }

    pub(super) fn value(&self) -> String {
        self.input.value()
    }
}

/// What a way to log in needs.
pub(super) struct Group {
    pub(super) fields: [Field; 2],
    /// All of them.
    pub(super) element: El,
}

/// The fields of the form, each made when it is first shown, and kept with what is typed into it. They are
/// read when the form is sent: a secret is never kept in the widget's state.
pub(super) struct Fields {
    words: Words,
    known_username: String,
    known_address: String,
    address: OnceCell<Field>,
    by_password: OnceCell<Group>,
    by_keys: OnceCell<Group>,
}

impl Fields {
    /// For a reader of whom the user name is known, and where the API of another host is, if they are.
    pub(super) fn new(words: Words, known_username: String, known_address: String) -> Self {
        let [by_password, by_keys] = [const { OnceCell::new() }; 2];
        let address = OnceCell::new();
        Self { words, known_username, known_address, address, by_password, by_keys }
    }

    /// Where the API of another host is.
    pub(super) fn address(&self) -> &Field {
        self.address.get_or_init(|| {
            let input = el("input")
                .attr("type", "url")
                .attr("dir", "ltr")
                .attr("required", "")
                .attr("placeholder", self.words.get(Text::SignInAddressHint))
                .attr("value", &self.known_address);
            Field::new(self.words, Text::SignInAddress, input)
        })
    }

    /// What a way to log in needs.
    pub(super) fn of(&self, login: Login) -> &Group {
        let group = match login {
            Login::Password => &self.by_password,
            Login::Keys => &self.by_keys,
        };
        group.get_or_init(|| {
            let fields = match login {
                Login::Password => {
                    let username = input("text", "username").attr("value", &self.known_username);
                    let password = input("password", "current-password");
                    [(Text::SignInUsername, username), (Text::SignInPassword, password)]
                }
                Login::Keys => {
                    let key = || input("password", "off").attr("dir", "ltr");
                    [(Text::SignInKey1, key()), (Text::SignInKey2, key())]
                }
            };
            let fields = fields.map(|(label, input)| Field::new(self.words, label, input));
            let labelled = fields.each_ref().map(|field| field.labelled.clone());
            Group { fields, element: el("div").class("fields").children(labelled) }
        })
    }

    pub(super) fn credentials(&self, login: Login) -> Credentials {
        let [first, second] = self.of(login).fields.each_ref().map(Field::value);
        match login {
            Login::Password => {
                Credentials::Password { username: first, password: Secret::new(second) }
            }
            Login::Keys => Credentials::Keys {
                key1: Secret::new(first.trim().to_owned()),
                key2: Secret::new(second.trim().to_owned()),
            },
        }
    }
}

fn input(kind: &'static str, autocomplete: &'static str) -> El {
    el("input")
        .attr("type", kind)
        .attr("required", "")
        .attr("autocomplete", autocomplete)
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
}
