//! An address that is safe to link to.

use std::borrow::Cow;
use std::fmt;

/// An absolute http or https address, as a server sent it.
///
/// Every address in a reply goes through here, so that `javascript:` and its kin never reach a
/// page's `href`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link(String);

impl Link {
    /// Takes an address. `None` unless it is absolute, http or https, and free of control
    /// characters, white space, quotes and angle brackets.
    pub fn new(address: &str) -> Option<Link> {
        let (_, authority, _) = parts(address)?;
        let host_is_there = !authority.is_empty() && !authority.starts_with([':', '.', '@']);
        let clean =
            address.chars().all(|c| !c.is_control() && !c.is_whitespace() && !"\"<>\\".contains(c));
        (host_is_there && clean).then(|| Link(address.to_owned()))
    }

    /// Takes an address that a server sent. Servers put file names into addresses as they are, so
    /// white space and angle brackets are percent-encoded where such a name can be.
    pub(crate) fn sent(address: &str) -> Option<Link> {
        let (scheme, authority, rest) = parts(address.trim())?;
        let rest = percent_encoded(rest, |c| {
            (c.is_whitespace() && !c.is_control()) || matches!(c, '<' | '>' | '"')
        });
        Link::new(&[scheme, authority, &rest].concat())
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An http(s) address in three: `http://` or `https://` in whatever case it is written, the
/// authority, and what follows that.
pub(crate) fn parts(address: &str) -> Option<(&str, &str, &str)> {
    ["http://", "https://"].iter().find_map(|scheme| {
        let (start, after) = address.split_at_checked(scheme.len())?;
        let (authority, rest) = after.split_at(after.find(['/', '?', '#']).unwrap_or(after.len()));
        start.eq_ignore_ascii_case(scheme).then_some((start, authority, rest))
    })
}

/// An address with some of its characters percent-encoded.
pub(crate) fn percent_encoded(url: &str, is_encoded: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !url.contains(&is_encoded) {
        return Cow::Borrowed(url);
    }
    let mut out = String::with_capacity(url.len() + 16);
    for c in url.chars() {
        if is_encoded(c) {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    out.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
                }
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

impl fmt::Display for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_is_a_link() {
        for address in [
            "http://yoursite.com/2Vv",
            "https://yoursite.com/2Vv~d?41efa710444abad11a8f4b5a90e4d746",
            "HTTPS://[::1]:8788/f",
            "https://yoursite.com/file/Über.jpg",
        ] {
            assert_eq!(Link::new(address).as_ref().map(Link::as_str), Some(address));
        }
        for address in [
            "",
            "//yoursite.com/2Vv",
            "/2Vv",
            "javascript:alert(1)",
            "javascript://yoursite.com/%0Aalert(1)",
            "data:text/html,<b>",
            "http:///2Vv",
            "https://",
            "https:\\\\yoursite.com",
            "https://yoursite.com/\" onclick=\"x",
            "https://yoursite.com/a b",
            "https://yoursite.com/\n",
            "ﬁle://x",
        ] {
            assert_eq!(Link::new(address), None, "{address}");
        }
    }

    #[test]
    fn a_name_in_a_sent_address_is_encoded() {
        for (sent, link) in [
            (" https://h.example/2Vv ", "https://h.example/2Vv"),
            (
                "https://h.example/2Vv/Screenshot_7.34\u{202f}PM.png?download_token=1",
                "https://h.example/2Vv/Screenshot_7.34%E2%80%AFPM.png?download_token=1",
            ),
            ("https://h.example/1/a <b>\".txt", "https://h.example/1/a%20%3Cb%3E%22.txt"),
            ("https://h.example/1/%C3%BC ü", "https://h.example/1/%C3%BC%20ü"),
        ] {
            assert_eq!(Link::sent(sent).as_ref().map(Link::as_str), Some(link));
        }
        for sent in [
            "https://h example/2Vv",
            "https://h.example<b>",
            "https://h.example\u{202f}/2Vv",
            "ht tps://h.example/2Vv",
            "javascript:alert(1) //",
            "https://h.example/a\nb",
            "https://h.example/a\u{85}b",
            "https://h.example/a\\b",
        ] {
            assert_eq!(Link::sent(sent), None, "{sent}");
        }
    }
}
