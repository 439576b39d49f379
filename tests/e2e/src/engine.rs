//! Which browser the tests drive: Chromium, unless `BROWSER` names another.

use std::env;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use crate::failure::{Failure, Outcome};
use crate::places;

/// A browser, by what it is made of. The tests are written for Chromium, whose development tools some
/// of them use; the others run for a look at what people with another browser have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the browsers")]
pub enum Engine {
    Chromium,
    Firefox,
    /// What Safari is made of; here as WebKitGTK's MiniBrowser, which needs a display.
    Webkit,
}

impl Engine {
    /// The one that `BROWSER` names.
    ///
    /// # Errors
    /// When it is none of the three.
    pub fn chosen() -> Outcome<Self> {
        match env::var("BROWSER").as_deref() {
            Err(_) | Ok("" | "chromium") => Ok(Self::Chromium),
            Ok("firefox") => Ok(Self::Firefox),
            Ok("webkit") => Ok(Self::Webkit),
            Ok(other) => Err(Failure::new(format!(
                "BROWSER={other}: the tests know chromium, firefox and webkit"
            ))),
        }
    }

    pub(crate) fn driver(self) -> PathBuf {
        match self {
            Self::Chromium => places::program("CHROMEDRIVER", "chromedriver"),
            Self::Firefox => places::program("GECKODRIVER", "geckodriver"),
            Self::Webkit => places::program("WEBKITDRIVER", "WebKitWebDriver"),
        }
    }

    /// For a port to listen on; with 0 the driver chooses a free one.
    pub(crate) fn driver_arguments(self, port: u16) -> Vec<String> {
        match self {
            Self::Chromium | Self::Webkit => vec![format!("--port={port}")],
            Self::Firefox => vec!["--port".to_owned(), port.to_string()],
        }
    }

    /// What to do when the driver does not start.
    pub(crate) fn wanted(self) -> &'static str {
        match self {
            Self::Chromium => {
                "install chromium and its chromedriver, or name them in CHROMIUM and CHROMEDRIVER"
            }
            Self::Firefox => {
                "install Firefox and its geckodriver, or name them in FIREFOX and GECKODRIVER"
            }
            Self::Webkit => {
                "install WebKitGTK's driver, or name it and its browser in WEBKITDRIVER and MINIBROWSER"
            }
        }
    }

    pub(crate) fn capabilities(self, confined: bool) -> Map<String, Value> {
        let mut capabilities = match self {
            Self::Chromium => chromium(confined),
            Self::Firefox => firefox(),
            Self::Webkit => webkit(),
        };
        capabilities["unhandledPromptBehavior"] = json!("dismiss and notify");
        match capabilities {
            Value::Object(capabilities) => capabilities,
            _ => Map::new(),
        }
    }
}

fn chromium(confined: bool) -> Value {
    let mut arguments = vec![
        "--headless=new",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1000,900",
        "--lang=en-US",
    ];
    if !confined {
        arguments.push("--no-sandbox");
    }
    // The driver would let pages open windows without a click.
    let blocking = ["disable-popup-blocking"];
    let mut options = json!({ "args": arguments, "excludeSwitches": blocking });
    // Without a name the driver looks for Chrome.
    let binary = places::program("CHROMIUM", "/usr/bin/chromium");
    if binary.is_file() {
        options["binary"] = json!(binary);
    }
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}

fn firefox() -> Value {
    let mut options = json!({
        "args": ["-headless", "--width=1000", "--height=900"],
        "prefs": {
            "intl.accept_languages": "en-US",
            // Nothing else than the page is asked for.
            "network.captive-portal-service.enabled": false,
            "network.connectivity-service.enabled": false,
            // The tests read the clipboard, which nobody could be asked for.
            "dom.events.testing.asyncClipboard": true,
        },
    });
    let binary = places::program("FIREFOX", "/usr/bin/firefox-esr");
    if binary.is_file() {
        options["binary"] = json!(binary);
    }
    json!({ "browserName": "firefox", "moz:firefoxOptions": options })
}

fn webkit() -> Value {
    let binary =
        places::program("MINIBROWSER", "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser");
    json!({
        "browserName": "MiniBrowser",
        "webkitgtk:browserOptions": {
            "binary": binary,
            "args": ["--automation", "--geometry=1000x900"],
        },
    })
}
