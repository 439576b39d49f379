//! What the servers' messages mean.
//!
//! Almost every failure of this API is HTTP 200 with an English sentence, so the sentence decides.
//! Documented ones are matched exactly or by their fixed beginning; the loose patterns at the end
//! are for the site uploader's own messages, which no document lists.

use super::endpoint::Endpoint;
use super::error::{Error, Limit, Missing};
use super::reply::{lacks, of_status};

/// What a message means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    BadCredentials,
    AccountLocked,
    NoApiAccess,
    TokenRejected,
    NotFound(Missing),
    Forbidden(Limit),
    EmptyFile,
    StorageUnavailable,
    BadInput,
    /// Right in form, wrong in status: the sentence of a success.
    Success,
    Other,
}

/// How a pattern is looked for; always without regard to case.
#[derive(Clone, Copy)]
enum Pattern {
    /// The message begins so.
    Begins(&'static str),
    /// The message has this somewhere.
    Has(&'static str),
    /// The message has both somewhere.
    HasBoth(&'static str, &'static str),
}

use Pattern::{Begins, Has, HasBoth};

/// First match wins. All patterns are in lower case.
const TABLE: &[(Pattern, Meaning)] = &[
    // Log-in.
    (Begins("could not authenticate user"), Meaning::BadCredentials),
    (Has("does not have access to the file upload api"), Meaning::NoApiAccess),
    (Begins("failed issuing access token"), Meaning::Other),
    (HasBoth("account", "locked"), Meaning::AccountLocked),
    // Tokens.
    (Begins("could not validate access_token"), Meaning::TokenRejected),
    // What is not there.
    (Begins("could not find file based on"), Meaning::NotFound(Missing::File)),
    (Begins("could not find folder based on"), Meaning::NotFound(Missing::Folder)),
    (Begins("could not find the destination folder"), Meaning::NotFound(Missing::Destination)),
    (HasBoth("could not find", "scheduled"), Meaning::NotFound(Missing::Import)),
    // Parameters.
    (Begins("please provide"), Meaning::BadInput),
    (Begins("could not parse the file_url_base64"), Meaning::BadInput),
    (Has("can not match new_parent_folder_id"), Meaning::BadInput),
    // Uploads.
    (Begins("filesize received was zero"), Meaning::EmptyFile),
    (Begins("did not receive uploaded file"), Meaning::Other),
    (Begins("could not generate download url"), Meaning::Other),
    (Begins("php curl module does not exist"), Meaning::Other),
    (Begins("error uploading file. no response received from"), Meaning::StorageUnavailable),
    (Begins("error uploading file to"), Meaning::StorageUnavailable),
    // It may have stored the file before it answered so.
    (Begins("failed reading response from"), Meaning::StorageUnavailable),
    (Begins("could not connect to file server"), Meaning::StorageUnavailable),
    (Begins("could not authenticate with file server"), Meaning::StorageUnavailable),
    // Nobody may upload for now, whatever the account.
    (Has("disabled on the site"), Meaning::StorageUnavailable),
    (Has("not available in demo mode"), Meaning::Forbidden(Limit::Demo)),
    // Successes.
    (Begins("token removed or no longer available"), Meaning::Success),
    (Begins("file uploaded"), Meaning::Success),
    (Begins("file download from url scheduled"), Meaning::Success),
    (Begins("scheduled url file download found"), Meaning::Success),
    (Begins("file successfully"), Meaning::Success),
    (Begins("folder successfully"), Meaning::Success),
    // The site uploader's own, in the words and codes such scripts use.
    (Has("maxfilesize"), Meaning::Forbidden(Limit::FileSize(None))),
    (Has("max_upload_size"), Meaning::Forbidden(Limit::FileSize(None))),
    (Has("max_storage_bytes"), Meaning::Forbidden(Limit::Storage(None))),
    (Has("can_upload"), Meaning::Forbidden(Limit::Uploading)),
    (Has("concurrent"), Meaning::Forbidden(Limit::ConcurrentUploads(None))),
    (Has("max_remote_download_urls"), Meaning::Forbidden(Limit::UrlImports(None))),
    (Has("acceptfiletypes"), Meaning::Forbidden(Limit::FileType)),
    (HasBoth("file type", "not"), Meaning::Forbidden(Limit::FileType)),
    (HasBoth("storage", "full"), Meaning::Forbidden(Limit::Storage(None))),
    (HasBoth("storage", "exceed"), Meaning::Forbidden(Limit::Storage(None))),
    (HasBoth("storage", "limit"), Meaning::Forbidden(Limit::Storage(None))),
    (HasBoth("storage", "not enough"), Meaning::Forbidden(Limit::Storage(None))),
    (HasBoth("insufficient", "storage"), Meaning::Forbidden(Limit::Storage(None))),
    (HasBoth("insufficient", "space"), Meaning::Forbidden(Limit::Storage(None))),
    (HasBoth("too many", "upload"), Meaning::Forbidden(Limit::ConcurrentUploads(None))),
    (HasBoth("more than", "url"), Meaning::Forbidden(Limit::UrlImports(None))),
    (HasBoth("too many", "url"), Meaning::Forbidden(Limit::UrlImports(None))),
    (HasBoth("file", "too large"), Meaning::Forbidden(Limit::FileSize(None))),
    (HasBoth("file", "too big"), Meaning::Forbidden(Limit::FileSize(None))),
    (HasBoth("larger than", "permitted"), Meaning::Forbidden(Limit::FileSize(None))),
    (HasBoth("larger than", "max"), Meaning::Forbidden(Limit::FileSize(None))),
    (HasBoth("max", "file size"), Meaning::Forbidden(Limit::FileSize(None))),
    (HasBoth("max", "filesize"), Meaning::Forbidden(Limit::FileSize(None))),
    (HasBoth("permission", "upload"), Meaning::Forbidden(Limit::Uploading)),
    (HasBoth("not permitted", "upload"), Meaning::Forbidden(Limit::Uploading)),
    (HasBoth("not allowed", "upload"), Meaning::Forbidden(Limit::Uploading)),
    (HasBoth("upload", "disabled"), Meaning::Forbidden(Limit::Uploading)),
];

impl Pattern {
    fn matches(self, message: &str) -> bool {
        match self {
            Begins(start) => message.starts_with(start),
            Has(part) => message.contains(part),
            HasBoth(one, other) => message.contains(one) && message.contains(other),
        }
    }
}

fn meaning(message: &str) -> Meaning {
    let message = message.trim().to_ascii_lowercase();
    // A storage machine's answer is wrapped: "Error on: ADDRESS. REASON". The reason decides, and
    // may be several sentences.
    let message = match message.split_once(". ") {
        Some((address, reason)) if address.starts_with("error on:") => reason,
        _ => &message,
    };
    TABLE
        .iter()
        .find(|(pattern, _)| pattern.matches(message))
        .map_or(Meaning::Other, |(_, meaning)| *meaning)
}

/// Whether a message is one that comes with success only.
pub(crate) fn is_success(message: &str) -> bool {
    meaning(message) == Meaning::Success
}

/// The error that `message` stands for, said by `endpoint` with HTTP `status`.
pub(crate) fn classify(message: String, endpoint: Endpoint, status: u16) -> Error {
    // A body beyond PHP's limit arrives without its fields, so the server misses the first one.
    let missed_token =
        message.trim().eq_ignore_ascii_case("Please provide the access_token param.");
    if endpoint == Endpoint::FileUpload && missed_token {
        return Error::TooLargeForServer { message: Some(message) };
    }
    let meaning = meaning(&message);
    let message = Some(message);
    match meaning {
        Meaning::BadCredentials => Error::BadCredentials { message },
        Meaning::AccountLocked => Error::AccountLocked { message },
        Meaning::NoApiAccess => Error::NoApiAccess { message },
        Meaning::TokenRejected => Error::TokenRejected { message },
        Meaning::NotFound(what) => Error::NotFound { what, message },
        Meaning::Forbidden(limit) => Error::Forbidden { limit, message },
        Meaning::EmptyFile => Error::EmptyFile { message },
        Meaning::StorageUnavailable => Error::StorageUnavailable { message },
        Meaning::BadInput => Error::BadInput { message },
        // Right in words, but nothing says that it is so.
        Meaning::Success if status < 300 => lacks("_status"),
        Meaning::Success | Meaning::Other => of_status(status, endpoint, message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every message of the five documents and of servers in the field, and what it becomes.
    const MESSAGES: &[(&str, &str)] = &[
        ("Please provide the access_token param.", "bad-input"),
        ("Please provide the account_id param.", "bad-input"),
        ("Please provide the file_id param.", "bad-input"),
        ("Please provide the folder_id param.", "bad-input"),
        ("Please provide the folder_name param.", "bad-input"),
        ("Please provide the new_parent_folder_id param.", "bad-input"),
        ("Please provide the copy_to_folder_id param.", "bad-input"),
        ("Please provide the file_url_base64 param.", "bad-input"),
        ("Please provide the scheduled_item_id param.", "bad-input"),
        ("Please provide a username.", "bad-input"),
        ("Please provide a password.", "bad-input"),
        ("Please provide key1. It must be 64 characters in length.", "bad-input"),
        ("Please provide key2. It must be 64 characters in length.", "bad-input"),
        ("Could not parse the file_url_base64 parameter. Ensure it's base64 encoded.", "bad-input"),
        ("Param folder_id can not match new_parent_folder_id.", "bad-input"),
        (
            "Could not authenticate user. The username and password may be invalid or your account may be locked from too many failed logins.",
            "bad-credentials",
        ),
        (
            "Could not authenticate user. The key pair may be invalid or your account may be locked from too many failed logins.",
            "bad-credentials",
        ),
        ("Your account has been locked.", "account-locked"),
        (
            "Your account level does not have access to the file upload API. Please contact site support for more information.",
            "no-api-access",
        ),
        ("Failed issuing access token.", "server"),
        (
            "Could not validate access_token and account_id, please reauthenticate or try again.",
            "token-rejected",
        ),
        ("Could not find file based on file_id.", "file-not-found"),
        ("Could not find folder based on folder_id.", "folder-not-found"),
        (
            "Could not find the destination folder id defined by new_parent_folder_id.",
            "destination-not-found",
        ),
        (
            "Could not find the destination folder id defined by copy_to_folder_id.",
            "destination-not-found",
        ),
        ("Could not find the scheduled item based on scheduled_item_id.", "import-not-found"),
        ("Did not receive uploaded file.", "server"),
        ("Filesize received was zero.", "empty-file"),
        (
            "PHP Curl module does not exist on your server/web hosting. It will need to be enable to use this upload feature.",
            "server",
        ),
        (
            "PHP Curl module does not exist on your server/web hosting. It will need to be enabled to use this upload feature.",
            "server",
        ),
        (
            "PHP Curl module does not exist on your server/web hosting. It will need to be enabled to use this feature.",
            "server",
        ),
        (
            "Error uploading file. No response received from: https://fs1.host.example/upload",
            "storage-unavailable",
        ),
        ("Could not generate download url.", "server"),
        ("This API feature is not available in demo mode.", "demo-account"),
        ("Error on: https://fs1.host.example/upload.php. maxFileSize", "file-too-large"),
        ("Error on: https://fs1.host.example/upload.php. acceptFileTypes", "file-type-forbidden"),
        (
            "Error on: https://fs1.host.example/upload.php. Filesize received was zero.",
            "empty-file",
        ),
        ("Error on: https://fs1.host.example/max_upload_size.php. Disk broken", "server"),
        (
            "Error on: https://fs1.host.example/x.php. File received is larger than permitted. (max 5.00 MB)",
            "file-too-large",
        ),
        (
            "Error on: https://192.168.0.7/x.php. Could not connect to file server 10.0.0.8",
            "storage-unavailable",
        ),
        (
            "Error uploading file to https://fs1.host.example/x.php: Failed to connect to port 443",
            "storage-unavailable",
        ),
        (
            "Failed reading response from: https://fs1.host.example/x.php. Response: <html>",
            "storage-unavailable",
        ),
        (
            "Uploading is currently disabled on the site, please try again later.",
            "storage-unavailable",
        ),
        ("File upload failed due to insufficient space on this account.", "storage-full"),
        ("Your account does not have permission to upload files.", "uploading-forbidden"),
        ("You have reached the maximum of 3 concurrent uploads.", "too-many-uploads"),
        ("You can not import more than 50 urls at a time.", "too-many-imports"),
        ("Your storage is full.", "storage-full"),
        ("Something no document has.", "server"),
    ];

    #[test]
    fn messages_mean_what_they_say() {
        for (message, code) in MESSAGES {
            for said in [(*message).to_owned(), message.to_uppercase(), format!(" {message}\n")] {
                let error = classify(said.clone(), Endpoint::FileInfo, 200);
                assert_eq!(error.code(), *code, "{message}");
                assert_eq!(error.server_words(), Some(said.as_str()), "the words are kept");
            }
        }
    }

    #[test]
    fn what_a_storage_machine_did_is_open_and_tried_again() {
        for message in [
            "Error uploading file. No response received from: https://fs1.host.example/x.php",
            "Error uploading file to https://fs1.host.example/x.php: Recv failure",
            "Failed reading response from: https://fs1.host.example/x.php. Response: ok",
        ] {
            let error = classify(message.to_owned(), Endpoint::FileUpload, 200);
            assert!(error.is_transient() && error.leaves_outcome_open(), "{message}");
        }
    }

    #[test]
    fn an_upload_without_its_fields_was_too_large() {
        let missed = || "Please provide the access_token param.".to_owned();
        let code = |endpoint| classify(missed(), endpoint, 200).code();
        assert_eq!(code(Endpoint::FileUpload), "too-large-for-server");
        assert_eq!(code(Endpoint::FileEdit), "bad-input");
    }

    #[test]
    fn sentences_of_success_are_known() {
        for message in [
            "Token removed or no longer available.",
            "File uploaded",
            "File download from URL scheduled",
            "Scheduled URL file download found",
            "File successfully updated.",
            "File successfully set as deleted.",
            "File successfully moved.",
            "File successfully copyied.",
            "Folder successfully created.",
            "Folder successfully updated.",
            "Folder successfully set as deleted.",
            "Folder successfully moved.",
        ] {
            assert!(is_success(message), "{message}");
        }
        assert!(MESSAGES.iter().all(|(message, _)| !is_success(message)));
    }

    #[test]
    fn patterns_are_in_lower_case() {
        for (pattern, _) in TABLE {
            let parts = match pattern {
                Begins(part) | Has(part) => [*part, ""],
                HasBoth(one, other) => [*one, *other],
            };
            assert!(parts.iter().all(|part| *part == part.to_ascii_lowercase()));
        }
    }
}
