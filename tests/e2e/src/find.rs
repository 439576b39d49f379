//! Finding elements as a person does: by what they are and what they are called.
//!
//! A script in the page narrows down which elements could be meant; the role and the name that
//! count are those that the browser computes for assistive technology.

use std::time::{Duration, Instant};

use fantoccini::Client;
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use serde_json::Value;

use crate::commands;
use crate::failure::{Failure, Outcome};

/// How long something may take that the page does by itself.
pub const PATIENCE: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(50);

/// What an element is, in the words of WAI-ARIA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the roles")]
pub enum Role {
    Alert,
    Button,
    Checkbox,
    Combobox,
    Dialog,
    Form,
    Group,
    Heading,
    Link,
    ListItem,
    MenuItem,
    Meter,
    Progressbar,
    Radio,
    Region,
    Searchbox,
    Status,
    Textbox,
    TreeItem,
}

impl Role {
    /// The role as the driver tells it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Role::Alert => "alert",
            Role::Button => "button",
            Role::Checkbox => "checkbox",
            Role::Combobox => "combobox",
            Role::Dialog => "dialog",
            Role::Form => "form",
            Role::Group => "group",
            Role::Heading => "heading",
            Role::Link => "link",
            Role::ListItem => "listitem",
            Role::MenuItem => "menuitem",
            Role::Meter => "meter",
            Role::Progressbar => "progressbar",
            Role::Radio => "radio",
            Role::Region => "region",
            Role::Searchbox => "searchbox",
            Role::Status => "status",
            Role::Textbox => "textbox",
            Role::TreeItem => "treeitem",
        }
    }

    /// What could have the role, for the script that narrows down.
    fn candidates(self) -> &'static str {
        match self {
            Role::Alert => "[role=alert]",
            Role::Button => "button, input, summary, [role=button]",
            Role::Checkbox => "input[type=checkbox], [role=checkbox]",
            Role::Combobox => "select, [role=combobox]",
            Role::Dialog => "dialog, [role=dialog]",
            Role::Form => "form, [role=form]",
            Role::Group => "fieldset, details, [role=group]",
            Role::Heading => "h1, h2, h3, h4, h5, h6, [role=heading]",
            Role::Link => "a[href], [role=link]",
            Role::ListItem => "li, [role=listitem]",
            Role::MenuItem => "[role=menuitem]",
            Role::Meter => "meter, [role=meter]",
            Role::Progressbar => "progress, [role=progressbar]",
            Role::Radio => "input[type=radio], [role=radio]",
            Role::Region => "section, [role=region]",
            Role::Searchbox => "input[type=search], [role=searchbox]",
            Role::Status => "output, [role=status]",
            Role::Textbox => "input, textarea, [role=textbox]",
            Role::TreeItem => "[role=treeitem]",
        }
    }
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    role: Role,
    name: Option<&'a str>,
    within: Option<&'a Element>,
}

impl<'a> Sought<'a> {
    /// The element with this role and name, anywhere on the page.
    pub fn named(role: Role, name: &'a str) -> Self {
        Self { role, name: Some(name), within: None }
    }

    /// Any element with this role.
    pub fn any(role: Role) -> Self {
        Self { role, name: None, within: None }
    }

    /// Only inside this element.
    #[must_use]
    pub fn within(self, element: &'a Element) -> Self {
        Self { within: Some(element), ..self }
    }

    /// Whether the role and the name are those of what is looked for.
    pub(crate) fn fits(&self, role: &str, name: &str) -> bool {
        let same_name = |sought| squeezed(name) == squeezed(sought);
        role == self.role.name() && self.name.is_none_or(same_name)
    }

    pub(crate) fn in_words(&self) -> String {
        match self.name {
            Some(name) => format!("{} “{name}”", self.role.name()),
            None => format!("any {}", self.role.name()),
        }
    }
}

/// Elements with one of the tags or roles in `selector` that can be perceived, in shadow roots
/// too, and whose words include `name` when there is one.
const NARROW: &str = r"
    const [within, selector, name] = arguments;
    // Without what sets names of another direction apart.
    const squeeze = (text) => (text ?? '').replace(/[\u2068\u2069]/g, '').replace(/\s+/g, ' ').trim();
    const found = [];
    const walk = (root) => {
        found.push(...root.querySelectorAll(selector));
        for (const element of root.querySelectorAll('*')) {
            if (element.shadowRoot) walk(element.shadowRoot);
        }
    };
    walk(within ?? document);
    const words = (element) => [
        element.getAttribute('aria-label'),
        element.textContent,
        element.title,
        element.placeholder,
        element.value,
        ...[...(element.labels ?? [])].map((label) => label.textContent),
    ];
    return found.filter((element) => element.checkVisibility({ visibilityProperty: true })
        && (name === null || words(element).some((text) => squeeze(text).includes(name))));
";

fn squeezed(text: &str) -> String {
    let text = text.replace(['\u{2068}', '\u{2069}'], "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The element that a script returned.
pub(crate) fn element(client: &Client, value: &Value) -> Option<Element> {
    let id = value.as_object()?.values().next()?.as_str()?;
    Some(Element::from_element_id(client.clone(), ElementRef::from(id.to_owned())))
}

/// The element that a script returned.
///
/// # Errors
/// When it returned none.
pub fn element_of(client: &Client, value: &Value) -> Outcome<Element> {
    element(client, value).ok_or_else(|| Failure::new(format!("no element but {value}")))
}

async fn candidates(client: &Client, sought: &Sought<'_>) -> Result<Vec<Element>, CmdError> {
    let arguments = vec![
        serde_json::to_value(sought.within)?,
        sought.role.candidates().into(),
        sought.name.map(squeezed).into(),
    ];
    let list = client.execute(NARROW, arguments).await?;
    Ok(list.as_array().into_iter().flatten().filter_map(|value| element(client, value)).collect())
}

/// All elements that fit now, in the order of the page.
///
/// # Errors
/// When the driver refuses. An element that goes away meanwhile is left out.
pub async fn all(client: &Client, sought: &Sought<'_>) -> Outcome<Vec<Element>> {
    let mut fitting = Vec::new();
    let candidates = match candidates(client, sought).await {
        Err(error) if error.is_stale_element_reference() => return Ok(fitting),
        candidates => candidates?,
    };
    for element in candidates {
        match fits(client, sought, &element).await {
            Ok(true) => fitting.push(element),
            Ok(false) => {}
            Err(error) if error.is_stale_element_reference() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(fitting)
}

async fn fits(client: &Client, sought: &Sought<'_>, element: &Element) -> Result<bool, CmdError> {
    let mut role = commands::computed_role(client, element).await?;
    if role == "none" {
        // Not drawn yet, as `content-visibility` allows. A person would scroll there.
        let scroll = "arguments[0].scrollIntoView({ block: 'center' });";
        client.execute(scroll, vec![serde_json::to_value(element)?]).await?;
        role = commands::computed_role(client, element).await?;
    }
    if role != sought.role.name() {
        return Ok(false);
    }
    let Some(name) = sought.name else { return Ok(true) };
    let label = commands::computed_label(client, element).await?;
    // WebKit goes on with what is chosen in the list.
    let with_chosen = || sought.role == Role::Combobox && label.starts_with(name);
    Ok(sought.fits(&role, &label) || with_chosen())
}

/// Waits for the one element that fits.
///
/// # Errors
/// When there is none in time, with what there was instead; or when there are several.
pub async fn one(client: &Client, sought: &Sought<'_>) -> Outcome<Element> {
    let start = Instant::now();
    loop {
        let mut found = all(client, sought).await?;
        match (found.pop(), found.len()) {
            (Some(element), 0) => return Ok(element),
            (_, more) if start.elapsed() > PATIENCE => {
                let what = sought.in_words();
                return Err(Failure::new(match more {
                    0 => format!("there is no {what}, but {}", present(client, sought).await?),
                    more => format!("there are {} of {what}", more + 1),
                }));
            }
            _ => tokio::time::sleep(POLL).await,
        }
    }
}

/// Waits until nothing fits any more.
///
/// # Errors
/// When something still does.
pub async fn none(client: &Client, sought: &Sought<'_>) -> Outcome {
    until(PATIENCE, async || {
        Ok(match all(client, sought).await?.is_empty() {
            true => Ok(()),
            false => Err(format!("{} is still there", sought.in_words())),
        })
    })
    .await
}

/// What has the role now, in words.
async fn present(client: &Client, sought: &Sought<'_>) -> Outcome<String> {
    let any = Sought { name: None, ..*sought };
    let mut names = Vec::new();
    for element in all(client, &any).await? {
        let label = commands::computed_label(client, &element).await;
        names.push(format!("“{}”", label.unwrap_or_default()));
    }
    Ok(match names.is_empty() {
        true => format!("no {} at all", sought.role.name()),
        false => names.join(", "),
    })
}

/// Asks again until the answer is `Ok`; the last `Err` says what was still missing in the end.
///
/// # Errors
/// After `limit`, or at once when asking fails.
pub async fn until<T>(
    limit: Duration,
    mut ask: impl AsyncFnMut() -> Outcome<Result<T, String>>,
) -> Outcome<T> {
    let start = Instant::now();
    loop {
        match ask().await? {
            Ok(answer) => return Ok(answer),
            Err(missing) if start.elapsed() > limit => {
                return Err(Failure::new(format!("after {} s {missing}", limit.as_secs())));
            }
            Err(_) => tokio::time::sleep(POLL).await,
        }
    }
}
