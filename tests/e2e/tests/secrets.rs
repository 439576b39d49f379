//! Passwords, keys and tokens go to the host in the body of a request and nowhere else: a whole
//! journey, and after each step a look at every place where a page leaves traces.

use e2e::control::Account;
use e2e::embedder::Embedder;
use e2e::failure::Outcome;
use e2e::files;
use e2e::host::{Host, label};
use e2e::journey::{PROFILE, wait_until_no_token};
use e2e::login::Login;
use e2e::page::Page;
use e2e::run::{Stage, run, run_with};
use e2e::static_site::StaticSite;
use e2e::traces::{PASSWORD_FIELDS, Traces};
use e2e::words::text;
use sandbox::{AccountConfig, Profile, Secret};
use serde_json::json;

const CAROL: Account<'_> = Account { profile: PROFILE, username: "carol" };
const PASSWORD: &str = "Quokka7Vermilion4Tugboat";
const WRONG_PASSWORD: &str = "Wombat5Cerulean9Dinghy";
const KEY1: &str = "k1NqVwYS81VP7Hb1DX8pPd5khxE3pyIgKpaUnArl63XykWZeiNNCiia3anXn9k3k";
const KEY2: &str = "k2su9mI4ROnl89Sm995ytbxAk7jqevt0MLaMRTvetw0tESulEETldq8b8Vw2zbJY";
/// As little of a secret as counts as the secret: too long to come about by chance.
const TELLING: usize = 12;

/// A host with one account, whose secrets are like nothing else on the page.
async fn host() -> Outcome<Host> {
    let [key1, key2] = [KEY1, KEY2].map(|key| Some(Secret::new(key)));
    let carol = AccountConfig::new(CAROL.username, PASSWORD);
    Host::here_with(vec![AccountConfig { key1, key2, ..carol }]).await
}

/// Whether the login form is on the page, with what was typed still in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Filled,
    GoneOrBlank,
}

/// What must not be found.
struct Secrets {
    /// What each is called, and the secret itself.
    known: Vec<(&'static str, String)>,
}

impl Secrets {
    fn of_carol() -> Self {
        let known = [
            ("the password", PASSWORD),
            ("the wrong password", WRONG_PASSWORD),
            ("key 1", KEY1),
            ("key 2", KEY2),
        ];
        Self { known: known.map(|(name, secret)| (name, secret.to_owned())).into() }
    }

    /// Learns the tokens that the host gave out to this page, and returns the last one.
    async fn learn_token(&mut self, page: &Page) -> Outcome<String> {
        let noted = page.noted_tokens().await?;
        for token in &noted {
            assert_eq!(token.len(), 128, "a token has 128 characters");
            if !self.known.iter().any(|(_, secret)| secret == token) {
                self.known.push(("a token", token.clone()));
            }
        }
        Ok(noted.last().expect("the host gave out a token").clone())
    }

    /// The secrets of which a telling part is in the text.
    fn found_in(&self, text: &str) -> Vec<&'static str> {
        let found = self.known.iter().filter(|(_, secret)| {
            let mut parts = secret.as_bytes().windows(TELLING);
            parts.any(|part| text.as_bytes().windows(TELLING).any(|there| there == part))
        });
        found.map(|(name, _)| *name).collect()
    }

    /// None of them is anywhere, but for the session storage.
    async fn must_be_nowhere(
        &self,
        Stage { host, page }: &Stage,
        form: Form,
        step: &str,
    ) -> Outcome {
        let mut traces = page.traces().await?;
        if form == Form::Filled {
            // A person may correct what was typed, so it stays there; but nowhere else.
            let typed = traces.remove(PASSWORD_FIELDS).unwrap_or_default();
            assert!(typed.iter().any(|typed| !typed.is_empty()), "{step}: the form is blank");
        }
        must_have_looked(&traces);
        let requests = host.requests(PROFILE).await?;
        assert!(requests.iter().all(|request| request["method"] == "POST"), "{requests:?}");
        traces.insert("the host's log".into(), requests.iter().map(ToString::to_string).collect());
        for (place, texts) in &traces {
            for text in texts {
                let found = self.found_in(text);
                assert!(found.is_empty(), "{step}: {found:?} in {place}: {text}");
            }
        }
        Ok(())
    }
}

/// The places were looked at where they cannot be empty.
fn must_have_looked(traces: &Traces) {
    let holds = |place: &str, part: &str| {
        let texts = &traces[place];
        assert!(texts.iter().any(|text| text.contains(part)), "no {part} in {place}: {texts:?}");
    };
    holds("the address", "/?sandbox=");
    holds("the history", "/?sandbox=");
    holds("the loaded addresses", "upload-widget_bg.wasm");
    holds("the markup", "upload-widget");
}

/// The session storage holds this token with its account and times, or nothing.
async fn must_be_kept(page: &Page, token: Option<&str>, secrets: &Secrets) -> Outcome {
    let kept = page.session_storage().await?;
    let Some(token) = token else {
        assert_eq!(kept, []);
        return Ok(());
    };
    let [(key, value)] = kept.as_slice() else { panic!("more than a token is kept: {kept:?}") };
    assert_eq!(secrets.found_in(key), [""; 0]);
    assert!(value.contains(token), "{value} is not the token in use");
    let rest = value.replace(token, "");
    assert_eq!(secrets.found_in(&rest), [""; 0], "beside the token: {rest}");
    assert!(rest.chars().all(|c| c.is_ascii_digit() || c == ' '), "beside the token: {rest}");
    Ok(())
}

/// The loaded addresses include calls of these endpoints: they are among what is looked at.
async fn must_have_called(page: &Page, endpoints: &[&str]) -> Outcome {
    let loaded = &page.traces().await?["the loaded addresses"];
    for endpoint in endpoints {
        let called = loaded.iter().any(|address| address.ends_with(endpoint));
        assert!(called, "{endpoint} is not among {loaded:?}");
    }
    Ok(())
}

/// Staying signed in by password: a wrong one, a login, uploads, a renewal, a refusal, a reload.
async fn stay_by_password(stage: &Stage, secrets: &mut Secrets) -> Outcome {
    let Stage { host, page } = stage;
    let login = |password: &str| Login::Password {
        username: CAROL.username.to_owned(),
        password: password.to_owned(),
    };
    page.stay_signed_in().await?;
    page.try_to_log_in(&login(WRONG_PASSWORD)).await?;
    page.wait_for_message(&[&text("error.bad-credentials")]).await?;
    secrets.must_be_nowhere(stage, Form::Filled, "a wrong password").await?;
    must_be_kept(page, None, secrets).await?;

    page.log_in(&login(PASSWORD)).await?;
    let first = secrets.learn_token(page).await?;
    secrets.must_be_nowhere(stage, Form::GoneOrBlank, "logging in").await?;
    must_be_kept(page, Some(&first), secrets).await?;

    let [one, two] = [files::one_byte()?, files::named("notes.txt", b"three words here")?];
    page.choose_files(&[&one]).await?;
    page.wait_until_done(&[&one]).await?;
    secrets.must_be_nowhere(stage, Form::GoneOrBlank, "an upload").await?;
    must_be_kept(page, Some(&first), secrets).await?;

    host.change_account(json!({ "username": CAROL.username, "end_tokens": true })).await?;
    page.choose_files(&[&two]).await?;
    page.wait_until_done(&[&one, &two]).await?;
    let second = secrets.learn_token(page).await?;
    assert_ne!(first, second, "the login was renewed");
    secrets.must_be_nowhere(stage, Form::GoneOrBlank, "a renewal").await?;
    must_be_kept(page, Some(&second), secrets).await?;

    let words = "The moon is in the wrong phase.";
    let refusal = json!({ "endpoint": "file/upload", "kind": "refuse", "message": words });
    host.fault(refusal).await?;
    let refused = files::named("refused.txt", b"not tonight")?;
    page.choose_files(&[&refused]).await?;
    let row = page.wait_until_row(&refused.name, &text("files.state.failed")).await?;
    assert!(row.contains(words), "{row:?} does not say {words:?}");
    secrets.must_be_nowhere(stage, Form::GoneOrBlank, "a refused upload").await?;
    must_have_called(page, &["/authorize", "/account/info", "/file/upload"]).await?;

    page.reload().await?;
    page.wait_until_logged_in().await?;
    secrets.must_be_nowhere(stage, Form::GoneOrBlank, "a reload").await?;
    must_be_kept(page, Some(&second), secrets).await?;

    page.log_out().await?;
    secrets.must_be_nowhere(stage, Form::GoneOrBlank, "logging out").await?;
    must_be_kept(page, None, secrets).await?;
    wait_until_no_token(host, CAROL).await
}

/// A login by keys that does not stay.
async fn pass_by_with_keys(stage: &Stage, secrets: &mut Secrets) -> Outcome {
    let Stage { host, page } = stage;
    let wrong = Login::Keys { key1: KEY1.to_owned(), key2: KEY1.to_owned() };
    page.try_to_log_in(&wrong).await?;
    page.wait_for_message(&[&text("error.bad-credentials")]).await?;
    secrets.must_be_nowhere(stage, Form::Filled, "wrong keys").await?;

    let keys = Login::Keys { key1: KEY1.to_owned(), key2: KEY2.to_owned() };
    page.log_in(&keys).await?;
    secrets.learn_token(page).await?;
    secrets.must_be_nowhere(stage, Form::GoneOrBlank, "logging in by keys").await?;
    must_be_kept(page, None, secrets).await?;

    let photo = files::photo()?;
    page.choose_files(&[&photo]).await?;
    page.wait_until_done(&[&photo]).await?;
    secrets.must_be_nowhere(stage, Form::GoneOrBlank, "an upload after keys").await?;
    must_be_kept(page, None, secrets).await?;

    page.log_out().await?;
    secrets.must_be_nowhere(stage, Form::GoneOrBlank, "logging out after keys").await?;
    must_be_kept(page, None, secrets).await?;
    wait_until_no_token(host, CAROL).await
}

#[test]
fn secrets_leave_no_trace() {
    run_with("secrets", host(), async |stage| {
        let Stage { host, page } = stage;
        let mut secrets = Secrets::of_carol();
        page.note_tokens().await?;
        page.open(&host.page()).await?;
        stay_by_password(stage, &mut secrets).await?;
        pass_by_with_keys(stage, &mut secrets).await?;
        assert_eq!(secrets.known.len(), 4 + 3, "two tokens by password, one by keys");
        Ok(())
    });
}

/// Whoever makes a link to a page has no say in which host gets what the page supplies.
#[test]
fn the_address_of_a_page_chooses_no_host_for_its_widget() {
    run("secrets-address", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        let address = format!("{}?host=disccloud", site.page("several.html"));
        page.browser.client.goto(&address).await?;
        let supply = "
            let asked = 0;
            const element = document.createElement('upload-widget');
            element.setAttribute('load', 'now');
            element.credentials = () => { asked += 1; return { accessToken: 't', accountId: '1' }; };
            document.getElementById('place').append(element);
            const { detail } = await event(element, 'error');
            return [detail.code, detail.message.split(':')[0], asked];";
        let answer = page.run_script(supply).await?;
        assert_eq!(answer, json!(["load-failed", "credentials", 0]));

        // A page of the host's own is what its address is for.
        let own = StaticSite::start().await?;
        page.open(&format!("{}?host=disccloud", own.address)).await?;
        let chosen = "
            await import('/loader.js');
            const element = document.createElement('upload-widget');
            element.setAttribute('load', 'now');
            document.body.append(element);
            await event(element, 'ready');
            return [document, element.shadowRoot].map((root) => root.querySelector('select').selectedOptions[0].text);";
        let expected = [Profile::Disccloud, Profile::Filecloudy].map(label);
        assert_eq!(page.run_script(chosen).await?, json!(expected));
        Ok(())
    });
}
