//! An address that is safe to link to.

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
        let rest = strip_scheme(address)?;
        let host_is_there = !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':', '.', '@']);
        let clean =
            address.chars().all(|c| !c.is_control() && !c.is_whitespace() && !"\"<>\\".contains(c));
        (host_is_there && clean).then(|| Link(address.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What follows `http://` or `https://`, in whatever case it is written.
pub(crate) fn strip_scheme(address: &str) -> Option<&str> {
    ["http://", "https://"].iter().find_map(|scheme| {
        let start = address.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| &address[scheme.len()..])
    })
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
}
