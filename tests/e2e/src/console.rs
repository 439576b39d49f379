//! What the page wrote to the browser's console, and what the browser wrote about the page.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use fantoccini::Client;
use serde_json::Value;

use crate::commands;
use crate::engine::Engine;
use crate::failure::{Failure, Outcome};

/// One line of the console.
#[derive(Clone, Debug)]
struct Entry {
    level: String,
    source: String,
    message: String,
}

impl Entry {
    fn of(value: &Value) -> Self {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        Self { level: text("level"), source: text("source"), message: text("message") }
    }

    /// A line that is the widget's fault, whatever the host does: a panic, an uncaught exception,
    /// a violation of the page's Content Security Policy.
    fn is_fault(&self) -> bool {
        const SIGNS: [&str; 6] = [
            "The widget stopped",
            "RuntimeError",
            "Uncaught",
            "Content Security Policy",
            "Trusted Type",
            "TrustedHTML",
        ];
        self.source == "security" || SIGNS.iter().any(|sign| self.message.contains(sign))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {}", self.level, self.source, self.message)
    }
}

/// All that has been written so far.
#[derive(Default)]
pub struct Console {
    entries: Mutex<Vec<Entry>>,
}

impl Console {
    /// Takes over what is new.
    ///
    /// # Errors
    /// When the driver does not hand it out.
    pub async fn read(&self, client: &Client) -> Outcome {
        let log = match commands::browser_log(client).await {
            // Chromium's driver alone hands it out.
            Err(_) if Engine::chosen()? != Engine::Chromium => return Ok(()),
            log => log?,
        };
        let new = log.as_array().into_iter().flatten().map(Entry::of);
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).extend(new);
        Ok(())
    }

    /// No panic, no uncaught exception, no violation of the page's policy so far.
    ///
    /// # Errors
    /// With the lines at fault.
    pub fn must_hold_no_fault(&self) -> Outcome {
        self.must_hold_none(Entry::is_fault)
    }

    /// Nothing severe at all so far: for journeys on which nothing goes wrong.
    ///
    /// # Errors
    /// With the lines at fault.
    pub fn must_be_clean(&self) -> Outcome {
        self.must_hold_none(|entry| entry.is_fault() || entry.level == "SEVERE")
    }

    fn must_hold_none(&self, wrong: impl Fn(&Entry) -> bool) -> Outcome {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let wrong: Vec<_> =
            entries.iter().filter(|entry| wrong(entry)).map(Entry::to_string).collect();
        if wrong.is_empty() {
            return Ok(());
        }
        Err(Failure::new(format!("the console holds:\n{}", wrong.join("\n"))))
    }
}

impl fmt::Display for Console {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.iter().try_for_each(|entry| writeln!(formatter, "{entry}"))
    }
}
