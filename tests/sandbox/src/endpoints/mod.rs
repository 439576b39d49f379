//! The endpoints: what each checks, does and answers.

mod account;
mod authorize;
mod file;
mod file_reply;
mod folder;
mod folder_reply;
mod reference;
mod upload;
mod url_import;

use crate::account::AccountId;
use crate::clock::Moment;
use crate::endpoint::Endpoint;
use crate::faults::{Effects, FaultKind};
use crate::host::Host;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::reply::Outcome;
use crate::sandbox::Sandbox;
use crate::switches::Switches;
use std::sync::Arc;

/// A call that has arrived whole.
pub struct Call<'a> {
    /// Everything that runs.
    pub sandbox: &'a Arc<Sandbox>,
    /// The host it was made to.
    pub host: &'a Arc<Host>,
    /// What is called.
    pub endpoint: Endpoint,
    /// The host's switches when it arrived.
    pub switches: &'a Switches,
    /// What goes wrong with it.
    pub effects: &'a Effects,
    /// The moment of the call.
    pub now: Moment,
    /// What was sent.
    pub parameters: Parameters,
}

impl Call<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name)
    }

    fn has_fault(&self, kind: &FaultKind) -> bool {
        self.effects.has(kind)
    }

    /// Checks token and account, in this order, and renews the token.
    fn check_token(&self) -> Result<AccountId, Refusal> {
        let token = self.get("access_token").ok_or(Refusal::MissingAccessToken)?;
        let account = self.get("account_id").ok_or(Refusal::MissingAccountId)?;
        let mut state = self.host.state();
        if self.has_fault(&FaultKind::ExpireToken)
            && let Some(owner) = state.tokens.owner(token, self.now)
        {
            state.tokens.end_all_of(owner);
        }
        let account = account.parse().map(AccountId).map_err(|_| Refusal::TokenRejected)?;
        if state.tokens.use_for(token, account, self.now) && state.accounts.get(account).is_some() {
            Ok(account)
        } else {
            Err(Refusal::TokenRejected)
        }
    }

    /// The address of the machine that an upload is passed on to.
    fn storage_machine(&self) -> String {
        format!("{}/upload_handler.php", self.host.site)
    }

    /// Refuses what a fault or demo mode refuses.
    fn check_faults(&self, account: AccountId) -> Result<(), Refusal> {
        for kind in self.effects.iter() {
            match kind {
                FaultKind::DemoMode => return Err(Refusal::DemoMode),
                FaultKind::UpstreamNoResponse => {
                    return Err(Refusal::NoUpstreamResponse { url: self.storage_machine() });
                }
                FaultKind::UpstreamError { message } => {
                    let (url, reason) = (self.storage_machine(), message.clone());
                    return Err(Refusal::Upstream { url, reason });
                }
                FaultKind::CurlMissing if self.endpoint == Endpoint::FileUrlUploadAdd => {
                    return Err(Refusal::CurlMissingForImport);
                }
                FaultKind::CurlMissing => return Err(Refusal::CurlMissingForUpload),
                FaultKind::Refuse { message } => return Err(Refusal::Words(message.clone())),
                _ => {}
            }
        }
        let demo = self.host.state().accounts.get(account).is_some_and(|account| account.demo);
        if self.endpoint.writes() && (demo || self.switches.demo_mode) {
            return Err(Refusal::DemoMode);
        }
        Ok(())
    }
}

/// Runs a call.
pub fn run(call: &mut Call<'_>) -> Outcome {
    if call.endpoint == Endpoint::Authorize {
        return authorize::authorize(call);
    }
    let account = call.check_token()?;
    call.check_faults(account)?;
    match call.endpoint {
        Endpoint::Authorize => authorize::authorize(call),
        Endpoint::DisableAccessToken => authorize::disable_access_token(call),
        Endpoint::AccountInfo => account::info(call, account),
        Endpoint::AccountPackage => account::package(call, account),
        Endpoint::FileUpload => upload::upload(call, account),
        Endpoint::FileDownload => file::download(call, account),
        Endpoint::FileUrlUploadAdd => url_import::add(call, account),
        Endpoint::FileUrlUploadStatus => url_import::status(call, account),
        Endpoint::FileInfo => file::info(call, account),
        Endpoint::FileEdit => file::edit(call, account),
        Endpoint::FileDelete => file::delete(call, account),
        Endpoint::FileMove => file::move_to(call, account),
        Endpoint::FileCopy => file::copy(call, account),
        Endpoint::FolderCreate => folder::create(call, account),
        Endpoint::FolderListing => folder::listing(call, account),
        Endpoint::FolderInfo => folder::info(call, account),
        Endpoint::FolderEdit => folder::edit(call, account),
        Endpoint::FolderDelete => folder::delete(call, account),
        Endpoint::FolderMove => folder::move_to(call, account),
    }
}
