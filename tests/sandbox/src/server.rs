//! Starting, serving and stopping.

use crate::api::{self, BreakConnection};
use crate::config::Config;
use crate::control::Control;
use crate::host::Host;
use crate::profile::Profile;
use crate::sandbox::Sandbox;
use crate::{control, page, share};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, header};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tower_service::Service;

/// How long open requests may go on after a stop.
const GRACE: Duration = Duration::from_secs(2);
/// A small receive buffer lets a client feel it when a body is read slowly.
const RECEIVE_BUFFER: u32 = 256 << 10;

/// How to reach a profile and log in to it: an entry of the line printed at start.
#[derive(Clone, Serialize)]
pub struct ProfileAccess {
    /// Which of the five.
    pub profile: Profile,
    /// `http://127.0.0.1:8788/filecloudy/api/v2/`
    pub api_base: String,
    /// The first account's name.
    pub username: String,
    /// Its password.
    pub password: String,
    /// Its first key; empty where the host takes none.
    pub key1: String,
    /// Its second key, likewise.
    pub key2: String,
}

/// Without password and keys.
impl std::fmt::Debug for ProfileAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ProfileAccess({} as {})", self.api_base, self.username)
    }
}

/// Why a sandbox could not start.
#[derive(Debug)]
pub enum StartError {
    /// The port could not be had.
    Port {
        /// Which.
        port: u16,
        /// Why.
        cause: io::Error,
    },
    /// The data or temporary folder could not be used.
    Data {
        /// Why.
        cause: io::Error,
    },
    /// The page's folder has no index.html.
    Page {
        /// Why.
        cause: io::Error,
    },
    /// A profile was left without an account.
    NoAccount(Profile),
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StartError::Port { port, cause } if cause.kind() == io::ErrorKind::AddrInUse => write!(
                f,
                "Port {port} on 127.0.0.1 is in use; stop what uses it, or choose another with --port (0 takes any free one)."
            ),
            StartError::Port { port, cause } => {
                write!(f, "Port {port} on 127.0.0.1 can not be used: {cause}.")
            }
            StartError::Data { cause } => write!(
                f,
                "The folder for data can not be used: {cause}; choose another with --data."
            ),
            StartError::Page { cause } => write!(
                f,
                "The page's folder has no readable index.html: {cause}; `cargo xtask build` makes one in dist/."
            ),
            StartError::NoAccount(profile) => {
                write!(f, "The profile {} has no account.", profile.name())
            }
        }
    }
}

impl std::error::Error for StartError {}

/// A sandbox that runs. Dropped, it stops at once; [`Server::stop`] stops it in order.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where the page is served as another origin, if asked for.
    pub page_address: Option<SocketAddr>,
    /// How to reach each profile.
    pub profiles: Vec<ProfileAccess>,
    sandbox: Arc<Sandbox>,
    stop: watch::Sender<bool>,
    accepting: Vec<JoinHandle<()>>,
    temporary: Option<TempDir>,
}

impl Server {
    /// Starts a sandbox on loopback inside the current tokio runtime.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let server = sandbox::Server::start(sandbox::Config::for_tests()).await.unwrap();
    /// let filecad = server.access(sandbox::Profile::Filecad);
    /// assert!(filecad.api_base.ends_with("/filecad/api/v2/"));
    /// server.stop().await;
    /// # }
    /// ```
    pub async fn start(config: Config) -> Result<Server, StartError> {
        let listener = listen(config.port)?;
        let address = local_address(&listener, config.port)?;
        let origin = format!("http://{address}");
        let data = |cause| StartError::Data { cause };
        let (temporary, folder) = match &config.data {
            Some(folder) => (None, folder.clone()),
            None => {
                let temporary =
                    tempfile::Builder::new().prefix("sandbox-").tempdir().map_err(data)?;
                let folder = temporary.path().to_owned();
                (Some(temporary), folder)
            }
        };
        let hosts = open_hosts(&config, &origin, &folder)?;
        let mut profiles = Vec::new();
        for host in &hosts {
            profiles.push(access(host).ok_or(StartError::NoAccount(host.profile))?);
        }
        let sandbox = Arc::new(Sandbox {
            origin: origin.clone(),
            hosts,
            faults: Default::default(),
            requests: Default::default(),
            clock: Default::default(),
            log: config.log,
        });
        if let Some(page) = &config.page {
            std::fs::metadata(page.join("index.html"))
                .map_err(|cause| StartError::Page { cause })?;
        }
        let (stop, stopped) = watch::channel(false);
        let router = router(Arc::clone(&sandbox), &config);
        let mut accepting =
            vec![tokio::spawn(accept(listener, router, Arc::clone(&sandbox), stopped.clone()))];
        let mut page_address = None;
        if let Some((page, port)) = config.page.as_deref().zip(config.page_port) {
            let listener = listen(port)?;
            page_address = Some(local_address(&listener, port)?);
            let router = page::router(page, &origin, &config.frame_ancestors);
            accepting.push(tokio::spawn(accept(listener, router, Arc::clone(&sandbox), stopped)));
        }
        Ok(Server { address, page_address, profiles, sandbox, stop, accepting, temporary })
    }

    /// How to reach one profile.
    pub fn access(&self, profile: Profile) -> &ProfileAccess {
        #[allow(clippy::expect_used, reason = "start makes one for every profile")]
        self.profiles
            .iter()
            .find(|access| access.profile == profile)
            .expect("all five profiles run")
    }

    /// `http://127.0.0.1:8788`
    pub fn origin(&self) -> &str {
        &self.sandbox.origin
    }

    /// Steers and watches it, as the control endpoints do over HTTP.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.sandbox))
    }

    /// Stops: open requests get two seconds, then the temporary folder is removed.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for accepting in std::mem::take(&mut self.accepting) {
            // A task that panicked has stopped as well.
            let _ = accepting.await;
        }
        if let Some(temporary) = self.temporary.take()
            && let Err(error) = temporary.close()
        {
            eprintln!("sandbox: the temporary folder could not be removed: {error}");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for accepting in &self.accepting {
            accepting.abort();
        }
    }
}

fn open_hosts(config: &Config, origin: &str, folder: &Path) -> Result<Vec<Arc<Host>>, StartError> {
    let keep = config.data.is_some();
    let open = |profile: Profile| {
        let folder = folder.join(profile.name());
        Host::open(profile, origin, &folder, keep, &config.accounts, config.switches_of(profile))
            .map(Arc::new)
            .map_err(|cause| StartError::Data { cause })
    };
    Profile::ALL.into_iter().map(open).collect()
}

fn access(host: &Host) -> Option<ProfileAccess> {
    let state = host.state();
    let account = state.accounts.iter().next()?;
    let key = |number: usize| {
        if host.profile.accepts_keys() {
            account.keys[number].reveal().to_owned()
        } else {
            String::new()
        }
    };
    Some(ProfileAccess {
        profile: host.profile,
        api_base: host.api_base(),
        username: account.username.clone(),
        password: account.password.reveal().to_owned(),
        key1: key(0),
        key2: key(1),
    })
}

fn listen(port: u16) -> Result<TcpListener, StartError> {
    let open = || {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        socket.listen(1024)
    };
    open().map_err(|cause| StartError::Port { port, cause })
}

fn local_address(listener: &TcpListener, port: u16) -> Result<SocketAddr, StartError> {
    listener.local_addr().map_err(|cause| StartError::Port { port, cause })
}

fn router(sandbox: Arc<Sandbox>, config: &Config) -> Router {
    let mut router = control::router(Arc::clone(&sandbox));
    for host in &sandbox.hosts {
        let name = host.profile.name();
        let (shared, this) = (Arc::clone(&sandbox), Arc::clone(host));
        router = router.route(
            &format!("/{name}/{{*path}}"),
            axum::routing::any(move |request: Request<Body>| {
                site(shared.clone(), this.clone(), request)
            }),
        );
    }
    match &config.page {
        Some(page) => {
            let page = page::router(page, &sandbox.origin, &config.frame_ancestors);
            router.fallback_service(page)
        }
        None => router.route("/", axum::routing::get(move || async move { index(&sandbox) })),
    }
}

/// Everything below `/profile/`: the API, or share links.
async fn site(sandbox: Arc<Sandbox>, host: Arc<Host>, request: Request<Body>) -> Response<Body> {
    let path = request.uri().path();
    let path = path.strip_prefix(&format!("/{}/", host.profile.name())).unwrap_or_default();
    let below_api =
        path.strip_prefix("api/v2").filter(|rest| rest.is_empty() || rest.starts_with('/'));
    match below_api.map(|rest| rest.trim_start_matches('/').to_owned()) {
        Some(endpoint) => api::answer(sandbox, host, endpoint, request).await,
        None => {
            let path = path.to_owned();
            share::answer(sandbox, host, path, request).await
        }
    }
}

fn index(sandbox: &Sandbox) -> Response<Body> {
    let mut text = "A sandbox host. The API bases:\n".to_owned();
    for host in &sandbox.hosts {
        text.push_str(&host.api_base());
        text.push('\n');
    }
    Response::new(Body::from(text))
}

async fn accept(
    listener: TcpListener,
    router: Router,
    sandbox: Arc<Sandbox>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let sandbox = Arc::clone(&sandbox);
                    connections.spawn(serve(stream, router.clone(), sandbox, stopped.clone()));
                }
                // Out of file descriptors, most likely: let some connections end.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
    drop(listener);
    let all_ended = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(GRACE, all_ended).await;
}

async fn serve(
    stream: TcpStream,
    router: Router,
    sandbox: Arc<Sandbox>,
    mut stopped: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let mut renewals = sandbox.faults.renewals();
    let service = service_fn(move |request: Request<Incoming>| {
        let (mut router, sandbox) = (router.clone(), Arc::clone(&sandbox));
        async move {
            let mut response = match router.call(request.map(Body::new)).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            if response.extensions().get::<BreakConnection>().is_some() {
                return Err(io::Error::other("broken on purpose"));
            }
            if sandbox.faults.want_fresh_connections() {
                response
                    .headers_mut()
                    .insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok(response)
        }
    });
    let connection =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => {}
        _ = renewals.changed() => {}
    }
    connection.as_mut().graceful_shutdown();
    // What ends a connection concerns nobody here.
    let _ = connection.await;
}
