//! WebDriver commands that fantoccini has no methods for.

use fantoccini::Client;
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use hyper::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A command below `/session/ID/`.
#[derive(Debug)]
struct Command {
    path: String,
    method: Method,
    body: Option<Value>,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _url: &Url) -> (Method, Option<String>) {
        (self.method.clone(), self.body.as_ref().map(Value::to_string))
    }
}

async fn get(client: &Client, path: String) -> Result<Value, CmdError> {
    client.issue_cmd(Command { path, method: Method::GET, body: None }).await
}

async fn post(client: &Client, path: &str, body: Value) -> Result<Value, CmdError> {
    let path = path.to_owned();
    client.issue_cmd(Command { path, method: Method::POST, body: Some(body) }).await
}

fn text(value: Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The role the browser tells assistive technology (W3C "Get Computed Role"), as Chromium calls it.
pub(crate) async fn computed_role(client: &Client, element: &Element) -> Result<String, CmdError> {
    let path = format!("element/{}/computedrole", element.element_id());
    let told = text(get(client, path).await?);
    Ok(match &*told {
        // Firefox has none for a field for a password.
        "" if element.tag_name().await? == "input" => "textbox".to_owned(),
        // WebKit takes a list to choose from for the button that it looks like.
        "button" if element.tag_name().await? == "select" => "combobox".to_owned(),
        _ => told,
    })
}

/// The accessible name the browser tells assistive technology (W3C "Get Computed Label"), as in Chromium.
pub(crate) async fn computed_label(client: &Client, element: &Element) -> Result<String, CmdError> {
    let path = format!("element/{}/computedlabel", element.element_id());
    let label = text(get(client, path).await?);
    // Others go on with what is on their own button of a field for files, which nobody sees.
    let own = [" Browse… ", " Choose File"].into_iter().find_map(|button| label.find(button));
    Ok(label[..own.unwrap_or(label.len())].to_owned())
}

/// The console's entries since the last call (a chromedriver extension).
pub(crate) async fn browser_log(client: &Client) -> Result<Value, CmdError> {
    post(client, "se/log", json!({ "type": "browser" })).await
}

/// A command of the Chrome DevTools Protocol (a chromedriver extension).
pub(crate) async fn devtools(
    client: &Client,
    command: &str,
    parameters: Value,
) -> Result<Value, CmdError> {
    post(client, "goog/cdp/execute", json!({ "cmd": command, "params": parameters })).await
}
