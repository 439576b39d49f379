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
        let host_is_there =
            rest.chars().next().is_some_and(|first| first.is_alphanumeric() || first == '[');
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
