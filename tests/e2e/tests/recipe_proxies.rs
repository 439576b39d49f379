//! The recipes of docs/proxy.md, as the files in `tests/embed/proxy` have them: only the two ports
//! are other ones. A file goes through each server from a page that it serves.

use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use e2e::failure::{Failure, Outcome};
use e2e::files;
use e2e::find::{self, PATIENCE};
use e2e::host::Host;
use e2e::journey;
use e2e::places;
use e2e::recipe::PROFILE;
use e2e::run::{Stage, run};
use e2e::user;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

/// The ports that the files name: the server's own, and the sandbox's.
const PORTS: [&str; 2] = ["8090", "8788"];
/// How large a file goes through each.
const MEBIBYTES: u64 = 5;
/// How often a server is started on another port when somebody has taken the one that was free.
const START_TRIES: u32 = 5;
/// Half of the request that is sent in two halves, in bytes: more than what servers keep in buffers.
const HALF: usize = 4 << 20;
/// How long the first half may take to the host. A server that keeps the request until it is whole is
/// waited for that long.
const HALF_LIMIT: Duration = Duration::from_secs(5);

/// A folder laid out like a clone, with the page set up as the recipes say.
struct Site {
    folder: TempDir,
    port: u16,
}

impl Site {
    fn new(way: &Way, config: &str) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("proxy-").tempdir()?;
        let at = |path: &str| folder.path().join(path);
        fs::create_dir_all(at("target/proxy"))?;
        fs::create_dir_all(at("tests/embed/proxy"))?;
        let attributes = "data-host=\"filecloudy\" data-api-base=\"/api/v2/\"";
        places::page_with(attributes, &at("dist"))?;
        let_others_read(folder.path())?;

        let port = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let written = places::workspace().join("tests/embed/proxy").join(config);
        let text = fs::read_to_string(&written)?;
        for known in PORTS {
            assert!(text.contains(known), "{config} does not name port {known}");
        }
        let text =
            text.replace(PORTS[0], &port.to_string()).replace(PORTS[1], &way.port.to_string());
        fs::write(at("tests/embed/proxy").join(config), text)?;
        Ok(Self { folder, port })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a server in the folder, and waits until it listens.
    async fn start(&self, program: &Path, arguments: &[&str]) -> Outcome<Server> {
        let address = (Ipv4Addr::LOCALHOST, self.port);
        if TcpStream::connect(address).await.is_ok() {
            return Err(Failure::new(format!("port {} is in use meanwhile", self.port)));
        }
        let mut command = Command::new(program);
        command.current_dir(self.path()).args(arguments).stdin(Stdio::null());
        // Programs that keep files of their own keep them here.
        command.env("HOME", self.path()).env("XDG_DATA_HOME", self.path());
        let log = fs::File::create(self.path().join("server.log"))?;
        let child = command.stdout(log.try_clone()?).stderr(log).kill_on_drop(true).spawn();
        let mut server = Server(child.map_err(|error| {
            Failure::new(format!("{} does not start: {error}", program.display()))
        })?);
        let started = find::until(PATIENCE, async || {
            if let Some(status) = server.0.try_wait()? {
                return Err(Failure::new(format!("it has ended with {status}")));
            }
            Ok(TcpStream::connect(address).await.map(drop).map_err(|error| error.to_string()))
        });
        match started.await {
            Ok(()) => Ok(server),
            Err(failure) => {
                let log = fs::read_to_string(self.path().join("server.log"))?;
                Err(failure.during(format!("starting {}: {log}", program.display())))
            }
        }
    }

    /// trunk builds the page itself. What is tried here is the way to the host, so it is handed the
    /// built page, and copies that.
    fn take_page_as_built(&self) -> Outcome {
        let (dist, built) = (self.path().join("dist"), self.path().join("built"));
        fs::rename(&dist, &built)?;
        let mut page = fs::read_to_string(built.join("index.html"))?;
        for file in fs::read_dir(&built)? {
            let name = file?.file_name().to_string_lossy().into_owned();
            if name != "index.html" && name != "locales" {
                let copy = format!("<link data-trunk rel=\"copy-file\" href=\"built/{name}\">");
                page = page.replace("</head>", &format!("{copy}</head>"));
            }
        }
        fs::write(self.path().join("index.html"), page)?;
        for folder in ["src", "www"] {
            // The file says that these are watched.
            fs::create_dir_all(self.path().join(folder))?;
        }
        Ok(())
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

/// Servers that root starts serve as somebody else, who must be able to read the folder.
fn let_others_read(folder: &Path) -> Outcome {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// A running server. End it with [`Server::end`].
struct Server(Child);

impl Server {
    /// In order, where the system has a way to ask for that, so that it ends its workers too.
    async fn end(mut self) -> Outcome {
        match self.0.id().filter(|_| cfg!(unix)) {
            Some(id) => drop(Command::new("kill").arg(id.to_string()).status().await?),
            None => self.0.start_kill()?,
        }
        let ended = tokio::time::timeout(Duration::from_secs(10), self.0.wait()).await;
        ended.map_err(|_| Failure::new("the server did not end"))??;
        Ok(())
    }
}

/// Whether a server passes an upload on while it comes, or keeps it until it is whole.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Passing {
    AsItComes,
    Whole,
}

/// Uploads through a running server, from the page that it serves.
async fn upload(stage: &Stage, site: &Site) -> Outcome {
    let Stage { host, page } = stage;
    page.open(&site.address()).await?;
    page.log_in(&host.password_of("admin")).await?;
    page.new_folder("Through").await?;
    let uploads = [files::random(MEBIBYTES)?];
    page.choose_files(&uploads.each_ref()).await?;
    // The widget compares the MD5 that the host gives with that of the file.
    let verified = e2e::words::text("files.state.verified");
    page.wait_until_row(&uploads[0].name, &verified).await?;
    let links = journey::links(page, &uploads).await?;
    page.read_console().await?;
    page.console.must_be_clean()?;
    let outside = host.connect(PROFILE, &host.password_of("admin")).await?;
    journey::links_give_back(&outside, &["Through"], &links, &uploads).await
}

/// Sends half a request and looks whether the host has it before the other half is sent.
async fn passing_of(way: &Way, site: &Site) -> Outcome<Passing> {
    let before = way.carried.load(Ordering::Relaxed);
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, site.port)).await?;
    let (half, whole) = (vec![b'x'; HALF], 2 * HALF);
    let head = format!(
        "POST /api/v2/file/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary=e\r\nContent-Length: {whole}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&half).await?;
    let start = Instant::now();
    // A server may hold back a few buffers of it.
    let has_come = || way.carried.load(Ordering::Relaxed) > before + HALF / 2;
    while !has_come() && start.elapsed() < HALF_LIMIT {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let passing = if has_come() { Passing::AsItComes } else { Passing::Whole };
    stream.write_all(&half).await?;
    // Whatever the host says of it.
    let _ = stream.read_to_end(&mut Vec::new()).await;
    Ok(passing)
}

/// The way between a server and the sandbox: everything is handed on, and counted.
struct Way {
    port: u16,
    carried: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Way {
    async fn to(host: &Host) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let sandbox = format!("127.0.0.1:{}", host.port());
        let carried = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&carried);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (sandbox, counted) = (sandbox.clone(), Arc::clone(&counted));
                // A server that goes away in between concerns nobody here.
                tokio::spawn(async move { carry(stream, &sandbox, &counted).await.ok() });
            }
        });
        Ok(Self { port, carried, serving })
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn carry(mut stream: TcpStream, sandbox: &str, counted: &AtomicUsize) -> std::io::Result<()> {
    let mut onward = TcpStream::connect(sandbox).await?;
    let ((mut from, mut back), (mut answers, mut to)) = (stream.split(), onward.split());
    let there = async {
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = from.read(&mut buffer).await?;
            if count == 0 {
                return to.shutdown().await;
            }
            counted.fetch_add(count, Ordering::Relaxed);
            to.write_all(&buffer[..count]).await?;
        }
    };
    let ((), _) = tokio::try_join!(there, tokio::io::copy(&mut answers, &mut back))?;
    Ok(())
}

/// Starts a server with its recipe, uploads through it, and ends it.
async fn through(
    stage: &Stage,
    config: &str,
    passing: Passing,
    start: impl AsyncFn(&Site) -> Outcome<Server>,
) -> Outcome {
    let way = Way::to(&stage.host).await?;
    let mut tries = START_TRIES;
    let (site, server) = loop {
        let site = Site::new(&way, config)?;
        match start(&site).await {
            Ok(server) => break (site, server),
            // All of them say so in these words.
            Err(failure) if tries > 1 && failure.to_string().contains("in use") => tries -= 1,
            Err(failure) => return Err(failure),
        }
    };
    let outcome = upload(stage, &site).await;
    let passed = passing_of(&way, &site).await;
    server.end().await?;
    outcome?;
    assert_eq!(passed?, passing, "{config}");
    Ok(())
}

#[test]
fn nginx() {
    run("proxy-nginx", async |stage| {
        through(stage, "nginx.conf", Passing::AsItComes, async |site| {
            let program = places::prepared("NGINX")?;
            site.start(&program, &["-p", ".", "-c", "tests/embed/proxy/nginx.conf"]).await
        })
        .await
    });
}

#[test]
fn caddy() {
    run("proxy-caddy", async |stage| {
        through(stage, "Caddyfile", Passing::AsItComes, async |site| {
            let config = ["--adapter", "caddyfile", "--config", "tests/embed/proxy/Caddyfile"];
            let arguments = [&["run"], &config[..]].concat();
            site.start(&places::prepared("CADDY")?, &arguments).await
        })
        .await
    });
}

#[test]
fn apache() {
    run("proxy-apache", async |stage| {
        through(stage, "apache.conf", Passing::AsItComes, async |site| {
            let modules = places::prepared("APACHE_MODULES")?;
            let modules = format!("Define MODULES {}", modules.display());
            let mut arguments = vec!["-d", ".", "-f", "tests/embed/proxy/apache.conf"];
            arguments.extend(["-C", &modules, "-D", "FOREGROUND"]);
            if user::is_root() {
                // The recipe is for trying it as oneself, who is nobody here. His group has another
                // name on each system, and the same number.
                arguments.extend(["-C", "User nobody", "-C", "Group #65534"]);
            }
            site.start(&places::prepared("APACHE")?, &arguments).await
        })
        .await
    });
}

#[test]
fn vite() {
    run("proxy-vite", async |stage| {
        through(stage, "vite.config.js", Passing::AsItComes, async |site| {
            let program = places::prepared("RECIPE_APPS")?.join("node_modules/.bin");
            let program = program.join(if cfg!(windows) { "vite.cmd" } else { "vite" });
            let config = ["dist", "--config", "tests/embed/proxy/vite.config.js"];
            site.start(&program, &config).await
        })
        .await
    });
}

#[test]
fn trunk() {
    run("proxy-trunk", async |stage| {
        through(stage, "Trunk-proxy.toml", Passing::Whole, async |site| {
            site.take_page_as_built()?;
            let config =
                ["serve", "--skip-version-check", "--config", "tests/embed/proxy/Trunk-proxy.toml"];
            site.start(Path::new("trunk"), &config).await
        })
        .await
    });
}
