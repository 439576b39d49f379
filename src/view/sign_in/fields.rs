//! What is typed into the login form.

use crate::api::{Credentials, Login, Secret};
use crate::view::dom::{El, el, field};
use crate::view::text::Text;
use crate::view::words::Words;

/// A field, and what it is called.
pub(super) type Named = (Text, El);

/// The fields of both ways to log in. They are read when the form is sent: a secret is never kept
/// in the widget's state.
pub(super) struct Fields {
    /// Where the API of another host is.
    pub(super) address: Named,
    by_password: [Named; 2],
    by_keys: [Named; 2],
}

impl Fields {
    pub(super) fn new(words: Words, known_username: &str, known_address: &str) -> Self {
        let address = el("input")
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
        Self {
            address: (Text::SignInAddress, address),
            by_password: [(Text::SignInUsername, username), (Text::SignInPassword, password)],
            by_keys: [(Text::SignInKey1, key1), (Text::SignInKey2, key2)],
        }
    }

    /// Those that a way to log in needs.
    pub(super) fn of(&self, login: Login) -> &[Named; 2] {
        match login {
            Login::Password => &self.by_password,
            Login::Keys => &self.by_keys,
        }
    }

    pub(super) fn credentials(&self, login: Login) -> Credentials {
        let [first, second] = self.of(login).each_ref().map(|(_, input)| input.value());
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

/// A field with its label.
pub(super) fn labelled(words: Words, (label, input): &Named) -> El {
    field(words.get(*label), input.clone())
}
