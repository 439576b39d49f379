//! No reply a server can send makes the decoder panic, lie or leak.

#![cfg(not(target_arch = "wasm32"))]

mod decode_all;

use std::fs;

use decode_all::decode_all;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};
use upload_widget::api::{Answer, Endpoint, Profile};

/// Keys that mean something to the decoder, so that arbitrary JSON gets somewhere.
const KEYS: &[&str] = &[
    "_status",
    "status",
    "response",
    "data",
    "0",
    "1",
    "error",
    "id",
    "account_id",
    "access_token",
    "username",
    "label",
    "max_upload_size",
    "can_upload",
    "name",
    "size",
    "url",
    "url_html",
    "hash",
    "file_id",
    "short_url",
    "filename",
    "download_url",
    "original_file",
    "new_file",
    "folders",
    "files",
    "folderId",
    "parentId",
    "folderName",
    "statusId",
    "keywords",
    "url_file",
    "url_folder",
    "date_added",
    "isPublic",
    "scheduled_item_id",
    "total_size",
    "downloaded_file",
    "accessPassword",
];

const VALUES: &[&str] = &[
    "success",
    "error",
    "trash",
    "active",
    "0",
    "1",
    "",
    "null",
    "2017-02-18 11:43:39",
    "0000-00-00 00:00:00",
    "javascript:alert(1)",
    "http://h/1",
    "https://h/\" onclick=\"",
    "18446744073709551616",
    "-1",
    "1e999",
    "maxFileSize",
    "No endpoint found for: x",
    "Could not validate access_token and account_id, please reauthenticate or try again.",
    "&lt;a href=&quot;http://h/&quot;&gt;x&lt;/a&gt;",
];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        select(VALUES).prop_map(Value::from),
    ]
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![4 => select(KEYS).prop_map(str::to_owned), 1 => any::<String>()]
}

fn any_json() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(5, 64, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            proptest::collection::vec((key(), inner), 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn endpoint() -> impl Strategy<Value = Endpoint> {
    select(&Endpoint::ALL[..])
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![3 => Just(200), 1 => select(vec![204, 301, 400, 401, 404, 405, 413, 429, 500, 502, 520]), 1 => any::<u16>()]
}

/// A published sample: its endpoint and its text.
fn sample() -> impl Strategy<Value = (Endpoint, String)> {
    (select(&Profile::KNOWN[..]), endpoint())
        .prop_filter("no document has it", |(profile, endpoint)| profile.supports(*endpoint))
        .prop_map(|(profile, endpoint)| {
            let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
            let path = format!("{root}/{}/{}.json", profile.code(), endpoint.path());
            (endpoint, fs::read_to_string(path).expect("the fixture is there"))
        })
}

fn answer(status: u16, body: impl Into<String>) -> Answer {
    Answer { status, body: body.into(), ..Answer::default() }
}

/// Puts `value` in the place of the `at`th value inside `json`.
fn replace(json: &mut Value, at: &mut usize, value: &Value) {
    if *at == 0 {
        *json = value.clone();
    }
    *at = at.wrapping_sub(1);
    match json {
        Value::Array(entries) => entries.iter_mut().for_each(|entry| replace(entry, at, value)),
        Value::Object(fields) => fields.values_mut().for_each(|field| replace(field, at, value)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_do_no_harm(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        status in status(),
        endpoint in endpoint(),
    ) {
        let _ = decode_all(&answer(status, String::from_utf8_lossy(&bytes)), endpoint);
    }

    #[test]
    fn random_text_of_json_parts_does_no_harm(
        parts in proptest::collection::vec(
            select(vec!["{", "}", "[", "]", "\"", "\\", ":", ",", "\"data\"", "\"_status\":\"success\"", "\"url_html\":\"", "<a href=\"", "null", " ", "\u{feff}", "é", "1", "<html>"]),
            0..60,
        ),
        endpoint in endpoint(),
    ) {
        let _ = decode_all(&answer(200, parts.concat()), endpoint);
    }

    #[test]
    fn arbitrary_json_does_no_harm(json in any_json(), status in status(), endpoint in endpoint()) {
        let _ = decode_all(&answer(status, json.to_string()), endpoint);
    }

    #[test]
    fn arbitrary_data_does_no_harm(data in any_json(), endpoint in endpoint()) {
        let body = json!({ "_status": "success", "data": data }).to_string();
        prop_assert!(decode_all(&answer(200, body), endpoint).is_ok());
    }

    #[test]
    fn what_says_error_is_never_a_success(
        mut fields in proptest::collection::btree_map(key(), any_json(), 0..6),
        error_key in select(vec!["_status", "status"]),
        endpoint in endpoint(),
    ) {
        fields.insert(error_key.to_owned(), "error".into());
        let body = json!(fields).to_string();
        prop_assert!(decode_all(&answer(200, body), endpoint).is_err());
    }

    #[test]
    fn no_http_error_is_a_success(json in any_json(), status in 400..=599_u16, endpoint in endpoint()) {
        prop_assert!(decode_all(&answer(status, json.to_string()), endpoint).is_err());
    }

    #[test]
    fn a_sample_cut_short_is_never_a_success((endpoint, text) in sample(), cut in any::<Index>()) {
        let text = text.trim_end();
        let mut end = cut.index(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let error = decode_all(&answer(200, &text[..end]), endpoint).expect_err("it is damaged");
        prop_assert!(["reply-cut-short", "empty-reply"].contains(&error.code()), "{}", error);
    }

    #[test]
    fn a_sample_with_flipped_bytes_does_no_harm(
        (endpoint, text) in sample(),
        flips in proptest::collection::vec((any::<Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = text.into_bytes();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = decode_all(&answer(200, String::from_utf8_lossy(&bytes)), endpoint);
    }

    #[test]
    fn a_sample_with_one_value_changed_does_no_harm(
        (endpoint, text) in sample(),
        at in any::<Index>(),
        value in any_json(),
    ) {
        // The upload sample's raw HTML is no JSON; its shape is covered by the others.
        if let Ok(mut json) = serde_json::from_str::<Value>(&text) {
            replace(&mut json, &mut at.index(40), &value);
            let _ = decode_all(&answer(200, json.to_string()), endpoint);
        }
    }

    #[test]
    fn a_sample_behind_noise_is_still_read(
        (endpoint, text) in sample(),
        noise in select(vec!["\u{feff}", "<br />\n<b>Warning</b>: x in <b>/a.php</b> on line <b>1</b><br />\n", "Notice: a {b} [c]\n", "\n\n"]),
        end in select(vec!["", "\n", "<br />\n<b>Notice</b>: late {one}", "<!-- cached -->"]),
    ) {
        let body = [noise, &text, end].concat();
        prop_assert!(decode_all(&answer(200, body), endpoint).is_ok());
    }
}
