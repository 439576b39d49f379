//! `/account/info` and `/account/package`.

use std::time::Duration;

use super::client::Client;
use super::endpoint::Endpoint;
use super::error::{Error, Limit};
use super::json::Json;
use super::reply::{Reply, lacks};
use super::request::Fields;
use super::values::{Access, AccountId, Bytes, DateTime};

/// Who an account belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// The name it logs in with.
    pub username: String,
    /// The number of its level; [`Package::id`] is the same.
    pub level_id: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// When it last logged in.
    pub last_login: Option<DateTime>,
    /// From which IP address.
    pub last_login_ip: Option<String>,
    /// Its state in the server's words, usually `active`.
    pub status: Option<String>,
    /// How the person is addressed.
    pub title: Option<String>,
    /// The person's first name.
    pub first_name: Option<String>,
    /// The person's last name.
    pub last_name: Option<String>,
    /// The number of the language chosen on the site.
    pub language_id: Option<String>,
    /// When it was made.
    pub created: Option<DateTime>,
    /// The last payment.
    pub last_payment: Option<DateTime>,
    /// Until when it is paid.
    pub paid_until: Option<DateTime>,
    /// A storage limit of its own that replaces the package's.
    pub storage_limit_override: Option<Bytes>,
}

impl Account {
    pub(crate) fn decode(data: &Json) -> Option<Account> {
        let text = |key| data.get(key).filled();
        let date = |key| data.get(key).date_time();
        Some(Account {
            id: AccountId::decode(data.get("id"))?,
            username: text("username").unwrap_or_default(),
            level_id: text("level_id"),
            email: text("email"),
            last_login: date("lastlogindate"),
            last_login_ip: text("lastloginip"),
            status: text("status"),
            title: text("title"),
            first_name: text("firstname"),
            last_name: text("lastname"),
            language_id: text("languageId"),
            created: date("datecreated"),
            last_payment: date("lastPayment"),
            paid_until: date("paidExpiryDate"),
            storage_limit_override: Bytes::decode_limit(data.get("storageLimitOverride")),
        })
    }
}

/// What an account may do. A limit that is `None` does not exist, or the host does not tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Package {
    /// The number of the package.
    pub id: Option<String>,
    /// Its name.
    pub label: String,
    /// The largest file that may be uploaded.
    pub max_upload_size: Option<Bytes>,
    /// Whether anything may be uploaded.
    pub can_upload: bool,
    /// The wait before each download.
    #[cfg_attr(feature = "javascript", serde(serialize_with = "super::values::seconds"))]
    pub wait_between_downloads: Option<Duration>,
    /// Download speed, in bytes a second.
    pub download_speed: Option<Bytes>,
    /// The storage the account has.
    pub max_storage: Option<Bytes>,
    /// Whether its pages show advertisements.
    pub shows_adverts: bool,
    /// Whether its pages offer an upgrade.
    pub shows_upgrade: bool,
    /// After how many days without a download a file goes.
    pub days_to_keep_inactive_files: Option<u32>,
    /// Uploads at a time.
    pub concurrent_uploads: Option<u32>,
    /// Downloads at a time.
    pub concurrent_downloads: Option<u32>,
    /// Downloads in 24 hours.
    pub downloads_per_24_hours: Option<u32>,
    /// Bytes downloaded in 24 hours. Not every host tells it.
    pub download_size_per_24_hours: Option<Bytes>,
    /// The largest file that may be downloaded.
    pub max_download_size: Option<Bytes>,
    /// Addresses in one batch of URL imports.
    pub max_remote_download_urls: Option<u32>,
    /// The kind of account in the server's words, such as `paid user`.
    pub level_type: Option<String>,
    /// Whether the package is for sale on the upgrade page.
    pub on_upgrade_page: bool,
}

impl Package {
    pub(crate) fn decode(data: &Json) -> Option<Package> {
        let flag = |key| data.get(key).flag();
        let size = |key| Bytes::decode_limit(data.get(key));
        let count = |key| {
            data.get(key)
                .count()
                .filter(|count| *count > 0)
                .map(|count| u32::try_from(count).unwrap_or(u32::MAX))
        };
        data.is_object().then(|| Package {
            id: data.get("id").filled(),
            label: data.get("label").filled().unwrap_or_default(),
            max_upload_size: size("max_upload_size"),
            can_upload: flag("can_upload").unwrap_or(true),
            wait_between_downloads: count("wait_between_downloads")
                .map(|seconds| Duration::from_secs(u64::from(seconds))),
            download_speed: size("download_speed"),
            max_storage: size("max_storage_bytes"),
            shows_adverts: flag("show_site_adverts").unwrap_or_default(),
            shows_upgrade: flag("show_upgrade_screen").unwrap_or_default(),
            days_to_keep_inactive_files: count("days_to_keep_inactive_files"),
            concurrent_uploads: count("concurrent_uploads"),
            concurrent_downloads: count("concurrent_downloads"),
            downloads_per_24_hours: count("downloads_per_24_hours"),
            download_size_per_24_hours: size("download_size_per_24_hours"),
            max_download_size: size("max_download_filesize_allowed"),
            max_remote_download_urls: count("max_remote_download_urls"),
            level_type: data.get("level_type").filled(),
            on_upgrade_page: flag("on_upgrade_page").unwrap_or_default(),
        })
    }

    /// Whether so many addresses may be imported in one batch, without asking the server.
    ///
    /// # Errors
    /// [`Error::Forbidden`] with the number that may.
    pub fn allows_imports(&self, count: usize) -> Result<(), Error> {
        match self.max_remote_download_urls {
            Some(max) if u32::try_from(count).is_ok_and(|count| count <= max) => Ok(()),
            None => Ok(()),
            Some(_) => Err(Error::Forbidden {
                limit: Limit::UrlImports(self.max_remote_download_urls),
                message: None,
            }),
        }
    }

    /// Whether a file of this size may be uploaded, without asking the server.
    ///
    /// # Errors
    /// [`Error::Forbidden`] with the limit that is in the way.
    pub fn allows_upload(&self, size: Bytes) -> Result<(), Error> {
        let limit = if !self.can_upload {
            Limit::Uploading
        } else if self.max_upload_size.is_some_and(|max| size > max) {
            Limit::FileSize(self.max_upload_size)
        } else {
            return Ok(());
        };
        Err(Error::Forbidden { limit, message: None })
    }
}

impl Reply {
    /// The reply of `/account/info`.
    ///
    /// # Errors
    /// [`Error::DamagedReply`] when it names no account.
    pub fn account(&self) -> Result<Account, Error> {
        Account::decode(self.data()).ok_or(lacks("id"))
    }

    /// The reply of `/account/package`.
    ///
    /// # Errors
    /// [`Error::DamagedReply`] when it is empty.
    pub fn package(&self) -> Result<Package, Error> {
        Package::decode(self.data()).ok_or(lacks("data"))
    }
}

impl Client {
    /// `/account/info`: who the account belongs to.
    ///
    /// # Errors
    /// [`Error::TokenRejected`]; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// let account = client.account_info(&access).await?;
    /// assert_eq!(account.username, "admin");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn account_info(&self, access: &Access) -> Result<Account, Error> {
        let account =
            self.call(Endpoint::AccountInfo, Fields::with_access(access)).await?.account()?;
        self.remember_account(&account);
        Ok(account)
    }

    /// `/account/package`: what the account may do.
    ///
    /// # Errors
    /// [`Error::TokenRejected`]; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Bytes, Client, Error};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// let package = client.account_package(&access).await?;
    /// package.allows_upload(Bytes(10_000_000))?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn account_package(&self, access: &Access) -> Result<Package, Error> {
        let package =
            self.call(Endpoint::AccountPackage, Fields::with_access(access)).await?.package()?;
        self.remember_package(&package);
        Ok(package)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::api::fixtures::{reply, with_data};
    use crate::api::host::Profile;

    #[test]
    fn the_published_account_is_read_in_full() {
        for profile in Profile::KNOWN {
            let account = reply(profile, Endpoint::AccountInfo).account().expect("an account");
            assert_eq!(account.id, AccountId::from(158_642));
            assert_eq!(account.username, "admin");
            assert_eq!(account.level_id.as_deref(), Some("20"));
            assert!(account.email.is_some());
            assert_eq!(account.last_login, DateTime::parse("2017-02-18 11:43:39"));
            assert_eq!(account.last_login_ip.as_deref(), Some("192.168.33.1"));
            assert_eq!(account.status.as_deref(), Some("active"));
            assert_eq!(account.title.as_deref(), Some("Mr"));
            assert_eq!(account.first_name.as_deref(), Some("Admin"));
            assert_eq!(account.last_name.as_deref(), Some("User"));
            assert_eq!(account.language_id.as_deref(), Some("1"));
            assert_eq!(account.created, None);
            assert_eq!(account.last_payment, DateTime::parse("2011-12-27 13:45:22"));
            assert_eq!(account.paid_until, None);
            assert_eq!(account.storage_limit_override, None);
        }
    }

    #[test]
    fn the_published_package_is_read_in_full() {
        for profile in Profile::KNOWN {
            let package = reply(profile, Endpoint::AccountPackage).package().expect("a package");
            let expected = Package {
                id: Some("20".to_owned()),
                label: "Premium Account".to_owned(),
                max_upload_size: Some(Bytes(1_073_741_824)),
                can_upload: true,
                wait_between_downloads: None,
                download_speed: None,
                max_storage: None,
                shows_adverts: false,
                shows_upgrade: true,
                days_to_keep_inactive_files: None,
                concurrent_uploads: Some(100),
                concurrent_downloads: None,
                downloads_per_24_hours: None,
                download_size_per_24_hours: None,
                max_download_size: None,
                max_remote_download_urls: Some(50),
                level_type: Some("paid user".to_owned()),
                on_upgrade_page: false,
            };
            assert_eq!(package, expected);
        }
    }

    #[test]
    fn limits_are_met_before_anything_is_sent() {
        let package = |data| with_data(data).package().expect("a package");
        let small = package(r#"{"max_upload_size": 1000, "max_remote_download_urls": "2"}"#);
        assert_eq!(small.allows_upload(Bytes(1000)), Ok(()));
        let error = small.allows_upload(Bytes(1001)).expect_err("too large");
        assert!(matches!(
            error,
            Error::Forbidden { limit: Limit::FileSize(Some(Bytes(1000))), .. }
        ));
        assert_eq!(small.allows_imports(2), Ok(()));
        let error = small.allows_imports(3).expect_err("too many");
        assert!(matches!(error, Error::Forbidden { limit: Limit::UrlImports(Some(2)), .. }));
        let none = package(r#"{"can_upload": "0"}"#);
        assert_eq!(
            none.allows_upload(Bytes(1)).expect_err("forbidden").code(),
            "uploading-forbidden"
        );
        let unlimited = package(r#"{"max_upload_size": "0"}"#);
        assert_eq!(unlimited.allows_upload(Bytes(u64::MAX)), Ok(()));
        assert_eq!(unlimited.allows_imports(usize::MAX), Ok(()));
    }
}
