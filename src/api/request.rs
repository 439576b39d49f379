//! What is sent: form fields, and nothing that makes a request other than "simple".

use super::values::{Access, Secret};

/// The fields of a call.
#[derive(Default)]
pub(crate) struct Fields {
    fields: Vec<(&'static str, String)>,
    secrets: Vec<Secret>,
}

impl Fields {
    pub(crate) fn new() -> Fields {
        Fields::default()
    }

    /// The two fields every endpoint but authorize wants, first of all.
    pub(crate) fn with_access(access: &Access) -> Fields {
        Fields::new()
            .secret("access_token", &Secret::from(access.token.expose()))
            .set("account_id", access.account_id.as_str())
    }

    pub(crate) fn set(mut self, name: &'static str, value: impl Into<String>) -> Fields {
        self.fields.push((name, value.into()));
        self
    }

    pub(crate) fn set_some(self, name: &'static str, value: Option<impl Into<String>>) -> Fields {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// A value that no error may repeat.
    pub(crate) fn secret(mut self, name: &'static str, value: &Secret) -> Fields {
        self.fields.push((name, value.expose().to_owned()));
        self.secrets.push(value.clone());
        self
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.fields.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The fields as `application/x-www-form-urlencoded`.
    pub(crate) fn encode(&self) -> String {
        let mut body = String::new();
        for (name, value) in self.iter() {
            if !body.is_empty() {
                body.push('&');
            }
            body.push_str(name);
            body.push('=');
            encode_into(&mut body, value);
        }
        body
    }

    /// `text` without any secret that was sent: a server, or a warning of its language, may
    /// repeat what it got.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in self.secrets.iter().filter(|secret| !secret.is_empty()) {
            if text.contains(secret.expose()) {
                text = text.replace(secret.expose(), "…");
            }
        }
        text
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        for (_, value) in self.fields.drain(..) {
            drop(Secret::from(value));
        }
    }
}

fn encode_into(body: &mut String, value: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => {
                body.push(char::from(byte));
            }
            b' ' => body.push('+'),
            _ => {
                body.push('%');
                body.push(char::from(DIGITS[usize::from(byte >> 4)]));
                body.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
}
