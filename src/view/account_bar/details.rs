//! All that the host said of the account and of what its package allows.

use std::rc::Rc;

use super::storage::Storage;
use crate::session::SignedIn;
use crate::view::dom::{El, el};
use crate::view::names;
use crate::view::text::Text;
use crate::view::words::Words;

/// The limits, as a list of names and values. What the host does not limit, or does not tell, is
/// left out.
pub(in crate::view) fn details(words: Words, signed_in: Rc<SignedIn>, storage: Storage) -> El {
    // What is in use is told later, and changes.
    let list = move || facts(words, &signed_in, storage.total, storage.used.get());
    el("div").class("account-facts").show(move || Some(list()))
}

fn facts(words: Words, signed_in: &SignedIn, total: Option<u64>, used: Option<u64>) -> El {
    let (account, package) = (&signed_in.account, &signed_in.package);
    let count = |count: Option<u32>| count.map(|count| words.count(count));
    let bytes = |bytes: Option<crate::api::Bytes>| bytes.map(|bytes| words.bytes(bytes.0));
    let uploading = if package.can_upload { Text::AccountAllowed } else { Text::AccountNotAllowed };
    let speed = package
        .download_speed
        .map(|speed| words.fill(Text::FilesRate, &[("rate", &words.bytes(speed.0))]));
    let told = [
        (Text::AccountHost, Some(signed_in.host.name().to_owned())),
        (Text::AccountUser, Some(account.username.clone())),
        (Text::AccountEmail, account.email.clone()),
        (Text::AccountPackage, Some(package.label.clone())),
        (Text::AccountPaidUntil, account.paid_until.map(|date| words.date(date))),
        (Text::AccountCreated, account.created.map(|date| words.date(date))),
        (Text::AccountLastLogin, account.last_login.map(|date| words.date(date))),
        (Text::AccountUploading, Some(words.get(uploading))),
        (Text::AccountMaxUpload, bytes(package.max_upload_size)),
        (Text::AccountUploads, count(package.concurrent_uploads)),
        (Text::AccountImports, count(package.max_remote_download_urls)),
        (Text::AccountKept, count(package.days_to_keep_inactive_files)),
        (Text::AccountStorageTotal, total.map(|total| words.bytes(total))),
        (Text::AccountStorageInUse, used.map(|used| words.bytes(used))),
        (Text::AccountMaxDownload, bytes(package.max_download_size)),
        (Text::AccountDownloads, count(package.concurrent_downloads)),
        (Text::AccountDownloadsADay, count(package.downloads_per_24_hours)),
        (Text::AccountBytesADay, bytes(package.download_size_per_24_hours)),
        (Text::AccountDownloadSpeed, speed),
    ];
    let mut list = el("dl").class("facts");
    for (name, value) in told {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            list = list
                .child(el("dt").text(words.get(name)))
                .child(el("dd").child(el("bdi").text(names::shown(&value))));
        }
    }
    list
}
