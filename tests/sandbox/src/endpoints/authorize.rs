//! /authorize and /disable_access_token.

use super::Call;
use crate::account::Credentials;
use crate::faults::FaultKind;
use crate::refusal::Refusal;
use crate::reply::{Outcome, Success};
use serde_json::json;

const KEY_LENGTH: usize = 64;

pub(super) fn authorize(call: &Call<'_>) -> Outcome {
    if let Some(FaultKind::Refuse { message }) =
        call.effects.iter().find(|kind| matches!(kind, FaultKind::Refuse { .. }))
    {
        return Err(Refusal::Words(message.clone()));
    }
    let credentials = credentials(call)?;
    let mut state = call.host.state();
    let account = state.accounts.log_in(&credentials, call.switches.lock)?;
    if call.has_fault(&FaultKind::TokenNotIssued) {
        return Err(Refusal::TokenNotIssued);
    }
    let token = state.tokens.issue(account, call.now, call.switches.one_token);
    Ok(Success::data(json!({ "access_token": token, "account_id": account.0.to_string() })))
}

/// Keys when any key was sent and the host takes keys, otherwise username and password.
fn credentials<'a>(call: &'a Call<'_>) -> Result<Credentials<'a>, Refusal> {
    let profile = call.host.profile;
    let sent = |name: &str| call.parameters.has(name);
    let by_name = sent("username") || sent("password");
    let by_keys = sent("key1") || sent("key2") || (profile.prefers_keys() && !by_name);
    if by_keys && profile.accepts_keys() {
        let key = |name| call.get(name).filter(|key| key.chars().count() == KEY_LENGTH);
        return Ok(Credentials::Keys {
            key1: key("key1").ok_or(Refusal::MissingKey1)?,
            key2: key("key2").ok_or(Refusal::MissingKey2)?,
        });
    }
    Ok(Credentials::Password {
        username: call.get("username").ok_or(Refusal::MissingUsername)?,
        password: call.get("password").ok_or(Refusal::MissingPassword)?,
    })
}

pub(super) fn disable_access_token(call: &Call<'_>) -> Outcome {
    call.host.state().tokens.end(call.get("access_token").unwrap_or_default());
    Ok(Success::message("Token removed or no longer available."))
}
