//! Faults on request: what goes wrong, where, and for which request.

use crate::endpoint::Endpoint;
use crate::profile::Profile;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum FaultKind {
    /// Waits before the request is read.
    Delay {
        /// How long.
        milliseconds: u64,
    },
    /// The request is carried out, also when the client goes away meanwhile, and the reply waits.
    DelayReply {
        /// How long.
        milliseconds: u64,
    },
    /// Reads the request's body at a limited pace.
    SlowRead {
        /// The pace.
        bytes_per_second: u64,
    },
    /// A proxy's error page in place of the endpoint; the request's body is read and discarded.
    HttpStatus {
        /// 413, 429, 500, 502, 503, 520 or any other.
        status: u16,
        /// Seconds in a Retry-After header.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// HTTP 200 with a shield's "checking your browser" page in place of the endpoint.
    Html,
    /// A PHP warning before the JSON.
    PhpWarning,
    /// A UTF-8 byte-order mark before the JSON.
    Bom,
    /// The reply ends early. The request has been carried out.
    CutReply {
        /// How many bytes arrive; half of them without it.
        #[serde(default)]
        keep_bytes: Option<usize>,
        /// Whether the connection breaks too, instead of ending in good order.
        #[serde(default)]
        abort: bool,
    },
    /// The connection breaks while the request's body arrives.
    DropMidBody {
        /// After how many bytes; half of Content-Length without it.
        #[serde(default)]
        after_bytes: Option<u64>,
    },
    /// The connection breaks once the body has arrived; nothing is carried out.
    DropAfterBody,
    /// The request is carried out, then the connection breaks instead of a reply.
    LoseReply,
    /// Every token of the account ends just before the request is checked.
    ExpireToken,
    /// The uploaded file is stored with its first byte damaged; its hash is that of the stored bytes.
    CorruptFile,
    /// The file is stored well, the reply tells a wrong hash.
    CorruptHash,
    /// The refusal of demo accounts.
    DemoMode,
    /// "Error uploading file. No response received from: URL"
    UpstreamNoResponse,
    /// "Error on: URL. message"
    UpstreamError {
        /// The real reason, which stands after the address.
        message: String,
    },
    /// "PHP Curl module does not exist…", in the endpoint's and profile's own spelling.
    CurlMissing,
    /// "Failed issuing access token."
    TokenNotIssued,
    /// "Could not generate download url."
    NoDownloadUrl,
    /// Any other refusal in the API's own envelope.
    Refuse {
        /// Its words.
        message: String,
    },
    /// Any reply at all.
    Reply {
        /// HTTP status.
        #[serde(default = "ok")]
        status: u16,
        /// Content-Type.
        #[serde(default = "json")]
        content_type: String,
        /// The body, sent as it is.
        body: String,
        /// Whether the request is carried out first.
        #[serde(default)]
        carry_out: bool,
    },
}

fn ok() -> u16 {
    200
}

fn json() -> String {
    "application/json; charset=utf-8".to_owned()
}

/// A fault that waits for its request.
#[derive(Clone, Debug)]
pub struct Fault {
    id: u64,
    profile: Option<Profile>,
    endpoint: Option<Endpoint>,
    /// Matching requests that still pass untouched.
    skip: u64,
    /// Matching requests still to be hit; None is until cleared.
    left: Option<u64>,
    hits: u64,
    /// Whether it must meet connections that were never used before; see [`Faults::renewals`].
    fresh: bool,
    kind: FaultKind,
}

impl Fault {
    /// Reads the control endpoint's JSON: `profile` and `endpoint` (left out: any), `skip`
    /// (requests that pass first), `times` (1 when left out, 0 is until cleared), `fresh` (true
    /// when left out), `kind` and the kind's own fields.
    pub fn from_json(mut fields: Map<String, Value>) -> Result<Fault, String> {
        let profile = match fields.remove("profile") {
            None | Some(Value::Null) => None,
            Some(name) => Some(serde_json::from_value(name).map_err(|error| error.to_string())?),
        };
        let endpoint = match fields.remove("endpoint") {
            None | Some(Value::Null) => None,
            Some(Value::String(path)) => Some(
                Endpoint::from_path(&path).ok_or_else(|| format!("there is no endpoint {path}"))?,
            ),
            Some(other) => return Err(format!("endpoint must be a path, not {other}")),
        };
        let mut number = |name: &str, absent: u64| match fields.remove(name) {
            None | Some(Value::Null) => Ok(absent),
            Some(value) => {
                value.as_u64().ok_or_else(|| format!("{name} must be a whole number, not {value}"))
            }
        };
        let skip = number("skip", 0)?;
        let times = number("times", 1)?;
        let fresh = match fields.remove("fresh") {
            None | Some(Value::Null) => true,
            Some(value) => value.as_bool().ok_or("fresh must be true or false")?,
        };
        let names: Vec<String> = fields.keys().cloned().collect();
        let kind: FaultKind =
            serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())?;
        // serde lets a kind without fields pass with any.
        let known = serde_json::to_value(&kind).map_err(|error| error.to_string())?;
        if let Some(unknown) = names.iter().find(|name| known.get(name).is_none()) {
            return Err(format!("a fault of this kind has no field {unknown}"));
        }
        if let FaultKind::HttpStatus { status, .. } | FaultKind::Reply { status, .. } = kind
            && !(200..=999).contains(&status)
        {
            return Err(format!("{status} is no status a reply can have"));
        }
        if kind == (FaultKind::SlowRead { bytes_per_second: 0 }) {
            return Err("bytes_per_second must be more than 0".to_owned());
        }
        let left = (times > 0).then_some(times);
        Ok(Fault { id: 0, profile, endpoint, skip, left, hits: 0, fresh, kind })
    }

    /// As the control endpoint lists it.
    pub fn to_json(&self) -> Value {
        let mut fields = Map::new();
        fields.insert("id".to_owned(), self.id.into());
        fields.insert("profile".to_owned(), self.profile.map(Profile::name).into());
        fields.insert("endpoint".to_owned(), self.endpoint.map(Endpoint::path).into());
        fields.insert("skip".to_owned(), self.skip.into());
        fields.insert("left".to_owned(), self.left.into());
        fields.insert("hits".to_owned(), self.hits.into());
        if let Ok(Value::Object(kind)) = serde_json::to_value(&self.kind) {
            fields.extend(kind);
        }
        Value::Object(fields)
    }

    /// Whether it will break a connection that must be fresh.
    fn wants_fresh_connection(&self) -> bool {
        let breaks = match self.kind {
            FaultKind::DropMidBody { .. } | FaultKind::DropAfterBody | FaultKind::LoseReply => true,
            FaultKind::CutReply { abort, .. } => abort,
            _ => false,
        };
        breaks && self.fresh && self.left != Some(0)
    }

    fn matches(&self, profile: Profile, endpoint: Endpoint) -> bool {
        self.profile.is_none_or(|wanted| wanted == profile)
            && self.endpoint.is_none_or(|wanted| wanted == endpoint)
    }

    fn strike(&mut self) -> bool {
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        match &mut self.left {
            Some(0) => return false,
            Some(left) => *left -= 1,
            None => {}
        }
        self.hits += 1;
        true
    }
}

/// The faults that were asked for, spent ones too until they are cleared.
#[derive(Debug, Default)]
pub struct Faults {
    list: Mutex<(u64, Vec<Fault>)>,
    renewals: watch::Sender<u64>,
}

impl Faults {
    fn lock(&self) -> std::sync::MutexGuard<'_, (u64, Vec<Fault>)> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a fault and returns its id.
    pub fn add(&self, fault: Fault) -> u64 {
        let mut list = self.lock();
        list.0 += 1;
        let id = list.0;
        if fault.wants_fresh_connection() {
            self.renewals.send_modify(|count| *count += 1);
        }
        list.1.push(Fault { id, ..fault });
        id
    }

    /// Tells when every connection should end once its request is done.
    ///
    /// Chromium sends a request again by itself, a POST too, when a connection that it used
    /// before breaks without an answer. A page then never sees the fault, and an upload whose
    /// reply is lost is stored twice. So a fault that breaks connections ends the old ones
    /// first, and none is kept alive while it waits; `"fresh": false` lets the browser do it.
    pub fn renewals(&self) -> watch::Receiver<u64> {
        self.renewals.subscribe()
    }

    /// Whether connections must not be kept alive for now.
    pub fn want_fresh_connections(&self) -> bool {
        self.lock().1.iter().any(Fault::wants_fresh_connection)
    }

    /// All of them, as the control endpoint lists them.
    pub fn to_json(&self) -> Value {
        Value::Array(self.lock().1.iter().map(Fault::to_json).collect())
    }

    /// Removes one; whether there was one.
    pub fn remove(&self, id: u64) -> bool {
        let mut list = self.lock();
        let before = list.1.len();
        list.1.retain(|fault| fault.id != id);
        list.1.len() < before
    }

    /// Removes those of a profile (those for any profile stay), or all.
    pub fn clear(&self, profile: Option<Profile>) {
        self.lock().1.retain(|fault| profile.is_some() && fault.profile != profile);
    }

    /// What strikes this request, and counts it. Preflights are never asked about.
    pub fn strike(&self, profile: Profile, endpoint: Endpoint) -> Effects {
        let mut list = self.lock();
        let matching = list.1.iter_mut().filter(|fault| fault.matches(profile, endpoint));
        let kinds = matching.filter_map(|fault| fault.strike().then(|| fault.kind.clone()));
        Effects { kinds: kinds.collect() }
    }
}

/// Everything that goes wrong with one request.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    kinds: Vec<FaultKind>,
}

impl Effects {
    /// All of it.
    pub fn iter(&self) -> impl Iterator<Item = &FaultKind> {
        self.kinds.iter()
    }

    /// Whether this kind (one without fields) is among them.
    pub fn has(&self, kind: &FaultKind) -> bool {
        self.kinds.contains(kind)
    }

    /// How long to wait first.
    pub fn delay(&self) -> Option<Duration> {
        self.wait(|kind| match kind {
            FaultKind::Delay { milliseconds } => Some(*milliseconds),
            _ => None,
        })
    }

    /// How long to wait before the reply.
    pub fn reply_delay(&self) -> Option<Duration> {
        self.wait(|kind| match kind {
            FaultKind::DelayReply { milliseconds } => Some(*milliseconds),
            _ => None,
        })
    }

    fn wait(&self, milliseconds: impl Fn(&FaultKind) -> Option<u64>) -> Option<Duration> {
        let sum = self.iter().filter_map(milliseconds).sum();
        (sum > 0).then(|| Duration::from_millis(sum))
    }

    /// The pace at which the body is read.
    pub fn bytes_per_second(&self) -> Option<u64> {
        self.iter().find_map(|kind| match kind {
            FaultKind::SlowRead { bytes_per_second } => Some(*bytes_per_second),
            _ => None,
        })
    }

    /// After how many bytes of the body the connection breaks.
    pub fn drop_after_bytes(&self, content_length: Option<u64>) -> Option<u64> {
        self.iter().find_map(|kind| match kind {
            FaultKind::DropMidBody { after_bytes } => {
                Some(after_bytes.unwrap_or(content_length.unwrap_or(0) / 2))
            }
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fault(value: Value) -> Result<Fault, String> {
        Fault::from_json(value.as_object().cloned().unwrap_or_default())
    }

    #[test]
    fn a_fault_strikes_the_nth_matching_request_so_many_times() {
        let faults = Faults::default();
        let spec = json!({"profile": "filecad", "endpoint": "file/upload", "kind": "bom", "skip": 1, "times": 2});
        faults.add(fault(spec).unwrap());
        let strikes = |profile, endpoint| faults.strike(profile, endpoint).kinds.len();
        assert_eq!(strikes(Profile::Cyberfile, Endpoint::FileUpload), 0);
        assert_eq!(strikes(Profile::Filecad, Endpoint::FileInfo), 0);
        let hits: Vec<usize> =
            (0..4).map(|_| strikes(Profile::Filecad, Endpoint::FileUpload)).collect();
        assert_eq!(hits, [0, 1, 1, 0]);
    }

    #[test]
    fn mistakes_in_a_fault_are_refused() {
        for wrong in [
            json!({"kind": "meteor"}),
            json!({"kind": "bom", "tiems": 2}),
            json!({"kind": "delay"}),
            json!({"kind": "bom", "endpoint": "file/teleport"}),
            json!({"kind": "http-status", "status": 100}),
            json!({"kind": "slow-read", "bytes_per_second": 0}),
        ] {
            assert!(fault(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
