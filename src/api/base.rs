//! Where a host's API lives.

use std::fmt;

use super::values::{Link, parts};

/// The address all endpoints hang below, for example `https://filecloudy.com/api/v2/`.
///
/// It is http or https, spelled as browsers do, and ends with a slash; or it begins with a slash and
/// means the page's own origin, for a reverse proxy (`/api/v2/`). It holds no user name, query or
/// fragment, because those would end up in logs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ApiBase(String);

/// Why an address cannot be an [`ApiBase`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadBase {
    /// It is empty.
    Empty,
    /// It is neither http(s) nor a path of this origin.
    NotHttp,
    /// It holds a user name, a query, a fragment, or characters an address cannot have.
    NotPlain,
}

impl ApiBase {
    /// Checks an address; a missing slash at the end is added.
    ///
    /// # Errors
    /// [`BadBase`] when it cannot be called.
    ///
    /// ```
    /// use upload_widget::api::{ApiBase, BadBase};
    /// let base = ApiBase::new("https://files.example/api/v2")?;
    /// assert_eq!(base.as_str(), "https://files.example/api/v2/");
    /// assert_eq!(ApiBase::new("javascript:alert(1)"), Err(BadBase::NotHttp));
    /// # Ok::<(), BadBase>(())
    /// ```
    pub fn new(address: &str) -> Result<ApiBase, BadBase> {
        let address = address.trim();
        if address.is_empty() {
            return Err(BadBase::Empty);
        }
        if address.contains(['@', '?', '#', '\\', '"', '<', '>', ' '])
            || address.chars().any(|c| c.is_control() || c.is_whitespace())
        {
            return Err(BadBase::NotPlain);
        }
        let of_this_origin = address.starts_with('/') && !address.starts_with("//");
        if !of_this_origin && Link::new(address).is_none() {
            return Err(BadBase::NotHttp);
        }
        let mut base = as_spelled(address);
        if !base.ends_with('/') {
            base.push('/');
        }
        Ok(ApiBase(base))
    }

    /// A base from a published document, known to be sound.
    pub(crate) fn published(base: &str) -> ApiBase {
        ApiBase(base.to_owned())
    }

    /// The address, ending with a slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name and port of the machine, or `None` for a path of this origin.
    pub fn authority(&self) -> Option<&str> {
        parts(&self.0).map(|(_, authority, _)| authority)
    }
}

/// An address as browsers spell it: one host is not to look like two, each with a login of its own.
fn as_spelled(address: &str) -> String {
    let Some((scheme, authority, path)) = parts(address) else { return address.to_owned() };
    let (scheme, authority) = (scheme.to_ascii_lowercase(), authority.to_ascii_lowercase());
    let port = if scheme == "https://" { ":443" } else { ":80" };
    [&scheme, authority.strip_suffix(port).unwrap_or(&authority), path].concat()
}

impl fmt::Display for ApiBase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl BadBase {
    /// What is wrong and what to do about it, for a person.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            BadBase::Empty => {
                "The address is empty. Enter the API's base, such as https://host/api/v2/."
            }
            BadBase::NotHttp => {
                "The address is neither http nor https, nor a path of this site. Enter the API's base, such as https://host/api/v2/."
            }
            BadBase::NotPlain => {
                "The address holds a user name, a query, a fragment or a character that does not belong there. Enter only the API's base."
            }
        }
    }
}

impl fmt::Display for BadBase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.sentence())
    }
}

impl std::error::Error for BadBase {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_plain_http_and_ends_with_a_slash() {
        for (address, base) in [
            ("https://files.example/api/v2/", "https://files.example/api/v2/"),
            (" http://127.0.0.1:8788/filecad/api/v2 ", "http://127.0.0.1:8788/filecad/api/v2/"),
            ("/api/v2", "/api/v2/"),
            ("https://files.example", "https://files.example/"),
            ("HTTPS://Files.Example:443/API/v2", "https://files.example/API/v2/"),
            ("http://files.example:80", "http://files.example/"),
            ("http://files.example:443/", "http://files.example:443/"),
            ("https://[::1]:443/", "https://[::1]/"),
        ] {
            assert_eq!(ApiBase::new(address).expect("a base").as_str(), base);
        }
        for (address, why) in [
            ("  ", BadBase::Empty),
            ("files.example/api/v2/", BadBase::NotHttp),
            ("//files.example/api/v2/", BadBase::NotHttp),
            ("ftp://files.example/", BadBase::NotHttp),
            ("javascript:alert(1)", BadBase::NotHttp),
            ("https:///api/v2/", BadBase::NotHttp),
            ("https://user:password@files.example/", BadBase::NotPlain),
            ("https://files.example/?token=1", BadBase::NotPlain),
            ("https://files.example/#a", BadBase::NotPlain),
            ("https://files.example/a b", BadBase::NotPlain),
            ("https:\\\\files.example", BadBase::NotPlain),
        ] {
            assert_eq!(ApiBase::new(address), Err(why), "{address}");
        }
    }

    #[test]
    fn the_authority_is_the_name_and_port() {
        let authority =
            |address| ApiBase::new(address).expect("a base").authority().map(str::to_owned);
        assert_eq!(authority("http://127.0.0.1:8788/x/").as_deref(), Some("127.0.0.1:8788"));
        assert_eq!(authority("/api/v2/"), None);
    }
}
