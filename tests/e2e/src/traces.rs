//! What a page leaves where other programs, other people or a later visit could read it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::failure::{Failure, Outcome};
use crate::page::Page;

/// The place whose texts are what was typed into fields for passwords and keys.
pub const PASSWORD_FIELDS: &str = "password fields";

/// All texts at the places where a page can leave something, by place. The tab's session storage
/// is apart, see [`Page::session_storage`].
pub type Traces = BTreeMap<String, Vec<String>>;

/// Collects the texts at each place that a script can see. Markup is taken from every shadow root
/// too; what is in a field is not part of the markup.
const COLLECT: &str = r"
    const [passwordFields, done] = arguments;
    const places = {
        'the address': [location.href],
        'the referrer': [document.referrer],
        'the title': [document.title],
        'the window name': [window.name],
        'the loaded addresses': performance.getEntries().map((entry) => entry.name),
        'the history': navigation.entries()
            .map((entry) => entry.url + ' ' + JSON.stringify(entry.getState() ?? null))
            .concat(JSON.stringify(history.state)),
        'the local storage': Object.entries(localStorage).flat(),
        'the cookies of the document': [document.cookie],
        'the markup': [document.documentElement.outerHTML],
        'the fields': [],
        [passwordFields]: [],
    };
    const walk = (root) => {
        for (const element of root.querySelectorAll('*')) {
            if (element.matches('input, textarea, select')) {
                const secret = element.type === 'password';
                places[secret ? passwordFields : 'the fields'].push(element.value);
            }
            if (element.shadowRoot) {
                places['the markup'].push(element.shadowRoot.innerHTML);
                walk(element.shadowRoot);
            }
        }
    };
    walk(document);
    const named = async () => {
        places['the databases'] = (await indexedDB.databases()).map((database) => database.name);
        places['the caches'] = await caches.keys();
        for (const name of [...places['the caches']]) {
            const kept = await (await caches.open(name)).keys();
            places['the caches'].push(...kept.map((request) => request.url));
        }
    };
    named().then(() => done(places), (error) => done({ failed: String(error) }));
";

/// Has `fetch` note the tokens that the host gives out, where no place above shows them.
const NOTE_TOKENS: &str = r"
    const send = window.fetch;
    window.notedTokens = [];
    window.fetch = async (...request) => {
        const reply = await send.apply(window, request);
        if (new URL(reply.url).pathname.endsWith('/authorize')) {
            const { data } = await reply.clone().json();
            if (data?.access_token) window.notedTokens.push(data.access_token);
        }
        return reply;
    };
";

impl Page {
    /// From the next page on, notes each token that the host gives out.
    ///
    /// # Errors
    /// When the driver refuses; likewise for every step below.
    pub async fn note_tokens(&self) -> Outcome {
        let script = json!({ "source": NOTE_TOKENS });
        self.browser.devtools("Page.addScriptToEvaluateOnNewDocument", script).await?;
        Ok(())
    }

    /// The tokens that the host gave out since the page was loaded, the last one at the end.
    pub async fn noted_tokens(&self) -> Outcome<Vec<String>> {
        let noted = self.browser.client.execute("return window.notedTokens;", Vec::new()).await?;
        Ok(serde_json::from_value(noted)?)
    }

    /// The keys and values of the tab's session storage.
    pub async fn session_storage(&self) -> Outcome<Vec<(String, String)>> {
        let entries = "return Object.entries(sessionStorage);";
        let entries = self.browser.client.execute(entries, Vec::new()).await?;
        Ok(serde_json::from_value(entries)?)
    }

    /// What the page has left by now, in the tab in front and in the console.
    pub async fn traces(&self) -> Outcome<Traces> {
        let client = &self.browser.client;
        let places = client.execute_async(COLLECT, vec![PASSWORD_FIELDS.into()]).await?;
        if let Some(failed) = places["failed"].as_str() {
            return Err(Failure::new(format!("a place could not be looked at: {failed}")));
        }
        let mut traces: Traces = serde_json::from_value(places)?;
        let cookies = self.browser.devtools("Network.getAllCookies", json!({})).await?;
        let cookies = cookies["cookies"].as_array().into_iter().flatten();
        traces.insert("the cookies".to_owned(), cookies.map(Value::to_string).collect());
        self.read_console().await?;
        traces.insert("the console".to_owned(), vec![self.console.to_string()]);
        Ok(traces)
    }
}
