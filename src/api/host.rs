//! The hosts, and what each can do.

use super::base::ApiBase;
use super::endpoint::Endpoint;
use super::values::Login;

/// A host whose published document is known, or any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// filecloudy.com
    Filecloudy,
    /// xcloudfile.com
    Xcloudfile,
    /// disccloud.com
    Disccloud,
    /// filecad.com; its document is the oldest.
    Filecad,
    /// cyberfile.me
    Cyberfile,
    /// Any other host of the family. Its abilities are learnt from its answers.
    Other,
}

impl Profile {
    /// The five hosts that are known.
    pub const KNOWN: [Profile; 5] = [
        Profile::Filecloudy,
        Profile::Xcloudfile,
        Profile::Disccloud,
        Profile::Filecad,
        Profile::Cyberfile,
    ];

    /// A stable word for attributes and settings.
    pub const fn code(self) -> &'static str {
        match self {
            Profile::Filecloudy => "filecloudy",
            Profile::Xcloudfile => "xcloudfile",
            Profile::Disccloud => "disccloud",
            Profile::Filecad => "filecad",
            Profile::Cyberfile => "cyberfile",
            Profile::Other => "other",
        }
    }

    /// The profile of that [`code`](Profile::code).
    pub fn from_code(code: &str) -> Option<Profile> {
        Profile::KNOWN.into_iter().chain([Profile::Other]).find(|profile| profile.code() == code)
    }

    /// The name people know the host by.
    pub const fn name(self) -> &'static str {
        match self {
            Profile::Filecloudy => "filecloudy.com",
            Profile::Xcloudfile => "xcloudfile.com",
            Profile::Disccloud => "disccloud.com",
            Profile::Filecad => "filecad.com",
            Profile::Cyberfile => "cyberfile.me",
            Profile::Other => "this site",
        }
    }

    /// Where the published document says its API is. For [`Profile::Other`], the usual path on
    /// the page's own origin.
    const fn published_base(self) -> &'static str {
        match self {
            Profile::Filecloudy => "https://filecloudy.com/api/v2/",
            Profile::Xcloudfile => "https://xcloudfile.com/api/v2/",
            Profile::Disccloud => "https://disccloud.com/api/v2/",
            Profile::Filecad => "https://www.filecad.com/api/v2/",
            Profile::Cyberfile => "https://api.cyberfile.me/api/v2/",
            Profile::Other => "/api/v2/",
        }
    }

    /// The ways to log in, the one to offer first at the front.
    pub const fn logins(self) -> &'static [Login] {
        match self {
            Profile::Filecad => &[Login::Password],
            Profile::Cyberfile => &[Login::Keys, Login::Password],
            _ => &[Login::Password, Login::Keys],
        }
    }

    /// Whether its document has the endpoint. [`Profile::Other`] may have all of them.
    pub const fn supports(self, endpoint: Endpoint) -> bool {
        let absent = match self {
            Profile::Filecloudy | Profile::Cyberfile => URL_IMPORT,
            Profile::Filecad => URL_IMPORT | Endpoint::FileMove.bit() | Endpoint::FileCopy.bit(),
            Profile::Xcloudfile | Profile::Disccloud | Profile::Other => 0,
        };
        absent & endpoint.bit() == 0
    }

    /// Whether /file/download finds a file by its short address too.
    pub const fn downloads_by_short_url(self) -> bool {
        !matches!(self, Profile::Filecad | Profile::Cyberfile)
    }
}

const URL_IMPORT: u32 = Endpoint::FileUrlUploadAdd.bit() | Endpoint::FileUrlUploadStatus.bit();

/// A host to talk to: what kind it is and where.
///
/// ```
/// use upload_widget::api::{ApiBase, Endpoint, Host, Profile};
/// let published = Host::of(Profile::Filecad);
/// assert!(!published.supports(Endpoint::FileCopy));
/// let own = Host::other(ApiBase::new("https://files.example/api/v2/")?);
/// assert_eq!(own.name(), "files.example");
/// # Ok::<(), upload_widget::api::BadBase>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    profile: Profile,
    base: ApiBase,
    name: String,
}

impl Host {
    /// A known host at its published address.
    pub fn of(profile: Profile) -> Host {
        Host {
            profile,
            base: ApiBase::published(profile.published_base()),
            name: profile.name().to_owned(),
        }
    }

    /// A host of a known kind at another address: a mirror, a reverse proxy, a test.
    pub fn at(profile: Profile, base: ApiBase) -> Host {
        if profile == Profile::Other {
            return Host::other(base);
        }
        Host { profile, base, name: profile.name().to_owned() }
    }

    /// Any other host of the family.
    pub fn other(base: ApiBase) -> Host {
        let name = base.authority().unwrap_or(Profile::Other.name()).to_owned();
        Host { profile: Profile::Other, base, name }
    }

    /// What kind of host it is.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Where its API is.
    pub fn base(&self) -> &ApiBase {
        &self.base
    }

    /// Its name, for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The ways to log in, the one to offer first at the front.
    pub fn logins(&self) -> &'static [Login] {
        self.profile.logins()
    }

    /// Whether it has the endpoint as far as is known beforehand.
    pub fn supports(&self, endpoint: Endpoint) -> bool {
        self.profile.supports(endpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_bases_are_sound() {
        for profile in Profile::KNOWN.into_iter().chain([Profile::Other]) {
            let base = profile.published_base();
            assert_eq!(ApiBase::new(base).as_ref().map(ApiBase::as_str), Ok(base));
            assert_eq!(Profile::from_code(profile.code()), Some(profile));
        }
    }

    #[test]
    fn the_documents_have_87_cells() {
        let count =
            |profile: Profile| Endpoint::ALL.into_iter().filter(|e| profile.supports(*e)).count();
        assert_eq!(Profile::KNOWN.map(count), [17, 19, 19, 15, 17]);
        assert_eq!(count(Profile::Other), 19);
    }
}
