//! Multipart bodies ([RFC 7578](https://www.rfc-editor.org/rfc/rfc7578)) of files whose bytes are in
//! memory already. Those of other files the browser writes itself.

use js_sys::Uint8Array;

use super::request::Fields;
use super::values::Secret;

/// The form field that carries the file.
pub(super) const FILE: &str = "upload_file";

/// What a browser says of a file of which it knows nothing.
const UNKNOWN: &str = "application/octet-stream";

/// The content type of a request, and its body: the fields, and the file last.
pub(super) fn encode(
    fields: &Fields,
    name: &str,
    media_type: &str,
    bytes: &Uint8Array,
) -> (String, Uint8Array) {
    let random = || (js_sys::Math::random() * 9e15) as u64;
    let boundary = format!("----UploadWidget{:x}{:x}", random(), random());
    let head = head(&boundary, fields, name, media_type);
    let tail = ["\r\n--", &boundary, "--\r\n"].concat();
    let before = Uint8Array::from(head.expose().as_bytes());
    let after = Uint8Array::from(tail.as_bytes());
    let body = Uint8Array::new_with_length(before.length() + bytes.length() + after.length());
    body.set(&before, 0);
    body.set(bytes, before.length());
    body.set(&after, before.length() + bytes.length());
    (["multipart/form-data; boundary=", &boundary].concat(), body)
}

/// All that comes before the file's bytes. The access token is in it.
fn head(boundary: &str, fields: &Fields, name: &str, media_type: &str) -> Secret {
    let mut head = String::with_capacity(1024);
    let mut begin = |field: &str, rest: &[&str]| {
        let start = ["--", boundary, "\r\nContent-Disposition: form-data; name=\"", field, "\""];
        for piece in start.iter().chain(rest) {
            head.push_str(piece);
        }
    };
    for (field, value) in fields.iter() {
        begin(field, &["\r\n\r\n", value, "\r\n"]);
    }
    let media_type = if media_type.is_empty() { UNKNOWN } else { media_type };
    let name = escape(name);
    begin(FILE, &["; filename=\"", &name, "\"\r\nContent-Type: ", media_type, "\r\n\r\n"]);
    Secret::from(head)
}

/// A file's name as the HTML Standard has browsers write it.
fn escape(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '\n' => escaped.push_str("%0A"),
            '\r' => escaped.push_str("%0D"),
            '"' => escaped.push_str("%22"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_come_first_and_the_file_last() {
        let fields = Fields::new().set("access_token", "abc").set("folder_id", "");
        let head = head("--b", &fields, "a \"b\"\r\n.png", "image/png");
        let expected = "----b\r\nContent-Disposition: form-data; name=\"access_token\"\r\n\r\n\
             abc\r\n----b\r\nContent-Disposition: form-data; name=\"folder_id\"\r\n\r\n\r\n\
             ----b\r\nContent-Disposition: form-data; name=\"upload_file\"; \
             filename=\"a %22b%22%0D%0A.png\"\r\nContent-Type: image/png\r\n\r\n";
        assert_eq!(head.expose(), expected);
    }

    #[test]
    fn a_file_of_unknown_type_is_bytes() {
        let head = head("b", &Fields::new(), "ä", "");
        assert!(
            head.expose()
                .ends_with("filename=\"ä\"\r\nContent-Type: application/octet-stream\r\n\r\n")
        );
    }
}
