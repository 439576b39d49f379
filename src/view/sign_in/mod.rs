//! The login form: which host, which way, and the credentials.

mod fields;

use std::rc::Rc;

use leptos::prelude::untrack;

use super::dom::{El, el, field, unique_name};
use super::entrance::{Asker, Entrance, Request};
use super::notice::{self, mark, notice};
use super::paint::once_seen;
use super::text::Text;
use super::words::Words;
use crate::api::{ApiBase, Host, Login};
use crate::session::{Grant, State as SessionState, Stay, kept_elsewhere};
use crate::view::reactive::RwSignal;
use fields::{Field, Fields};

/// A host the reader can choose to log in to.
#[derive(Clone, Debug)]
pub struct HostChoice {
    /// What the list shows.
    pub label: String,
    /// The host itself.
    pub host: Host,
}

impl From<Host> for HostChoice {
    fn from(host: Host) -> Self {
        Self { label: host.name().to_owned(), host }
    }
}

/// The hosts a form offers.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) hosts: Vec<HostChoice>,
    /// Where the list begins.
    pub(super) selected: usize,
    /// Whether any other address may be typed. Without hosts it must be.
    pub(super) other_hosts: bool,
}

impl Offer {
    fn labels(&self, other: String) -> Vec<String> {
        let mut labels: Vec<String> =
            self.hosts.iter().map(|choice| choice.label.clone()).collect();
        if self.other_hosts || labels.is_empty() {
            labels.push(other);
        }
        labels
    }

    fn host(&self, place: usize) -> Option<Host> {
        self.hosts.get(place).map(|choice| choice.host.clone())
    }

    /// The hosts on which a login may be there already: those on offer and, where any other may be typed,
    /// those that this tab was told to stay logged in to.
    pub(super) fn with_kept(&self) -> Vec<Host> {
        let mut hosts: Vec<Host> = self.hosts.iter().map(|choice| choice.host.clone()).collect();
        if self.other_hosts || hosts.is_empty() {
            hosts.extend(kept_elsewhere(&hosts));
        }
        hosts
    }

    /// Where this host is in the list; the place for any other where it is not.
    fn place(&self, host: &Host) -> Option<usize> {
        let place = self.hosts.iter().position(|choice| choice.host == *host);
        place.or_else(|| self.other_hosts.then_some(self.hosts.len()))
    }
}

/// The login form.
pub(super) fn sign_in(entrance: Entrance, offer: Rc<Offer>) -> El {
    let words = entrance.words;
    let labels = offer.labels(words.get(Text::SignInOther));
    // Who was logged in until now is asked for the password of the host that was on, and of no other.
    let before = match entrance.login.get_untracked() {
        SessionState::Expired { was } => offer.place(&was.host).map(|place| (place, was)),
        SessionState::SignedOut | SessionState::SignedIn(_) => None,
    };
    let (first, username, address) = match &before {
        Some((place, was)) => {
            let address = if *place < offer.hosts.len() { "" } else { was.host.base().as_str() };
            (*place, was.account.username.as_str(), address)
        }
        None => (offer.selected, "", ""),
    };
    // A page of a program's own may name one that there is not.
    let place = RwSignal::new(first.min(labels.len().saturating_sub(1)));
    let login = RwSignal::new(None::<Login>);
    let busy = RwSignal::new(false);
    let error = RwSignal::new(String::new());
    let fields = Rc::new(Fields::new(words, username.to_owned(), address.to_owned()));

    let host = {
        let offer = Rc::clone(&offer);
        move || offer.host(place.get())
    };
    let ways = {
        let host = host.clone();
        move || host().map_or(&[Login::Password, Login::Keys][..], |host| host.logins())
    };
    // A host that takes one way only decides for the reader.
    let way = {
        let ways = ways.clone();
        move || {
            let ways = ways();
            login.get().filter(|chosen| ways.contains(chosen)).unwrap_or(ways[0])
        }
    };

    let stay = el("input").attr("type", "checkbox");
    let submit = {
        let (fields, stay) = (Rc::clone(&fields), stay.clone());
        let (host, way) = (host.clone(), way.clone());
        move || {
            if busy.get_untracked() {
                return;
            }
            let refuse = |why, field: &Field| {
                error.set(words.fill(why, &[("field", &words.get(field.label))]));
                mark(&field.input);
            };
            let typed = || ApiBase::new(&fields.address().value()).ok().map(Host::other);
            let Some(host) = untrack(&host).or_else(typed) else {
                let is_blank = fields.address().value().is_empty();
                let why = if is_blank { Text::SignInBlank } else { Text::SignInAddressInvalid };
                return refuse(why, fields.address());
            };
            let way = untrack(&way);
            let is_blank = |field: &&Field| field.value().is_empty();
            if let Some(blank) = fields.of(way).fields.iter().find(is_blank) {
                return refuse(Text::SignInBlank, blank);
            }
            let grant = Grant::Credentials(fields.credentials(way));
            let stay = if stay.input().checked() { Stay::SignedIn } else { Stay::No };
            busy.set(true);
            error.set(String::new());
            let answered = Box::new(move |answer| {
                if let Err(refused) = answer {
                    // The form may be gone by the time the host answers.
                    error.try_set(refused);
                }
                busy.try_set(false);
            });
            let asker = Asker::Reader(answered);
            entrance.request(Request::SignIn { host, grant, stay, asker });
        }
    };

    let choice = (labels.len() > 1).then(|| host_choice(labels, place, error));
    let another = Rc::clone(&fields);
    notice::form(error)
        .class("sign-in")
        .part("sign-in")
        .label(words.get(Text::SignInRegion))
        .on("submit", move |event| {
            event.prevent_default();
            submit();
        })
        .child(el("h2").text(words.get(Text::SignInTitle)))
        .children(choice.map(|select| field(words.get(Text::SignInHost), select)))
        .show(move || host().is_none().then(|| another.address().labelled.clone()))
        .child(login_choice(words, ways, way.clone(), login))
        .show(move || Some(fields.of(way()).element.clone()))
        .child(
            el("label")
                .class("check")
                .child(stay)
                .child(el("span").text(words.get(Text::SignInStay))),
        )
        .child(notice(move || error.get()))
        .child(
            el("button")
                .attr("type", "submit")
                .class("primary")
                .part("button primary")
                .attr_with("aria-disabled", move || Some(if busy.get() { "true" } else { "false" }))
                .text_with(move || {
                    words.get(if busy.get() { Text::SignInBusy } else { Text::SignInSubmit })
                }),
        )
}

/// The list of hosts, by their `labels`; `place` is where in it the reader is. Only that one is there at
/// first, and the others once the form is seen: a closed list shows none of them, and each takes its time.
fn host_choice(labels: Vec<String>, place: RwSignal<usize>, error: RwSignal<String>) -> El {
    let count = labels.len();
    let option = move |place: usize| {
        let label = labels.get(place).map_or("", String::as_str);
        el("option").attr("value", place.to_string()).text(label)
    };
    let first = place.get_untracked();
    let shown = option(first).attr("selected", "");
    let select = el("select").child(shown.clone());
    let (list, changed) = (select.clone(), select.clone());
    once_seen(move || {
        for place in (0..count).filter(|place| *place != first) {
            let next = (place < first).then_some(&shown);
            list.insert(option(place), next);
        }
    });
    select.on("change", move |_| {
        place.set(changed.value().parse().unwrap_or_default());
        error.set(String::new());
    })
}

/// The two ways to log in, where the host takes both.
fn login_choice(
    words: Words,
    ways: impl Fn() -> &'static [Login] + 'static,
    way: impl Fn() -> Login + Clone + 'static,
    login: RwSignal<Option<Login>>,
) -> El {
    let group = unique_name();
    let choice = |this: Login, text: Text| {
        let way = way.clone();
        let input = el("input")
            .attr("type", "radio")
            .attr("name", &group)
            .prop_with("checked", move || way() == this)
            .on("change", move |_| login.set(Some(this)));
        el("label").part("tab").child(input).text(words.get(text))
    };
    el("fieldset")
        .class("segments")
        .part("tabs")
        .hidden_when(move || ways().len() < 2)
        .child(el("legend").text(words.get(Text::SignInMethod)))
        .child(choice(Login::Password, Text::SignInWithPassword))
        .child(choice(Login::Keys, Text::SignInWithKeys))
}
