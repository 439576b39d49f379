//! The page without a pointer: Tab to a thing, then the keys that work it.

use std::time::{Duration, Instant};

use fantoccini::actions::{Actions, InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use serde_json::json;

use crate::commands;
use crate::failure::{Failure, Outcome};
use crate::find::{self, PATIENCE, Role, Sought};
use crate::page::Page;

/// More stops than the page has.
const STOPS: usize = 80;
/// How long a key may take to move the focus. One that moves nothing, since what it would move through
/// is not there yet, is pressed again then.
const MOVE_PATIENCE: Duration = Duration::from_millis(500);

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
            let (element, _, label) = self.focused().await?;
            if label == name {
                return Ok(());
            }
            stops.push(label);
            self.key(key).await?;
            self.until_focus_moves(&element).await?;
        }
        Err(Failure::new(format!("the key never reaches “{name}”, but {}", stops.join(", "))))
    }

    /// Waits for a while until something else has the focus.
    async fn until_focus_moves(&self, from: &Element) -> Outcome {
        let start = Instant::now();
        while start.elapsed() < MOVE_PATIENCE {
            let focused = self.browser.client.active_element().await?;
            if focused.element_id() != from.element_id() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }

    /// Waits until what has the focus is called this, without doing anything for it.
    ///
    /// # Errors
    /// When it never is, with what had the focus instead.
    pub async fn wait_until_focused(&self, name: &str) -> Outcome {
        find::until(PATIENCE, async || {
            let (_, role, focused) = self.focused().await?;
            Ok(match focused == name {
                true => Ok(()),
                false => Err(format!("not “{name}” but {role} “{focused}” has the focus")),
            })
        })
        .await
    }

    /// Waits until what is looked for has the focus.
    ///
    /// # Errors
    /// See [`Page::wait_until_focused`].
    pub async fn wait_until_focus_is_on(&self, sought: &Sought<'_>) -> Outcome {
        find::until(PATIENCE, async || {
            let (_, role, name) = self.focused().await?;
            Ok(match sought.fits(&role, &name) {
                true => Ok(()),
                false => {
                    Err(format!("not {} but {role} “{name}” has the focus", sought.in_words()))
                }
            })
        })
        .await
    }

    /// Waits until the field of this name has the focus, is marked as wrong, and is described by these
    /// words, which are said too.
    ///
    /// # Errors
    /// When it is not.
    pub async fn wait_until_refused(&self, name: &str, words: &str) -> Outcome {
        self.wait_for_message(&[words]).await?;
        self.wait_until_focused(name).await?;
        let (field, ..) = self.focused().await?;
        let script = "
            const [field] = arguments;
            const notice = document.getElementById(field.getAttribute('aria-describedby'));
            return [field.getAttribute('aria-invalid'), notice?.textContent];
        ";
        let told = self.browser.client.execute(script, vec![serde_json::to_value(&field)?]).await?;
        match told == json!(["true", words]) {
            true => Ok(()),
            false => Err(Failure::new(format!("“{name}” is marked and described by {told}"))),
        }
    }

    /// Waits until no field is marked as wrong, and these words are not said any more.
    ///
    /// # Errors
    /// When it does not come to that.
    pub async fn wait_until_accepted(&self, words: &str) -> Outcome {
        find::until(PATIENCE, async || {
            let marked = "return [...document.querySelectorAll('[aria-invalid]')]
                .map((field) => field.outerHTML);";
            let marked = self.browser.client.execute(marked, Vec::new()).await?;
            let said = self.messages().await?;
            let settled = marked == json!([]) && !said.iter().any(|text| text.contains(words));
            Ok(if settled { Ok(()) } else { Err(format!("{marked} is marked, {said:?} is said")) })
        })
        .await
    }

    /// Waits until something has the focus: what had it may be gone, but the focus must not be lost.
    ///
    /// # Errors
    /// When it is.
    pub async fn focus_is_kept(&self) -> Outcome {
        find::until(PATIENCE, async || {
            let (element, ..) = self.focused().await?;
            match element.tag_name().await {
                Ok(tag) if tag == "body" => Ok(Err("the focus is lost".to_owned())),
                Ok(_) => Ok(Ok(())),
                Err(error) if error.is_stale_element_reference() => {
                    Ok(Err("what had the focus has gone".to_owned()))
                }
                Err(error) => Err(error.into()),
            }
        })
        .await
    }
}
