//! What the tabs of one origin tell each other about their logins.
//!
//! A host keeps one token an account: whoever logs in again logs all others out. So a tab that
//! gets a new token gives it to the others, and a tab whose token was rejected asks first. It
//! goes through a BroadcastChannel, which no other origin can hear.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use super::login::Token;
use crate::api::{Access, AccessToken, AccountId};

pub(super) const CHANNEL: &str = "upload-widget session 1";
/// The first words of a question, and of its answer.
const ASK: &str = "ask";
pub(super) const HAVE: &str = "have";

/// One thing a tab says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Message {
    /// Who has a login on the host at this base address?
    Ask { base: String },
    /// I have this one, and may be able to renew it.
    Have { base: String, token: Token, renews: bool },
    /// This one was rejected: who can renew it?
    Renew { base: String, rejected: Access },
    /// The reader has logged this account out, and the host is to disable this token.
    Gone { base: String, access: Access },
}

impl Message {
    fn encode(&self) -> Array {
        let list = Array::new();
        let push = |value: JsValue| list.push(&value);
        let about = |word: &str, base: &str, access: &Access| {
            for text in [word, base, access.account_id.as_str(), access.token.expose()] {
                push(text.into());
            }
        };
        match self {
            Message::Ask { base } => return ask(base),
            Message::Have { base, token, renews } => {
                about(HAVE, base, &token.access);
                push(token.issued.into());
                push(token.used.into());
                push((*renews).into());
            }
            Message::Renew { base, rejected } => about("renew", base, rejected),
            Message::Gone { base, access } => about("gone", base, access),
        }
        list
    }

    /// Anything on the origin can post to the channel: what is not one of ours is passed over.
    fn decode(value: &JsValue) -> Option<Self> {
        let list = value.dyn_ref::<Array>()?;
        let text = |place| list.get(place).as_string();
        let account = || text(2).map(AccountId::new);
        let access = || Some(Access { account_id: account()?, token: AccessToken::new(text(3)?) });
        let base = text(1)?;
        Some(match text(0)?.as_str() {
            ASK => Message::Ask { base },
            HAVE => {
                let (issued, used) = (list.get(4).as_f64()?, list.get(5).as_f64()?);
                let token = Token { access: access()?, issued, used };
                Message::Have { base, token, renews: list.get(6).as_bool()? }
            }
            "renew" => Message::Renew { base, rejected: access()? },
            "gone" => {
                // A tab that was opened before the widget was updated tells no token.
                let token = AccessToken::new(text(3).unwrap_or_default());
                Message::Gone { base, access: Access { account_id: account()?, token } }
            }
            _ => return None,
        })
    }
}

/// [`Message::Ask`] as it is sent.
pub(super) fn ask(base: &str) -> Array {
    Array::of2(&ASK.into(), &base.into())
}

/// What another tab has.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    /// The host it is for, by its base address.
    pub(super) base: String,
    pub(super) token: Token,
    /// Whether that tab can renew it.
    pub(super) renews: bool,
}

/// The line to the other tabs. Closed when dropped.
pub(super) struct Tabs {
    channel: Option<BroadcastChannel>,
    _listener: Closure<dyn Fn(MessageEvent)>,
}

impl Tabs {
    /// Opens the line. Where the browser has none, the tab is on its own.
    pub(super) fn open(hear: impl Fn(Message) + 'static) -> Self {
        let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(message) = Message::decode(&event.data()) {
                hear(message);
            }
        });
        let channel = BroadcastChannel::new(CHANNEL).ok();
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        }
        Self { channel, _listener: listener }
    }

    pub(super) fn say(&self, message: &Message) {
        if let Some(channel) = &self.channel {
            // The one way this fails is a closed channel, and then nobody is listening.
            let _ = channel.post_message(&message.encode());
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            hang_up(channel);
        }
    }
}

/// Takes a channel out of use.
pub(super) fn hang_up(channel: &BroadcastChannel) {
    channel.set_onmessage(None);
    channel.close();
}
