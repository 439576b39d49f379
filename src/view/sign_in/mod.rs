//! The login form: which host, which way, and the credentials.

use leptos::{ev, html, prelude::*};
use wasm_bindgen_futures::spawn_local;

use super::context::Context;
use super::notice::Notice;
use super::text::Text;
use crate::api::{ApiBase, Credentials, Host, Login, Secret};
use crate::session::{Grant, State as SessionState, Stay};

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

type Input = NodeRef<html::Input>;

/// What was typed, read when the form is sent: a secret is never kept in the widget's state.
fn typed(input: Input) -> String {
    input.get_untracked().map(|input| input.value()).unwrap_or_default()
}

/// The fields of both ways to log in.
#[derive(Clone, Copy)]
struct Fields {
    address: Input,
    username: Input,
    password: Input,
    key1: Input,
    key2: Input,
}

impl Fields {
    fn new() -> Self {
        Self {
            address: NodeRef::new(),
            username: NodeRef::new(),
            password: NodeRef::new(),
            key1: NodeRef::new(),
            key2: NodeRef::new(),
        }
    }

    fn credentials(self, login: Login) -> Credentials {
        match login {
            Login::Password => Credentials::Password {
                username: typed(self.username),
                password: Secret::new(typed(self.password)),
            },
            Login::Keys => Credentials::Keys {
                key1: Secret::new(typed(self.key1).trim().to_owned()),
                key2: Secret::new(typed(self.key2).trim().to_owned()),
            },
        }
    }
}

/// The login form. Without choices the reader types the address of the API.
#[component]
pub(super) fn SignIn(
    /// The hosts on offer.
    hosts: Vec<HostChoice>,
    /// Where the list begins.
    selected: usize,
    /// Whether any other address may be typed.
    other_hosts: bool,
) -> impl IntoView {
    let context = Context::get();
    let words = context.words;
    let fields = Fields::new();
    let hosts = StoredValue::new_local(hosts);
    let selected = RwSignal::new(selected);
    let login = RwSignal::new(None::<Login>);
    let stay = NodeRef::<html::Input>::new();
    let busy = RwSignal::new(false);
    let error = RwSignal::new(String::new());

    let known_host = move || {
        hosts.with_value(|hosts| hosts.get(selected.get()).map(|choice| choice.host.clone()))
    };
    let ways =
        move || known_host().map_or(&[Login::Password, Login::Keys][..], |host| host.logins());
    // A host that takes one way only decides for the reader.
    let way = Memo::new(move |_| {
        let ways = ways();
        login.get().filter(|chosen| ways.contains(chosen)).unwrap_or(ways[0])
    });

    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let host = untrack(known_host)
            .or_else(|| ApiBase::new(typed(fields.address).trim()).ok().map(Host::other));
        let Some(host) = host else {
            error.set(words.get(Text::SignInAddressInvalid));
            return;
        };
        let grant = Grant::Credentials(fields.credentials(way.get_untracked()));
        let stays = stay.get_untracked().is_some_and(|stay| stay.checked());
        let stay = if stays { Stay::SignedIn } else { Stay::No };
        busy.set(true);
        error.set(String::new());
        spawn_local(async move {
            if let Err(refused) = context.session().sign_in(host, grant, stay).await {
                let _ = error.try_set(words.error(&refused));
            }
            let _ = busy.try_set(false);
        });
    };

    let choose_host = move |event: ev::Event| {
        selected.set(event_target_value(&event).parse().unwrap_or_default());
        error.set(String::new());
    };
    let options = move || {
        let mut labels: Vec<String> =
            hosts.with_value(|hosts| hosts.iter().map(|choice| choice.label.clone()).collect());
        if other_hosts || labels.is_empty() {
            labels.push(words.get(Text::SignInOther));
        }
        let option = |(place, label)| {
            let chosen = place == selected.get_untracked();
            view! { <option value=place selected=chosen>{label}</option> }
        };
        labels.into_iter().enumerate().map(option).collect_view()
    };
    let username = match context.login.get_untracked() {
        SessionState::Expired { was } => was.account.username.clone(),
        SessionState::SignedOut | SessionState::SignedIn(_) => String::new(),
    };

    view! {
        <form class="sign-in" aria-label=words.get(Text::SignInRegion) on:submit=submit>
            <h2>{words.get(Text::SignInTitle)}</h2>
            {(hosts.with_value(Vec::len) + usize::from(other_hosts) > 1).then(|| view! {
                <label class="field">
                    <span>{words.get(Text::SignInHost)}</span>
                    <select on:change=choose_host>{options}</select>
                </label>
            })}
            {move || {
                known_host().is_none().then(|| view! {
                    <label class="field">
                        <span>{words.get(Text::SignInAddress)}</span>
                        <input type="url" required node_ref=fields.address
                            placeholder=words.get(Text::SignInAddressHint)/>
                    </label>
                })
            }}
            <LoginChoice ways=Signal::derive(ways) way=way login=login/>
            {move || match way.get() {
                Login::Password => view! {
                    <TextField label=Text::SignInUsername input=fields.username kind="text"
                        autocomplete="username" value=username.clone()/>
                    <TextField label=Text::SignInPassword input=fields.password kind="password"
                        autocomplete="current-password"/>
                }.into_any(),
                Login::Keys => view! {
                    <TextField label=Text::SignInKey1 input=fields.key1 kind="password"
                        autocomplete="off"/>
                    <TextField label=Text::SignInKey2 input=fields.key2 kind="password"
                        autocomplete="off"/>
                }.into_any(),
            }}
            <label class="check">
                <input type="checkbox" node_ref=stay/>
                <span>{words.get(Text::SignInStay)}</span>
            </label>
            <Notice text=error/>
            <button type="submit" class="primary" aria-disabled=move || busy.get().to_string()>
                {move || words.get(if busy.get() { Text::SignInBusy } else { Text::SignInSubmit })}
            </button>
        </form>
    }
}

/// The two ways to log in, where the host takes both.
#[component]
fn LoginChoice(
    ways: Signal<&'static [Login]>,
    way: Memo<Login>,
    login: RwSignal<Option<Login>>,
) -> impl IntoView {
    let words = Context::get().words;
    let choice = move |this: Login, text: Text| {
        view! {
            <label>
                <input type="radio" name="upload-widget-login"
                    prop:checked=move || way.get() == this
                    on:change=move |_| login.set(Some(this))/>
                {words.get(text)}
            </label>
        }
    };
    move || {
        (ways.get().len() > 1).then(|| {
            view! {
                <fieldset class="segments">
                    <legend>{words.get(Text::SignInMethod)}</legend>
                    {choice(Login::Password, Text::SignInWithPassword)}
                    {choice(Login::Keys, Text::SignInWithKeys)}
                </fieldset>
            }
        })
    }
}

/// One line to type into.
#[component]
fn TextField(
    label: Text,
    input: Input,
    kind: &'static str,
    autocomplete: &'static str,
    #[prop(optional)] value: String,
) -> impl IntoView {
    let words = Context::get().words;
    view! {
        <label class="field">
            <span>{words.get(label)}</span>
            <input type=kind required autocomplete=autocomplete autocapitalize="none"
                spellcheck="false" node_ref=input value=value/>
        </label>
    }
}
