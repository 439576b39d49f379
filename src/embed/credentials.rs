//! A token that the embedding page supplies, so that no key ever reaches the browser.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::api::{Access, AccessToken, AccountId, Error};
use crate::session::{Grant, Supplier};

/// What the property `credentials` holds: `{ accessToken, accountId }`, or a function that returns
/// that, nothing, or a promise of either. `None` when nothing was set.
///
/// # Errors
/// When it is something else.
pub(super) fn grant(property: &JsValue) -> Result<Option<Grant>, String> {
    if is_nothing(property) {
        return Ok(None);
    }
    if let Some(supplier) = property.dyn_ref::<Function>() {
        let supplier = supplier.clone();
        return Ok(Some(Grant::Supplier(Supplier::new(move || ask(supplier.clone())))));
    }
    let wrong = || "credentials: neither a function nor { accessToken, accountId }".to_owned();
    access(property).map(|access| Some(Grant::Access(access))).ok_or_else(wrong)
}

fn is_nothing(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}

async fn ask(supplier: Function) -> Result<Option<Access>, Error> {
    // What the page's own function throws is for its console. Its server may have an answer the next
    // time: that there is none for this reader is said by returning none.
    let failed = |thrown: JsValue| {
        web_sys::console::error_1(&thrown);
        let host = web_sys::window().and_then(|window| window.location().host().ok());
        Error::Unreachable { host: host.unwrap_or_default() }
    };
    let answer = supplier.call0(&JsValue::UNDEFINED).map_err(failed)?;
    let answer = JsFuture::from(Promise::resolve(&answer)).await.map_err(failed)?;
    if is_nothing(&answer) {
        return Ok(None);
    }
    access(&answer).map(Some).ok_or(Error::BadCredentials { message: None })
}

fn access(object: &JsValue) -> Option<Access> {
    let text = |key: &str| {
        let value = Reflect::get(object, &key.into()).ok()?;
        // Hosts write account ids as strings or numbers.
        value.as_string().or_else(|| value.as_f64().map(|number| (number as u64).to_string()))
    };
    Some(Access {
        token: AccessToken::new(text("accessToken")?),
        account_id: AccountId::new(text("accountId")?),
    })
}
