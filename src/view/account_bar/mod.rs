//! Who is logged in, where, and the way out.

use wasm_bindgen_futures::spawn_local;

use super::context::Context;
use super::dom::{El, button, el};
use super::text::Text;
use crate::session::SignedIn;

/// The line at the top of the widget.
pub(super) fn account_bar(context: Context, signed_in: &SignedIn) -> El {
    let words = context.words;
    let storage = match signed_in.package.max_storage {
        None => words.get(Text::AccountStorageUnlimited),
        Some(total) => words.fill(Text::AccountStorage, &[("total", &words.bytes(total.0))]),
    };
    let log_out = move || {
        spawn_local(async move {
            // Here the reader is logged out either way; an unreachable host forgets the token
            // by itself after an hour.
            let _ = context.session().sign_out().await;
        });
    };
    let details = [signed_in.account.username.as_str(), &signed_in.package.label, &storage];
    el("header")
        .class("account-bar")
        .label(words.get(Text::AccountRegion))
        .child(el("strong").class("account-host").text(signed_in.host.name()))
        .child(el("span").class("account-details").text(details.join(" · ")))
        .child(button(words.get(Text::AccountLogOut)).class("quiet").on_click(log_out))
}
