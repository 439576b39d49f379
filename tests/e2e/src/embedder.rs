//! A site of somebody else that embeds the widget: the pages of `tests/embed/pages` under a strict
//! policy, on an origin of its own, with the built files below `/widget/`.

use std::path::{Path, PathBuf};

use sandbox::Profile;
use serde_json::{Value, json};

use crate::failure::{Failure, Outcome};
use crate::find::{self, PATIENCE};
use crate::host::Host;
use crate::page::Page;
use crate::places;
use crate::web_server::{Content, WebServer};

/// The site; it ends when this value is dropped.
pub struct Embedder {
    /// `http://127.0.0.1:PORT`
    pub origin: String,
    _server: WebServer,
}

/// A site that serves nothing yet, but has its address: a host can name it before it is there itself.
pub struct Announced {
    /// `http://127.0.0.1:PORT`
    pub origin: String,
    listener: std::net::TcpListener,
}

/// What scripts of tests have at hand: a widget like the one in the page's template, added to an
/// element; the next event of that name; a file; files that are dropped or pasted on a field, which
/// tells what stands in it then.
const AT_HAND: &str = "
    const add = (place, attributes = {}, properties = {}) => {
        const element = document.getElementById('widget').content.firstElementChild.cloneNode(true);
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        document.getElementById(place).append(Object.assign(element, properties));
        return element;
    };
    const event = (element, name) => new Promise((resolve) => element.addEventListener(name, resolve, { once: true }));
    const file = (name, size = 3) => new File([new Uint8Array(size).fill(65)], name);
    const give = (field, type, ...files) => {
        const data = new DataTransfer();
        for (const file of files) data.items.add(file);
        const given = new Event(type, { bubbles: true, cancelable: true });
        field.dispatchEvent(Object.assign(given, { [type === 'paste' ? 'clipboardData' : 'dataTransfer']: data }));
        return field.value ?? field.textContent;
    };
";

/// What the site serves.
struct Files {
    /// The folders, by the path they are served under.
    folders: Vec<(&'static str, PathBuf)>,
    /// The file that is not to be had.
    missing: Option<&'static str>,
    /// Stands for `{{host}}` in pages.
    host: String,
    /// Stands for `{{files}}` in pages: the origin that has the widget's files.
    files: String,
    /// The Content Security Policy.
    policy: String,
}

impl Embedder {
    /// Starts a site whose pages talk to this host.
    ///
    /// # Errors
    /// When the page is not built or no port can be had.
    pub async fn start(host: &Host) -> Outcome<Self> {
        Self::announce()?.open(host).await
    }

    /// A site that is started later.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn announce() -> Outcome<Announced> {
        let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))?;
        Ok(Announced { origin: format!("http://{}", listener.local_addr()?), listener })
    }

    /// The same with one of the widget's files missing.
    ///
    /// # Errors
    /// See [`Embedder::start`].
    pub async fn without(host: &Host, missing: &'static str) -> Outcome<Self> {
        Self::announce()?.serve(host, Some(missing), None)
    }

    /// The address of a page.
    pub fn page(&self, name: &str) -> String {
        format!("{}/{name}", self.origin)
    }
}

impl Announced {
    /// Starts the site.
    ///
    /// # Errors
    /// See [`Embedder::start`].
    pub async fn open(self, host: &Host) -> Outcome<Embedder> {
        self.serve(host, None, None)
    }

    /// The same with the widget's files on another site.
    ///
    /// # Errors
    /// See [`Embedder::start`].
    pub async fn open_with_files_of(self, host: &Host, other: &Embedder) -> Outcome<Embedder> {
        self.serve(host, None, Some(&other.origin))
    }

    fn serve(
        self,
        host: &Host,
        missing: Option<&'static str>,
        other: Option<&str>,
    ) -> Outcome<Embedder> {
        let folders = vec![
            ("/widget/", places::dist()?),
            // The scripts as they are written, with those that only the package has.
            ("/source/", places::workspace().join("www/embed")),
            ("/", places::workspace().join("tests/embed/pages")),
        ];
        let (host, files) = (host.origin().to_owned(), other.unwrap_or_default().to_owned());
        let policy = format!(
            "default-src 'none'; script-src 'self' {files} 'wasm-unsafe-eval'; style-src 'self'; \
             connect-src 'self' {host} {files}; img-src 'self' blob:; frame-src {host}; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'"
        );
        let files = Files { folders, missing, host, files, policy };
        let server = WebServer::start_on(self.listener, files)?;
        Ok(Embedder { origin: self.origin, _server: server })
    }
}

impl Content for Files {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        let (below, folder) = self.folders.iter().find(|(below, _)| path.starts_with(below))?;
        let name = &path[below.len()..];
        let name = if name.is_empty() { "index.html" } else { name };
        let plain = !name.split('/').any(|part| part.is_empty() || part.starts_with('.'));
        if !plain || self.missing == Some(name) {
            return None;
        }
        let bytes = std::fs::read(folder.join(Path::new(name))).ok()?;
        if !name.ends_with(".html") {
            return Some(bytes);
        }
        let page = String::from_utf8(bytes).ok()?;
        Some(page.replace("{{host}}", &self.host).replace("{{files}}", &self.files).into_bytes())
    }

    fn headers(&self) -> String {
        format!("access-control-allow-origin: *\r\ncontent-security-policy: {}\r\n", self.policy)
    }
}

/// A token of an account, as a page's own server would hand it to the element.
///
/// # Errors
/// When the host gives none.
pub async fn credentials(host: &Host, profile: Profile, username: &str) -> Outcome<Value> {
    let (token, account) = host.access(profile, &host.password_of(username)).await?;
    Ok(json!({ "accessToken": token, "accountId": account }))
}

impl Page {
    /// Goes into the frame of the dialog that the element with this id has opened.
    ///
    /// # Errors
    /// When there is none.
    pub async fn enter_dialog_of(&self, id: &str) -> Outcome {
        let frame =
            "return document.getElementById(arguments[0]).shadowRoot.querySelector('iframe');";
        let frame = self.browser.client.execute(frame, vec![id.into()]).await?;
        Ok(find::element_of(&self.browser.client, &frame)?.enter_frame().await?)
    }

    /// Goes back to the page around that frame.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn leave_dialog(&self) -> Outcome {
        Ok(self.browser.client.enter_parent_frame().await?)
    }
}

/// What the page's listener has heard so far; see `tests/embed/pages/record.js`.
impl Page {
    /// The details of all events of that name.
    ///
    /// # Errors
    /// When the page records nothing.
    pub async fn heard(&self, name: &str) -> Outcome<Vec<Value>> {
        let heard = "return window.heard.filter(({ type }) => type === arguments[0]).map(({ detail }) => detail);";
        let heard = self.browser.client.execute(heard, vec![name.into()]).await?;
        heard.as_array().cloned().ok_or_else(|| Failure::new("the page records nothing"))
    }

    /// Waits until so many events of that name were heard, and returns their details.
    ///
    /// # Errors
    /// When there are fewer in the end.
    pub async fn wait_until_heard(&self, name: &str, count: usize) -> Outcome<Vec<Value>> {
        find::until(PATIENCE, async || {
            let heard = self.heard(name).await?;
            Ok(match heard.len() >= count {
                true => Ok(heard),
                false => Err(format!("{} of {count} {name}: {heard:?}", heard.len())),
            })
        })
        .await
    }

    /// Runs a script in the page; it may wait, and has `add`, `event`, `file` and `give` at hand.
    ///
    /// # Errors
    /// With what the script throws.
    pub async fn run_script(&self, script: &str) -> Outcome<Value> {
        let wrapped = format!(
            "const done = arguments[arguments.length - 1]; \
             (async () => {{ {AT_HAND} {{ {script} }} }})().then((value) => done({{ value: value ?? null }}), (reason) => done({{ reason: String(reason) }}));"
        );
        let answer = self.browser.client.execute_async(&wrapped, Vec::new()).await?;
        match answer.get("value") {
            Some(value) => Ok(value.clone()),
            None => Err(Failure::new(format!("{script}: {answer}"))),
        }
    }
}
