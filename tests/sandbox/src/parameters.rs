//! A request's parameters: from the query, a form or a multipart body, whose files go to disk.

use crate::host::UploadSlot;
use crate::request_body::{BodyError, RequestBody};
use crate::store::{BlobFolder, ReceivedBlob};

/// The most a single field that is no file may have, in bytes.
const LARGEST_FIELD: usize = 1 << 20;
/// The most a form-urlencoded body may have, in bytes.
const LARGEST_FORM: u64 = 8 << 20;

/// A file that was sent, wholly on disk.
#[derive(Debug)]
pub struct ReceivedFile {
    /// The field it came in.
    pub field: String,
    /// The name the client gave it, without any folders before it.
    pub name: String,
    /// The type the client gave it.
    pub file_type: String,
    /// Its bytes.
    pub blob: ReceivedBlob,
}

/// What was sent with a call. There is no Debug: it holds secrets.
#[derive(Default)]
pub struct Parameters {
    values: Vec<(String, String)>,
    /// Files, in the order they came.
    pub files: Vec<ReceivedFile>,
    /// The place this upload holds among its account's, once the account is known.
    pub upload_slot: Option<UploadSlot>,
    names: Vec<String>,
    strip_tags: bool,
}

/// How to read a call.
pub struct Reading<'a> {
    /// Where files go.
    pub blobs: &'a BlobFolder,
    /// Whether files are stored damaged.
    pub corrupt_files: bool,
    /// Counts an upload in as soon as the fields before the first file tell the account.
    pub begin_upload: &'a (dyn Fn(&Parameters) -> Option<UploadSlot> + Sync),
}

impl Parameters {
    /// Only what stands in the query.
    pub fn from_query(query: Option<&str>, strip_tags: bool) -> Parameters {
        let mut parameters = Parameters { strip_tags, ..Parameters::default() };
        parameters.add_form(query.unwrap_or_default().as_bytes());
        parameters
    }

    /// Reads the body too. A body that is neither a form nor multipart, or is malformed, gives
    /// no fields, as in PHP; it is read to its end all the same.
    pub async fn read_body(
        &mut self,
        body: &mut RequestBody,
        content_type: &str,
        reading: &Reading<'_>,
    ) -> Result<(), BodyError> {
        if let Ok(boundary) = multer::parse_boundary(content_type) {
            self.read_multipart(body, boundary, reading).await?;
        } else if content_type.starts_with("application/x-www-form-urlencoded") {
            let mut form = Vec::new();
            while let Some(chunk) = body.next_chunk().await {
                form.extend_from_slice(&chunk?);
                if form.len() as u64 > LARGEST_FORM {
                    return body.read_to_end().await;
                }
            }
            self.add_form(&form);
        }
        body.read_to_end().await
    }

    async fn read_multipart(
        &mut self,
        body: &mut RequestBody,
        boundary: String,
        reading: &Reading<'_>,
    ) -> Result<(), BodyError> {
        let mut multipart = multer::Multipart::new(body.as_stream(), boundary);
        loop {
            let field = match multipart.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => return Ok(()),
                Err(error) => return give_up(error),
            };
            let read = match field.file_name().map(base_name) {
                Some(name) => self.read_file(field, name, reading).await,
                None => self.read_value(field).await,
            };
            if let Err(error) = read {
                return give_up(error);
            }
        }
    }

    async fn read_value(&mut self, mut field: multer::Field<'_>) -> Result<(), multer::Error> {
        let name = field.name().unwrap_or_default().to_owned();
        let mut value = Vec::new();
        while let Some(chunk) = field.chunk().await? {
            let room = LARGEST_FIELD.saturating_sub(value.len());
            value.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        self.add(name, String::from_utf8_lossy(&value).into_owned());
        Ok(())
    }

    async fn read_file(
        &mut self,
        mut field: multer::Field<'_>,
        name: String,
        reading: &Reading<'_>,
    ) -> Result<(), multer::Error> {
        if self.upload_slot.is_none() {
            self.upload_slot = (reading.begin_upload)(self);
        }
        let field_name = field.name().unwrap_or_default().to_owned();
        let file_type = field
            .content_type()
            .map_or_else(|| "application/octet-stream".to_owned(), ToString::to_string);
        let io = |error| multer::Error::StreamReadFailed(Box::new(BodyError::Disk(error)));
        let mut incoming = reading.blobs.receive(reading.corrupt_files).map_err(io)?;
        while let Some(chunk) = field.chunk().await? {
            incoming.write(chunk).await;
        }
        let blob = incoming.finish().await.map_err(io)?;
        self.names.push(field_name.clone());
        self.files.push(ReceivedFile { field: field_name, name, file_type, blob });
        Ok(())
    }

    fn add_form(&mut self, form: &[u8]) {
        for (name, value) in form_urlencoded::parse(form) {
            self.add(name.into_owned(), value.into_owned());
        }
    }

    fn add(&mut self, name: String, value: String) {
        let value = if self.strip_tags { strip_tags(&value).trim().to_owned() } else { value };
        self.names.push(name.clone());
        self.values.push((name, value));
    }

    /// The last value of that name, None when it is missing or blank.
    pub fn get(&self, name: &str) -> Option<&str> {
        let last = self.values.iter().rev().find(|(other, _)| other == name);
        last.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Whether a value of that name was sent, blank or not.
    pub fn has(&self, name: &str) -> bool {
        self.values.iter().any(|(other, _)| other == name)
    }

    /// The names of everything that was sent.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

/// A malformed body is nothing worse than missing fields; a broken connection is the end.
fn give_up(error: multer::Error) -> Result<(), BodyError> {
    match error {
        multer::Error::StreamReadFailed(cause) => match cause.downcast::<BodyError>() {
            Ok(cause) => Err(*cause),
            Err(other) => Err(BodyError::Lost(other.to_string())),
        },
        _ => Ok(()),
    }
}

/// The name after the last slash or backslash, as PHP keeps it.
fn base_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

/// Removes everything between `<` and `>`, as PHP's strip_tags does: a `<` followed by
/// white space is no tag, and an unclosed tag swallows the rest.
pub fn strip_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut in_tag = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '<' if !in_tag && letters.peek().is_none_or(|next| !next.is_whitespace()) => {
                in_tag = true
            }
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            _ => kept.push(letter),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_stripped_as_php_does() {
        for (sent, stored) in [
            ("a<b>c", "ac"),
            ("1 < 2", "1 < 2"),
            ("<script>alert(1)</script>", "alert(1)"),
            ("cut <off", "cut "),
            ("a > b", "a > b"),
        ] {
            assert_eq!(strip_tags(sent), stored);
        }
    }

    #[test]
    fn the_last_value_wins_and_blank_is_missing() {
        let parameters = Parameters::from_query(Some("a=1&a=2&b=+&c="), true);
        assert_eq!(parameters.get("a"), Some("2"));
        assert_eq!(parameters.get("b"), None);
        assert!(parameters.has("c"));
        assert_eq!(parameters.names(), ["a", "a", "b", "c"]);
    }

    #[test]
    fn folders_before_a_file_name_go() {
        assert_eq!(base_name("C:\\photos\\a.jpg"), "a.jpg");
        assert_eq!(base_name("../../etc/passwd"), "passwd");
    }
}
