//! Who is logged in, where, and the way out.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::context::Context;
use super::text::Text;
use crate::session::SignedIn;

/// The line at the top of the widget.
#[component]
pub(super) fn AccountBar(signed_in: Rc<SignedIn>) -> impl IntoView {
    let context = Context::get();
    let words = context.words;
    let storage = match signed_in.package.max_storage {
        None => words.get(Text::AccountStorageUnlimited),
        Some(total) => words.fill(Text::AccountStorage, &[("total", &words.bytes(total.0))]),
    };
    let log_out = move |_| {
        spawn_local(async move {
            // Here the reader is logged out either way; an unreachable host forgets the token
            // by itself after an hour.
            let _ = context.session().sign_out().await;
        });
    };
    let details = [signed_in.account.username.as_str(), &signed_in.package.label, &storage];
    view! {
        <header class="account-bar" aria-label=words.get(Text::AccountRegion)>
            <strong class="account-host">{signed_in.host.name().to_owned()}</strong>
            <span class="account-details">{details.join(" · ")}</span>
            <button type="button" class="quiet" on:click=log_out>
                {words.get(Text::AccountLogOut)}
            </button>
        </header>
    }
}
