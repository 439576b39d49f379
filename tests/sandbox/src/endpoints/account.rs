//! /account/info and /account/package.

use super::Call;
use crate::account::AccountId;
use crate::refusal::Refusal;
use crate::reply::{Outcome, Success};
use serde_json::json;

pub(super) fn info(call: &Call<'_>, id: AccountId) -> Outcome {
    let state = call.host.state();
    let account = state.accounts.get(id).ok_or(Refusal::TokenRejected)?;
    let no_date = call.host.profile.writes_zero_dates().then_some("0000-00-00 00:00:00");
    Ok(Success::data(json!({
        "id": id.0.to_string(),
        "username": account.username,
        "level_id": account.package.id.to_string(),
        "email": format!("{}@example.test", account.username),
        "lastlogindate": "2017-02-18 11:43:39",
        "lastloginip": "127.0.0.1",
        "status": "active",
        "title": "Mr",
        "firstname": "Admin",
        "lastname": "User",
        "languageId": "1",
        "datecreated": null,
        "lastPayment": "2011-12-27 13:45:22",
        "paidExpiryDate": no_date,
        "storageLimitOverride": null,
    })))
}

pub(super) fn package(call: &Call<'_>, id: AccountId) -> Outcome {
    let state = call.host.state();
    let account = state.accounts.get(id).ok_or(Refusal::TokenRejected)?;
    Ok(Success::data(account.package.to_reply(call.host.profile)))
}
