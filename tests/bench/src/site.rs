//! The contenders' pages, served by the sandbox on its own origin, so that no request needs leave.

use std::fs;
use std::path::{Path, PathBuf};

use e2e::failure::{Failure, Outcome};
use sandbox::{Config, Control, Profile, Server};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::contender::Contender;
use crate::{places, wire};

/// The host that everything is uploaded to.
pub const PROFILE: Profile = Profile::Filecloudy;
/// Where the page names its container.
const CONTAINER: &str = "<main id=\"upload-widget\">";
/// The kinds of file that style sheets name.
const LOADERS: [&str; 6] = [
    "--loader:.eot=file",
    "--loader:.svg=file",
    "--loader:.ttf=file",
    "--loader:.woff=file",
    "--loader:.woff2=file",
    "--loader:.gif=file",
];

/// The contenders' pages and the host behind them.
pub struct Site {
    server: Server,
    folder: PathBuf,
}

impl Site {
    /// Makes the pages of these contenders and starts the sandbox.
    ///
    /// # Errors
    /// When npm does not install the peers, or the widget's page is not built.
    pub async fn start(contenders: &[Contender]) -> Outcome<Self> {
        let folder = places::leavings()?.join("site");
        if folder.is_dir() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        // A page with nothing on it, to begin from.
        fs::write(folder.join("index.html"), "<!doctype html><title>Blank</title>")?;
        if contenders.contains(&Contender::Ours) {
            make_own_page(&e2e::places::dist()?, &folder.join(Contender::Ours.name()))?;
        }
        if contenders.iter().any(|contender| contender.is_peer()) {
            make_peers(&folder).await?;
        }
        let config = Config { page: Some(folder.clone()), ..Config::for_tests() };
        let server = Server::start(config).await;
        let server = server.map_err(|error| Failure::new(error.to_string()))?;
        let site = Self { server, folder };
        site.reset()?;
        Ok(site)
    }

    /// Steers the sandbox.
    pub fn control(&self) -> Control {
        self.server.control()
    }

    /// Forgets all uploads, and lets the account upload without limits.
    ///
    /// # Errors
    /// When the sandbox cannot delete them.
    pub fn reset(&self) -> Outcome {
        let control = self.control();
        control.reset(None).map_err(Failure::new)?;
        let package = json!({ "max_upload_size": 0, "max_storage_bytes": 0 });
        let change = json!({ "username": "admin", "package": package });
        control.change_account(change).map_err(Failure::new)
    }

    /// The requests for uploads so far.
    pub fn uploads(&self) -> usize {
        let requests = self.control().requests(Some(PROFILE));
        let is_upload = |path: &str| path.ends_with("file/upload");
        requests.iter().filter(|request| !request.preflight && is_upload(&request.path)).count()
    }

    /// How many files are stored.
    pub fn stored(&self) -> usize {
        let state = self.control().state(Some(PROFILE));
        state[0]["files"].as_array().map_or(0, Vec::len)
    }

    /// The sandbox's origin.
    pub fn origin(&self) -> &str {
        self.server.origin()
    }

    /// Where the file endpoints are, for programs that are no page.
    pub fn api_base(&self) -> &str {
        &self.server.access(PROFILE).api_base
    }

    /// The bytes these addresses have on the wire. Answers of the API, which are no files, count
    /// nothing.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn bytes_on_wire(&self, addresses: &[String]) -> Outcome<u64> {
        let mut bytes = 0;
        for address in addresses {
            let path = address.strip_prefix(self.origin()).unwrap_or_default();
            let path = path.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
            let file = match path.is_empty() || path.ends_with('/') {
                true => self.folder.join(path).join("index.html"),
                false => self.folder.join(path),
            };
            if file.is_file() {
                bytes += wire::brotli_size(&fs::read(file)?)?;
            }
        }
        Ok(bytes)
    }

    /// Stops the sandbox; what was stored is deleted.
    pub async fn stop(self) {
        self.server.stop().await;
    }
}

/// The versions that npm has installed, by package.
///
/// # Errors
/// When the lock file cannot be read.
pub fn versions() -> Outcome<Vec<(&'static str, String)>> {
    let lock = fs::read_to_string(places::crate_folder().join("package-lock.json"))?;
    let lock: Value = serde_json::from_str(&lock)?;
    let packages = Contender::ALL.into_iter().filter_map(Contender::package);
    let version =
        |package: &str| lock["packages"][format!("node_modules/{package}")]["version"].clone();
    Ok(packages
        .map(|package| (package, version(package).as_str().unwrap_or("?").to_owned()))
        .collect())
}

/// The built page, set up by its attributes as its README says, once for each number of uploads at
/// a time.
fn make_own_page(dist: &Path, folder: &Path) -> Outcome {
    copy(dist, folder, |_| true)?;
    let html = fs::read_to_string(dist.join("index.html"))?;
    if !html.contains(CONTAINER) {
        return Err(Failure::new(format!("the built page holds no {CONTAINER}")));
    }
    for concurrency in ["3", "6"] {
        let container = format!(
            "{} data-host=\"{host}\" data-api-base=\"/{host}/api/v2/\" data-concurrency=\"{concurrency}\">",
            CONTAINER.trim_end_matches('>'),
            host = PROFILE.name(),
        );
        let html = html.replace(CONTAINER, &container);
        fs::write(folder.join(format!("at-{concurrency}.html")), html)?;
    }
    Ok(())
}

/// Installs the peers as their lock file says and bundles a page for each.
async fn make_peers(site: &Path) -> Outcome {
    let folder = places::leavings()?.join("npm");
    fs::create_dir_all(&folder)?;
    let source = places::crate_folder();
    let lock = fs::read(source.join("package-lock.json"))?;
    let installed = fs::read(folder.join("installed-lock.json")).is_ok_and(|last| last == lock);
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(source.join(name), folder.join(name))?;
    }
    if !installed {
        run(&folder, "npm", &["ci", "--ignore-scripts", "--loglevel=error"]).await?;
        fs::write(folder.join("installed-lock.json"), &lock)?;
    }
    // Beside node_modules, where a bundler looks for packages.
    let peers = folder.join("peers");
    if peers.is_dir() {
        fs::remove_dir_all(&peers)?;
    }
    copy(&source.join("peers"), &peers, |_| true)?;
    let names: Vec<&str> = Contender::ALL
        .into_iter()
        .filter(|contender| contender.is_peer())
        .map(Contender::name)
        .collect();
    let mut arguments: Vec<String> =
        names.iter().map(|name| format!("peers/{name}/main.js")).collect();
    arguments.extend(["--bundle", "--minify", "--format=esm", "--target=es2022"].map(Into::into));
    arguments.extend(LOADERS.map(Into::into));
    arguments.extend(["--log-level=warning".into(), "--outbase=peers".into()]);
    arguments.push(format!("--outdir={}", site.display()));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run(&folder, "node_modules/.bin/esbuild", &arguments).await?;
    // To draw an icon takes a moment: each page has the widget's, or the widget alone would pay for it.
    fs::copy(places::workspace().join("www/icon.svg"), site.join("icon.svg"))?;
    copy(&peers, site, |path| path.extension().is_some_and(|extension| extension == "html"))
}

async fn run(folder: &Path, program: &str, arguments: &[&str]) -> Outcome {
    let path = if program.contains('/') { folder.join(program) } else { program.into() };
    let status = Command::new(path).current_dir(folder).args(arguments).status().await;
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(format!("{program} did not succeed ({status})"))),
        Err(error) => Err(Failure::new(format!(
            "{program} does not start ({error}): the peers need Node.js with npm"
        ))),
    }
}

/// Copies what `wanted` says, folders and all.
fn copy(from: &Path, to: &Path, wanted: fn(&Path) -> bool) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let source = entry?.path();
        let Some(name) = source.file_name() else { continue };
        let target = to.join(name);
        if source.is_dir() {
            copy(&source, &target, wanted)?;
        } else if wanted(&source) {
            fs::copy(&source, target)?;
        }
    }
    Ok(())
}
