//! Logging in and out.

use sandbox::Profile;

use crate::failure::{Failure, Outcome};
use crate::find::{self, PATIENCE, Role, Sought};
use crate::page::Page;
use crate::run::Stage;
use crate::words::text;

/// What a person logs in with.
#[derive(Clone)]
pub enum Login {
    /// A user name and a password.
    Password {
        /// The account's name.
        username: String,
        /// Its password.
        password: String,
    },
    /// The account's two API keys.
    Keys {
        /// The first.
        key1: String,
        /// The second.
        key2: String,
    },
}

impl Stage {
    /// Opens the page on a host, and logs in with one of its demo accounts.
    ///
    /// # Errors
    /// When that does not work.
    pub async fn sign_in(&self, profile: Profile, username: &str) -> Outcome {
        self.page.open(&format!("{}&host={}", self.host.page(), profile.name())).await?;
        self.page.log_in(&self.host.password_of(username)).await
    }
}

impl Page {
    /// Chooses an option of the list “Host”.
    ///
    /// # Errors
    /// When there is no such option; likewise for every step below, with what was there instead.
    pub async fn choose_host(&self, label: &str) -> Outcome {
        let list = self.one(&Sought::named(Role::Combobox, "Host")).await?;
        Ok(list.select_by_label(label).await?)
    }

    /// Fills the login form and sends it, without waiting for what comes of it.
    pub async fn try_to_log_in(&self, login: &Login) -> Outcome {
        match login {
            Login::Password { username, password } => {
                self.choose_way("User name and password").await?;
                self.fill("User name", username).await?;
                self.fill("Password", password).await?;
            }
            Login::Keys { key1, key2 } => {
                self.choose_way("API keys").await?;
                self.fill("Key 1", key1).await?;
                self.fill("Key 2", key2).await?;
            }
        }
        self.press("Log in").await
    }

    /// Where a host takes only one way, there is nothing to choose.
    async fn choose_way(&self, way: &str) -> Outcome {
        let ways = Sought::named(Role::Group, "Log in with");
        match self.all(&ways).await?.is_empty() {
            true => Ok(()),
            false => self.choose("Log in with", way).await,
        }
    }

    /// Ticks “Stay logged in”, which is blank in a fresh form.
    pub async fn stay_signed_in(&self) -> Outcome {
        let stay = self.one(&Sought::named(Role::Checkbox, &text("sign-in.stay"))).await?;
        Ok(stay.click().await?)
    }

    /// Logs in and waits until that has worked.
    pub async fn log_in(&self, login: &Login) -> Outcome {
        self.try_to_log_in(login).await?;
        let form = Sought::named(Role::Form, "Log in");
        let log_out = Sought::named(Role::Button, "Log out");
        find::until(PATIENCE, async || {
            if !self.all(&log_out).await?.is_empty() {
                return Ok(Ok(()));
            }
            for form in self.all(&form).await? {
                let refused = self.texts(&Sought::any(Role::Alert).within(&form)).await?;
                if !refused.is_empty() {
                    return Err(Failure::new(format!("no login: {refused:?}")));
                }
            }
            Ok(Err("the login has not ended".to_owned()))
        })
        .await
    }

    /// Logs out, and waits for the login form.
    pub async fn log_out(&self) -> Outcome {
        self.press("Log out").await?;
        self.wait_until_logged_out().await
    }

    /// Waits for the login form.
    pub async fn wait_until_logged_out(&self) -> Outcome {
        self.one(&Sought::named(Role::Button, "Log in")).await?;
        Ok(())
    }

    /// Waits until somebody is logged in, without doing anything for it.
    pub async fn wait_until_logged_in(&self) -> Outcome {
        self.one(&Sought::named(Role::Button, "Log out")).await?;
        Ok(())
    }
}
