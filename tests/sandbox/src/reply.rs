//! A call's outcome as the JSON a host of this family sends.

use crate::clock::Moment;
use crate::profile::Profile;
use crate::refusal::Refusal;
use crate::switches::{ErrorKey, Ids, Switches, UrlHtml};
use serde_json::{Map, Value};

/// A successful call: what stands before `_status` and `_datetime`.
#[derive(Clone, Debug, Default)]
pub struct Success {
    fields: Map<String, Value>,
}

impl Success {
    /// Only `data`.
    pub fn data(data: Value) -> Success {
        Success::default().with("data", data)
    }

    /// Only a message in `response`.
    pub fn message(words: &str) -> Success {
        Success::default().with("response", Value::from(words))
    }

    /// Adds a field.
    pub fn with(mut self, name: &str, value: Value) -> Success {
        self.fields.insert(name.to_owned(), value);
        self
    }

    /// The items of an upload, to change them.
    pub(crate) fn upload_items_mut(&mut self) -> impl Iterator<Item = &mut Map<String, Value>> {
        self.fields
            .get_mut("data")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
            .filter_map(Value::as_object_mut)
    }
}

/// What an endpoint answers.
pub type Outcome = Result<Success, Refusal>;

/// The body of the reply, HTTP 200 either way.
pub fn body(outcome: &Outcome, profile: Profile, switches: &Switches, now: Moment) -> String {
    let mut fields = match outcome {
        Ok(success) => success.fields.clone(),
        Err(refusal) => return failure(refusal, profile, switches, now),
    };
    if switches.ids == Ids::Numbers {
        fields.values_mut().for_each(write_ids_as_numbers);
    }
    fields.insert("_status".to_owned(), Value::from("success"));
    fields.insert("_datetime".to_owned(), Value::from(now.to_string()));
    let text = Value::Object(fields.clone()).to_string();
    if switches.url_html == UrlHtml::InvalidJson { with_bare_url_html(text, &fields) } else { text }
}

fn failure(refusal: &Refusal, profile: Profile, switches: &Switches, now: Moment) -> String {
    let key = match switches.error_key {
        ErrorKey::Plain => "status",
        ErrorKey::AsPublished if refusal.is_authorize_failure() => "status",
        ErrorKey::AsPublished | ErrorKey::Underscored => "_status",
    };
    let mut fields = Map::new();
    if key == "status" {
        fields.insert(key.to_owned(), Value::from("error"));
    }
    fields.insert("response".to_owned(), Value::from(refusal.message(profile)));
    fields.insert(key.to_owned(), Value::from("error"));
    fields.insert("_datetime".to_owned(), Value::from(now.to_string()));
    Value::Object(fields).to_string()
}

/// The body for a path that is no endpoint at all: a bare JSON string.
pub fn unknown_endpoint(name: &str) -> String {
    Value::from(format!("No endpoint found for: {name}")).to_string()
}

/// The body for an endpoint group without that method.
pub fn unknown_method(group: &str, method: &str, now: Moment) -> String {
    let mut fields = Map::new();
    let words = format!("No method found within endpoint ({group}): {method}");
    fields.insert("0".to_owned(), Value::from(words));
    fields.insert("_status".to_owned(), Value::from("error"));
    fields.insert("_datetime".to_owned(), Value::from(now.to_string()));
    Value::Object(fields).to_string()
}

const ID_FIELDS: [&str; 6] = ["id", "file_id", "account_id", "parentId", "folderId", "level_id"];

fn write_ids_as_numbers(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(write_ids_as_numbers),
        Value::Object(fields) => {
            for (name, value) in fields {
                let number = value.as_str().and_then(|text| text.parse::<u64>().ok());
                match number {
                    Some(number) if ID_FIELDS.contains(&name.as_str()) => *value = number.into(),
                    _ => write_ids_as_numbers(value),
                }
            }
        }
        _ => {}
    }
}

/// Puts the HTML between bare quotes, as the documents print it.
fn with_bare_url_html(mut text: String, fields: &Map<String, Value>) -> String {
    let items = fields.get("data").and_then(Value::as_array).into_iter().flatten();
    for html in items.filter_map(|item| item.get("url_html")?.as_str()) {
        text = text.replace(&Value::from(html).to_string(), &format!("\"{html}\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rendered(outcome: &Outcome, switches: &Switches) -> String {
        body(outcome, Profile::Filecloudy, switches, Moment(0))
    }

    #[test]
    fn the_error_key_follows_its_switch() {
        let refused = Err(Refusal::BadPassword);
        for (key, name) in [
            (ErrorKey::Underscored, "_status"),
            (ErrorKey::Plain, "status"),
            (ErrorKey::AsPublished, "status"),
        ] {
            let switches = Switches { error_key: key, ..Switches::default() };
            let reply: Value = serde_json::from_str(&rendered(&refused, &switches)).unwrap();
            assert_eq!(reply[name], "error");
        }
    }

    #[test]
    fn ids_can_be_numbers() {
        let outcome = Ok(Success::data(json!({"id": "5", "folderId": null, "fileSize": "7"})));
        let switches = Switches { ids: Ids::Numbers, ..Switches::default() };
        let reply: Value = serde_json::from_str(&rendered(&outcome, &switches)).unwrap();
        assert_eq!(reply["data"], json!({"id": 5, "folderId": null, "fileSize": "7"}));
    }

    #[test]
    fn published_html_breaks_the_json() {
        let outcome = Ok(Success::data(json!([{"url_html": "<a href=\"x\">y</a>"}])));
        let switches = Switches { url_html: UrlHtml::InvalidJson, ..Switches::default() };
        let text = rendered(&outcome, &switches);
        assert!(text.contains(r#""url_html":"<a href="x">y</a>""#), "{text}");
        assert!(serde_json::from_str::<Value>(&text).is_err());
    }
}
