//! `/authorize` and `/disable_access_token`.

use super::client::Client;
use super::endpoint::Endpoint;
use super::error::Error;
use super::reply::{Reply, lacks};
use super::request::Fields;
use super::values::{Access, AccessToken, AccountId, Credentials};

impl Reply {
    /// The reply of `/authorize`.
    ///
    /// # Errors
    /// [`Error::DamagedReply`] when the token or the account is missing.
    pub fn access(&self) -> Result<Access, Error> {
        let data = self.data();
        let token = data.get("access_token").filled().ok_or(lacks("access_token"))?;
        let account_id = AccountId::decode(data.get("account_id")).ok_or(lacks("account_id"))?;
        Ok(Access { token: AccessToken::new(token), account_id })
    }
}

impl Client {
    /// `/authorize`: logs in.
    ///
    /// Most servers delete every earlier token of the account, so tabs had better share one. Do
    /// not repeat a failed log-in without the person: a handful of failures locks the account.
    ///
    /// # Errors
    /// [`Error::BadCredentials`], [`Error::AccountLocked`], [`Error::NoApiAccess`];
    /// [`Error::Unsupported`] when the host does not offer this way to log in; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Credentials, Error};
    /// # async fn example(client: Client) -> Result<Access, Error> {
    /// let credentials = Credentials::Keys { key1: "…".into(), key2: "…".into() };
    /// client.authorize(&credentials).await
    /// # }
    /// ```
    pub async fn authorize(&self, credentials: &Credentials) -> Result<Access, Error> {
        if !self.host().logins().contains(&credentials.login()) {
            return Err(self.unsupported(Endpoint::Authorize));
        }
        let fields = match credentials {
            Credentials::Password { username, password } => {
                Fields::new().set("username", username).secret("password", password)
            }
            Credentials::Keys { key1, key2 } => {
                Fields::new().secret("key1", key1).secret("key2", key2)
            }
        };
        self.call(Endpoint::Authorize, fields).await?.access()
    }

    /// `/disable_access_token`: logs out everywhere the token is used.
    ///
    /// # Errors
    /// [`Error::TokenRejected`] when it was dead already; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// client.disable_access_token(&access).await
    /// # }
    /// ```
    pub async fn disable_access_token(&self, access: &Access) -> Result<(), Error> {
        self.call(Endpoint::DisableAccessToken, Fields::with_access(access)).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::api::fixtures::{reply, with_data};
    use crate::api::host::Profile;

    #[test]
    fn the_published_token_is_read() {
        for profile in Profile::KNOWN {
            let access = reply(profile, Endpoint::Authorize).access().expect("access");
            assert_eq!(access.token.expose().len(), 128);
            assert_eq!(access.account_id, AccountId::from(158_642));
            assert!(!format!("{access:?}").contains(access.token.expose()));
        }
    }

    #[test]
    fn half_an_access_is_none() {
        for data in [r#"{"access_token": "a"}"#, r#"{"account_id": 1}"#, "null", "[]"] {
            assert_eq!(with_data(data).access().expect_err("no access").code(), "damaged-reply");
        }
    }
}
