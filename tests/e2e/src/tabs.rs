//! Several tabs of the one browser. They share the origin's storage and channels, and each has a
//! session storage of its own.

use fantoccini::wd::WindowHandle;

use crate::failure::Outcome;
use crate::find::{Role, Sought};
use crate::page::Page;

/// A tab of the browser. All steps of [`Page`] are taken in the one that is in front.
#[derive(Clone, Debug)]
pub struct Tab(WindowHandle);

impl Page {
    /// The tab in front.
    ///
    /// # Errors
    /// When it was closed; likewise for every step below.
    pub async fn tab(&self) -> Outcome<Tab> {
        Ok(Tab(self.browser.client.window().await?))
    }

    /// Opens a blank tab and brings it to the front.
    pub async fn new_tab(&self) -> Outcome<Tab> {
        let tab = Tab(self.browser.client.new_window(true).await?.handle);
        self.switch_to(&tab).await?;
        Ok(tab)
    }

    /// Brings a tab to the front.
    pub async fn switch_to(&self, tab: &Tab) -> Outcome {
        Ok(self.browser.client.switch_to_window(tab.0.clone()).await?)
    }

    /// Closes the tab in front and brings another one there.
    pub async fn close_tab(&self, then: &Tab) -> Outcome {
        self.browser.client.close_window().await?;
        self.switch_to(then).await
    }

    /// Loads the page anew, and waits until the widget is there.
    pub async fn reload(&self) -> Outcome {
        self.browser.client.refresh().await?;
        self.one(&Sought::named(Role::Region, "File upload")).await?;
        Ok(())
    }
}
