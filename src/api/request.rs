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
            .secret("access_token", access.token.secret())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_form_urlencoded() {
        let fields = Fields::new()
            .set("folder_name", "Föö & Bär+1=\u{1f600}\"\n")
            .set("parent_id", "")
            .set_some("is_public", Some("2"))
            .set_some("never", None::<&str>);
        assert_eq!(
            fields.encode(),
            "folder_name=F%C3%B6%C3%B6+%26+B%C3%A4r%2B1%3D%F0%9F%98%80%22%0A&parent_id=&is_public=2"
        );
    }

    #[test]
    fn secrets_are_taken_out_of_what_the_server_says() {
        let fields = Fields::new()
            .secret("password", &Secret::from("hunter2"))
            .secret("key1", &Secret::default());
        assert_eq!(fields.redact("No user with hunter2, hunter2!"), "No user with …, …!");
        assert_eq!(fields.redact("Nothing here."), "Nothing here.");
    }
}
