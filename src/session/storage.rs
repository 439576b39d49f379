//! Staying signed in over a reload of the page: the token, and nothing else, in the tab's own
//! session storage, which ends with the tab.

#[cfg(feature = "widget")]
use wasm_bindgen::JsValue;
use web_sys::Storage;

use super::login::Token;
use crate::api::{Access, AccessToken, AccountId};
#[cfg(feature = "widget")]
use crate::api::{ApiBase, Host};

/// How the keys of what is remembered begin. `www/later.js` looks for them, too.
const KEY: &str = "upload-widget session ";

fn storage() -> Option<Storage> {
    // A page without storage (a sandboxed frame, say) throws here.
    web_sys::window()?.session_storage().ok()?
}

fn key(base: &str) -> String {
    [KEY, base].concat()
}

/// Remembers the token for the host at `base`.
pub(super) fn keep(base: &str, token: &Token) {
    let Some(storage) = storage() else { return };
    let times = [whole(token.issued), whole(token.used)];
    let parts =
        [token.access.account_id.as_str(), token.access.token.expose(), &times[0], &times[1]];
    // A full storage means logging in again after a reload, no more.
    let _ = storage.set_item(&key(base), &parts.join(" "));
}

/// Whether a token is remembered for any of these hosts.
#[cfg(feature = "widget")]
pub(crate) fn is_kept(hosts: &[Host]) -> bool {
    hosts.iter().any(|host| text(host.base().as_str()).is_some())
}

/// The hosts beside `known` for which a token is remembered: their addresses were typed.
#[cfg(feature = "widget")]
pub(crate) fn others(known: &[Host]) -> Vec<Host> {
    let Some(storage) = storage() else { return Vec::new() };
    let keys = js_sys::Object::keys(storage.as_ref());
    let host = |key: JsValue| {
        let base = ApiBase::new(key.as_string()?.strip_prefix(KEY)?).ok()?;
        known.iter().all(|host| *host.base() != base).then(|| Host::other(base))
    };
    keys.iter().filter_map(host).collect()
}

/// The token remembered for the host at `base`.
pub(super) fn kept(base: &str) -> Option<Token> {
    let text = text(base)?;
    let mut parts = text.split(' ');
    let (account, token) = (parts.next()?, parts.next()?);
    let issued = parts.next()?.parse::<u64>().ok()?;
    let used = parts.next()?.parse::<u64>().ok()?;
    let access = Access { account_id: AccountId::new(account), token: AccessToken::new(token) };
    Some(Token { access, issued: issued as f64, used: used as f64 })
}

fn text(base: &str) -> Option<String> {
    storage()?.get_item(&key(base)).ok()?
}

/// Forgets it.
pub(super) fn forget(base: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(base));
    }
}

/// Milliseconds as text, without the weight of Rust's float formatting.
fn whole(milliseconds: f64) -> String {
    (milliseconds as u64).to_string()
}
