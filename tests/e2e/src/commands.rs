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

/// The role the browser tells assistive technology (W3C "Get Computed Role").
pub(crate) async fn computed_role(client: &Client, element: &Element) -> Result<String, CmdError> {
    let path = format!("element/{}/computedrole", element.element_id());
    get(client, path).await.map(text)
}

/// The accessible name the browser tells assistive technology (W3C "Get Computed Label").
pub(crate) async fn computed_label(client: &Client, element: &Element) -> Result<String, CmdError> {
    let path = format!("element/{}/computedlabel", element.element_id());
    get(client, path).await.map(text)
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
