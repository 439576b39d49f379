//! The page without a pointer: Tab to a thing, then the keys that work it.

use std::time::Duration;

use fantoccini::actions::{Actions, InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;

use crate::commands;
use crate::failure::{Failure, Outcome};
use crate::find::Role;
use crate::page::Page;

/// More stops than the page has.
const STOPS: usize = 80;

impl Page {
    /// Presses a key, and lets go of it.
    ///
    /// # Errors
    /// When the driver refuses, as for all that follow.
    pub async fn key(&self, key: Key) -> Outcome {
        self.chord(&[], char::from(key)).await
    }

    /// Presses a key while others are held.
    ///
    /// # Errors
    /// See [`Page::key`].
    pub async fn chord(&self, held: &[Key], key: char) -> Outcome {
        let mut actions = KeyActions::new("keyboard".to_owned());
        let held = held.iter().map(|held| char::from(*held));
        let keys: Vec<char> = held.chain([key]).collect();
        for &value in &keys {
            actions = actions.then(KeyAction::Down { value });
        }
        for &value in keys.iter().rev() {
            actions = actions.then(KeyAction::Up { value });
        }
        Ok(self.browser.client.perform_actions(Actions::from(actions)).await?)
    }

    /// Types text into whatever has the focus.
    ///
    /// # Errors
    /// See [`Page::key`].
    pub async fn type_text(&self, text: &str) -> Outcome {
        for letter in text.chars() {
            self.chord(&[], letter).await?;
        }
        Ok(())
    }

    /// The element with the focus, and how it is announced: its role and name.
    ///
    /// # Errors
    /// See [`Page::key`].
    pub async fn focused(&self) -> Outcome<(Element, String, String)> {
        loop {
            match self.announced().await {
                // It went away while it was asked about, and the focus went elsewhere.
                Err(error) if error.is_stale_element_reference() => {}
                announced => return Ok(announced?),
            }
        }
    }

    async fn announced(&self) -> Result<(Element, String, String), CmdError> {
        let client = &self.browser.client;
        let element = client.active_element().await?;
        let role = commands::computed_role(client, &element).await?;
        let name = commands::computed_label(client, &element).await?;
        Ok((element, role, name))
    }

    /// Presses Tab until the element with this role and name has the focus.
    ///
    /// # Errors
    /// When Tab never gets there, with the stops on the way; or when the focus cannot be seen.
    pub async fn tab_to(&self, role: Role, name: &str) -> Outcome<Element> {
        let mut stops = Vec::new();
        for _ in 0..STOPS {
            self.key(Key::Tab).await?;
            let (element, found, label) = self.focused().await?;
            if found == role.name() && label == name {
                self.focus_is_visible(&element, name).await?;
                return Ok(element);
            }
            stops.push(format!("{found} “{label}”"));
        }
        let role = role.name();
        Err(Failure::new(format!("Tab never reaches {role} “{name}”, but {}", stops.join(", "))))
    }

    /// The element, or the label it is drawn as, has an outline.
    async fn focus_is_visible(&self, element: &Element, name: &str) -> Outcome {
        let script = "
            const [element] = arguments;
            const drawn = [element, ...(element.labels ?? [])].map((one) => getComputedStyle(one));
            return drawn.some((style) => style.outlineStyle !== 'none'
                && parseFloat(style.outlineWidth) > 0 && style.opacity !== '0');
        ";
        let visible = self.browser.client.execute(script, vec![serde_json::to_value(element)?]);
        match visible.await?.as_bool() {
            Some(true) => Ok(()),
            _ => Err(Failure::new(format!("nobody sees that “{name}” has the focus"))),
        }
    }

    /// Presses a key again until the element with the focus is called this.
    ///
    /// # Errors
    /// When it never is.
    pub async fn key_until(&self, key: Key, name: &str) -> Outcome {
        let mut stops = Vec::new();
        for _ in 0..STOPS {
            let (_, _, label) = self.focused().await?;
            if label == name {
                return Ok(());
            }
            stops.push(label);
            self.key(key).await?;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Err(Failure::new(format!("the key never reaches “{name}”, but {}", stops.join(", "))))
    }
}
