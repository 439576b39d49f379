//! What is typed into the login form.

use crate::api::{Credentials, Login, Secret};
use crate::view::dom::{El, el, field};
use crate::view::text::Text;
use crate::view::words::Words;

/// The fields of both ways to log in. They are read when the form is sent: a secret is never kept
/// in the widget's state.
#[derive(Clone)]
pub(super) struct Fields {
    /// Where the API of another host is.
    pub(super) address: El,
    typed_address: El,
    username: El,
    password: El,
    key1: El,
    key2: El,
    by_password: El,
    by_keys: El,
}

impl Fields {
    pub(super) fn new(words: Words, known_username: &str, known_address: &str) -> Self {
        let typed_address = el("input")
            .attr("type", "url")
            .attr("dir", "ltr")
            .attr("required", "")
            .attr("placeholder", words.get(Text::SignInAddressHint))
            .attr("value", known_address);
        let input = |kind: &'static str, autocomplete: &'static str| {
            el("input")
                .attr("type", kind)
                .attr("required", "")
                .attr("autocomplete", autocomplete)
                .attr("autocapitalize", "none")
                .attr("spellcheck", "false")
        };
        let username = input("text", "username").attr("value", known_username);
        let password = input("password", "current-password");
        let [key1, key2] = [(), ()].map(|()| input("password", "off").attr("dir", "ltr"));
        let group = |first: (Text, &El), second: (Text, &El)| {
            let fields =
                [first, second].map(|(label, input)| field(words.get(label), input.clone()));
            el("div").class("fields").children(fields)
        };
        Self {
            address: field(words.get(Text::SignInAddress), typed_address.clone()),
            by_password: group(
                (Text::SignInUsername, &username),
                (Text::SignInPassword, &password),
            ),
            by_keys: group((Text::SignInKey1, &key1), (Text::SignInKey2, &key2)),
            typed_address,
            username,
            password,
            key1,
            key2,
        }
    }

    /// The fields that a way to log in needs.
    pub(super) fn of(&self, login: Login) -> El {
        match login {
            Login::Password => self.by_password.clone(),
            Login::Keys => self.by_keys.clone(),
        }
    }

    pub(super) fn address(&self) -> String {
        self.typed_address.value()
    }

    pub(super) fn credentials(&self, login: Login) -> Credentials {
        let secret = |input: &El| Secret::new(input.value());
        match login {
            Login::Password => Credentials::Password {
                username: self.username.value(),
                password: secret(&self.password),
            },
            Login::Keys => Credentials::Keys {
                key1: Secret::new(self.key1.value().trim().to_owned()),
                key2: Secret::new(self.key2.value().trim().to_owned()),
            },
        }
    }
}
