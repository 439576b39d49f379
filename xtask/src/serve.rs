//! `cargo xtask serve`: the sandbox host and the page, side by side until Ctrl-C.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::arguments::{SANDBOX_PORT, Serve};
use crate::failure::Failure;
use crate::process::{self, Process};
use crate::sandbox::Sandbox;
use crate::tools::Toolbox;
use crate::workspace::Workspace;
use crate::{build, ports, terminal, trunk};

/// How often the page and both children are looked at.
const POLL: Duration = Duration::from_millis(200);
/// How long a request to the page may take.
const REQUEST_LIMIT: Duration = Duration::from_secs(5);
/// After how long we say that we are still waiting.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// Runs both until Ctrl-C, or until one of them ends by itself.
pub(crate) fn serve(workspace: &Workspace, options: &Serve) -> Result<(), Failure> {
    let toolbox = Toolbox::for_page(workspace, options.network, options.release)?;
    Sandbox::build(workspace)?;
    let sandbox_port = ports::pick("the sandbox host", options.sandbox_port, &[])?;
    let page_port = ports::pick("the page", options.port, &[sandbox_port])?;

    let mut sandbox_options = Vec::new();
    if let Some(data) = &options.data {
        sandbox_options.extend(["--data".as_ref(), data.as_os_str()]);
    }
    let mut sandbox = Sandbox::start(workspace, sandbox_port, &sandbox_options)?;
    if let Some(profile) = &options.profile {
        check_profile(&sandbox, profile)?;
    }
    let address = page_address(page_port, sandbox_port, options.profile.as_deref());

    terminal::step("Building the page (usually 1 to 3 minutes the first time, then seconds)");
    let mut page = start_trunk(workspace, &toolbox, options, page_port)?;
    wait_for_page(&mut sandbox, &mut page, page_port)?;

    terminal::say("");
    terminal::say(format_args!("The page:          {address}"));
    terminal::say(format_args!("Its states:        http://127.0.0.1:{page_port}/gallery/"));
    terminal::say(format_args!("The sandbox host:  {}", sandbox.origin));
    terminal::say("");
    for line in sandbox.account_lines() {
        terminal::say(line);
    }
    terminal::say("");
    terminal::say("Ctrl-C stops both. A saved change rebuilds the page.");
    if options.open {
        open_in_browser(&address);
    }
    loop {
        both_run(&mut sandbox, &mut page)?;
        // trunk empties its folder at each build. What cannot be copied now is tried again.
        let _ = show_gallery(&workspace.root, &page_folder(workspace, page_port));
        if process::pause(POLL).is_err() {
            // The usual way to end it, so not a failure.
            page.end();
            drop(sandbox);
            terminal::say("Stopped the page and the sandbox host.");
            return Ok(());
        }
    }
}

fn check_profile(sandbox: &Sandbox, profile: &str) -> Result<(), Failure> {
    if sandbox.accounts.iter().any(|it| it.profile == profile) {
        return Ok(());
    }
    let known: Vec<&str> = sandbox.accounts.iter().map(|it| it.profile.as_str()).collect();
    Err(Failure::Usage(format!(
        "The sandbox plays no host {profile:?}; it plays {}.",
        known.join(", ")
    )))
}

/// The page's address. On loopback the page looks for a sandbox on its default port by itself;
/// the query says what differs from that.
fn page_address(port: u16, sandbox_port: u16, profile: Option<&str>) -> String {
    let mut query = Vec::new();
    if sandbox_port != SANDBOX_PORT {
        query.push(format!("sandbox={sandbox_port}"));
    }
    if let Some(profile) = profile {
        query.push(format!("host={profile}"));
    }
    let mark = if query.is_empty() { "" } else { "?" };
    format!("http://127.0.0.1:{port}/{mark}{}", query.join("&"))
}

fn page_folder(workspace: &Workspace, port: u16) -> PathBuf {
    workspace.target.join("page").join(port.to_string())
}

/// Puts the gallery beside the page, where it is not yet. The production files go without.
fn show_gallery(root: &Path, page: &Path) -> io::Result<()> {
    let gallery = page.join("gallery");
    if !page.join("index.html").is_file() || gallery.is_dir() {
        return Ok(());
    }
    copy(&root.join("www/gallery"), &gallery)?;
    // The English texts are in the widget; the gallery looks for them in other languages, too.
    fs::copy(root.join("src/view/text/en.json"), gallery.join("en.json"))?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for file in fs::read_dir(from)? {
        let file = file?;
        let copied = to.join(file.file_name());
        match file.file_type()?.is_dir() {
            true => copy(&file.path(), &copied)?,
            false => drop(fs::copy(file.path(), copied)?),
        }
    }
    Ok(())
}

fn start_trunk(
    workspace: &Workspace,
    toolbox: &Toolbox,
    options: &Serve,
    port: u16,
) -> Result<Process, Failure> {
    let mut trunk = trunk::command(workspace, toolbox, "serve");
    trunk
        .args(["--address", "127.0.0.1", "--port", &port.to_string()])
        // Its own folder: `build`, `test` and another `serve` may write theirs meanwhile.
        .arg("--dist")
        .arg(page_folder(workspace, port))
        // Names of this machine are of no use here, and asking for them takes time without a net.
        .args(["--disable-address-lookup", "true", "--open", "false"]);
    if options.release {
        trunk.args(["--release", "true"]);
        build::forget_folders(&mut trunk);
    }
    trunk::forbid_network_if(&mut trunk, options.network);
    Process::start(&mut trunk)
}

/// trunk listens once its first build has ended, well or not.
fn wait_for_page(sandbox: &mut Sandbox, page: &mut Process, port: u16) -> Result<(), Failure> {
    let start = Instant::now();
    let mut next_word = HEARTBEAT;
    loop {
        both_run(sandbox, page)?;
        match answer(port) {
            Answer::Page => return Ok(()),
            Answer::Other => {
                terminal::warn(
                    "the page did not build, see above. Correct it and save: trunk tries again.",
                );
                return Ok(());
            }
            Answer::Nothing => {}
        }
        if start.elapsed() > next_word {
            terminal::say(format_args!(
                "Still building the page, for {} now.",
                terminal::duration(start.elapsed())
            ));
            next_word += HEARTBEAT;
        }
        process::pause(POLL)?;
    }
}

/// What a request to the page brings.
#[derive(Debug, PartialEq)]
enum Answer {
    Page,
    Other,
    Nothing,
}

fn answer(port: u16) -> Answer {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let Ok(mut stream) = TcpStream::connect_timeout(&address, REQUEST_LIMIT) else {
        return Answer::Nothing;
    };
    let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut reply = [0; 12];
    let asked = stream
        .set_read_timeout(Some(REQUEST_LIMIT))
        .and_then(|()| stream.write_all(request.as_bytes()))
        .and_then(|()| stream.read_exact(&mut reply));
    match asked {
        Ok(()) if &reply == b"HTTP/1.1 200" => Answer::Page,
        Ok(()) => Answer::Other,
        Err(_) => Answer::Nothing,
    }
}

/// Fails when one of the two has ended by itself; the other ends with us.
fn both_run(sandbox: &mut Sandbox, page: &mut Process) -> Result<(), Failure> {
    let ended = |what: &str, status: ExitStatus, other: &str| {
        Failure::machine(
            format!("{what} ended by itself ({status}), so {other} was stopped too."),
            "Its last words are above.",
        )
    };
    if let Some(status) = sandbox.ended() {
        return Err(ended("The sandbox host", status, "the page"));
    }
    if let Some(status) = page.ended() {
        return Err(ended("trunk", status, "the sandbox host"));
    }
    Ok(())
}

/// Opens the address where a person sits in front of a screen; without one nothing happens.
fn open_in_browser(address: &str) {
    let screen = !cfg!(all(unix, not(target_os = "macos")))
        || std::env::var_os("DISPLAY").is_some()
        || std::env::var_os("WAYLAND_DISPLAY").is_some();
    if !screen || !std::io::stdout().is_terminal() || std::env::var_os("CI").is_some() {
        return;
    }
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("explorer", &[]),
        _ => ("xdg-open", &[]),
    };
    let opened = Command::new(program)
        .args(arguments)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if opened.is_err() {
        terminal::say("Open the address in a browser.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn the_address_says_only_what_differs() {
        assert_eq!(page_address(8080, 8788, None), "http://127.0.0.1:8080/");
        assert_eq!(
            page_address(8081, 8790, Some("filecad")),
            "http://127.0.0.1:8081/?sandbox=8790&host=filecad"
        );
        assert_eq!(
            page_address(8080, 8788, Some("filecad")),
            "http://127.0.0.1:8080/?host=filecad"
        );
    }

    fn answer_to(reply: &'static [u8]) -> Answer {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            assert!(stream.read(&mut request).unwrap() > 0);
            stream.write_all(reply).unwrap();
        });
        let answer = answer(port);
        server.join().unwrap();
        answer
    }

    #[test]
    fn the_gallery_comes_with_each_build() {
        let folder = std::env::temp_dir().join(format!("xtask-gallery-{}", std::process::id()));
        let (root, page) = (folder.join("root"), folder.join("page"));
        let has = |file| page.join("gallery").join(file).is_file();
        let there = || has("scene.js") && has("en.json");
        fs::create_dir_all(root.join("www/gallery")).unwrap();
        fs::create_dir_all(&page).unwrap();
        fs::write(root.join("www/gallery/scene.js"), "").unwrap();
        fs::create_dir_all(root.join("src/view/text")).unwrap();
        fs::write(root.join("src/view/text/en.json"), "{}").unwrap();
        show_gallery(&root, &page).unwrap();
        assert!(!there(), "before there is a page");
        for _ in 0..2 {
            fs::write(page.join("index.html"), "").unwrap();
            show_gallery(&root, &page).unwrap();
            assert!(there());
            fs::remove_dir_all(page.join("gallery")).unwrap();
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_page_is_told_from_a_failed_build_and_from_nothing() {
        assert_eq!(answer_to(b"HTTP/1.1 200 OK\r\n\r\n"), Answer::Page);
        assert_eq!(answer_to(b"HTTP/1.1 404 Not Found\r\n\r\n"), Answer::Other);
        assert_eq!(answer_to(b"HTTP"), Answer::Nothing);
    }
}
