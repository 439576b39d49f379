//! The sandbox host as a child process.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::process::{self, Process};
use crate::terminal::{self, Align};
use crate::workspace::Workspace;

/// How long the sandbox may take to say that it listens.
const START_LIMIT: Duration = Duration::from_secs(30);

/// One of the hosts that the sandbox plays, with its demo account.
#[derive(Debug, PartialEq)]
pub(crate) struct Account {
    /// The host it plays, for example "filecloudy".
    pub(crate) profile: String,
    /// Where its API is, ending in a slash.
    pub(crate) api_base: String,
    username: String,
    password: String,
    key1: String,
    key2: String,
}

/// A running sandbox; it ends when this value is dropped.
pub(crate) struct Sandbox {
    process: Process,
    /// Where it listens: `http://127.0.0.1:PORT`.
    pub(crate) origin: String,
    /// What it plays.
    pub(crate) accounts: Vec<Account>,
}

impl Sandbox {
    /// Compiles the sandbox, when it has changed.
    pub(crate) fn build(workspace: &Workspace) -> Result<(), Failure> {
        terminal::step("Building the sandbox host (usually 1 to 2 minutes the first time)");
        let mut cargo = workspace.cargo("build");
        process::run("Building the sandbox host", cargo.args(["--package", "sandbox"]))
    }

    /// Starts the sandbox on `port` of loopback and waits until it says that it listens. Its other
    /// options are listed by `cargo run -p sandbox -- --help`.
    pub(crate) fn start(
        workspace: &Workspace,
        port: u16,
        options: &[&OsStr],
    ) -> Result<Self, Failure> {
        let program = format!("sandbox{}", std::env::consts::EXE_SUFFIX);
        let mut command = workspace.command(workspace.dev_binaries.join(program));
        command.args(["--port", &port.to_string()]).args(options).stdout(Stdio::piped());
        let mut process = Process::start(&mut command)?;
        let line = first_line(&mut process)?;
        let accounts = accounts(&line).ok_or_else(|| {
            Failure::machine(
                format!("The sandbox host did not print its accounts but: {}", line.trim()),
                "Run `cargo run -p sandbox` to see it alone.",
            )
        })?;
        Ok(Self { process, origin: format!("http://127.0.0.1:{port}"), accounts })
    }

    /// How the sandbox ended, or None while it runs.
    pub(crate) fn ended(&mut self) -> Option<std::process::ExitStatus> {
        self.process.ended()
    }

    /// The demo accounts, for reading.
    pub(crate) fn account_lines(&self) -> Vec<String> {
        account_lines(&self.accounts)
    }
}

/// A table of logins, then the keys: they are too long for a column.
fn account_lines(accounts: &[Account]) -> Vec<String> {
    let head = ["host", "username", "password", "API"];
    let row = |account: &Account| {
        let cells = [&account.profile, &account.username, &account.password, &account.api_base];
        cells.map(String::clone).to_vec()
    };
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(accounts.iter().map(row));
    let mut lines = terminal::table(&[Align::Left; 4], &rows);

    let with_keys = accounts.iter().filter(|account| !account.key1.is_empty());
    let keys = with_keys.flat_map(|account| {
        let line = |name: &str, key: &str| vec![account.profile.clone(), name.into(), key.into()];
        [line("key1", &account.key1), line("key2", &account.key2)]
    });
    let keys: Vec<Vec<String>> = keys.collect();
    if !keys.is_empty() {
        lines.push(String::new());
        lines.push("Or log in by two keys:".to_owned());
        lines.extend(terminal::table(&[Align::Left; 3], &keys));
    }
    lines
}

/// The first line the sandbox prints. What follows is passed on to the terminal.
fn first_line(process: &mut Process) -> Result<String, Failure> {
    let did_not_start = |why: &str| {
        Failure::machine(
            format!("The sandbox host did not start: {why}."),
            "Run `cargo run -p sandbox` to see it alone.",
        )
    };
    let output = process.take_stdout().ok_or_else(|| did_not_start("its output cannot be read"))?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut line = String::new();
        if output.read_line(&mut line).is_ok_and(|count| count > 0) {
            let _ = sender.send(line);
        }
        // Read on to the end: a full pipe would stop the sandbox.
        let mut rest = [0; 4096];
        while let Ok(count @ 1..) = output.read(&mut rest) {
            let mut terminal = std::io::stdout().lock();
            let _ = std::io::Write::write_all(&mut terminal, &rest[..count]);
        }
    });
    let start = Instant::now();
    loop {
        match receiver.recv_timeout(Duration::from_millis(100)) {
            Ok(line) => return Ok(line),
            Err(RecvTimeoutError::Disconnected) => return Err(did_not_start("it ended at once")),
            Err(RecvTimeoutError::Timeout) if process::interrupted() => {
                return Err(Failure::Interrupted);
            }
            Err(RecvTimeoutError::Timeout) if start.elapsed() > START_LIMIT => {
                return Err(did_not_start("it did not say that it listens"));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Reads the line of JSON that the sandbox prints when it listens. A profile that logs in one
/// way only may leave the other's fields out.
fn accounts(line: &str) -> Option<Vec<Account>> {
    let list: serde_json::Value = serde_json::from_str(line).ok()?;
    let account = |entry: &serde_json::Value| {
        let text = |field: &str| entry.get(field).and_then(|it| it.as_str()).map(str::to_owned);
        Some(Account {
            profile: text("profile")?,
            api_base: text("api_base")?,
            username: text("username").unwrap_or_default(),
            password: text("password").unwrap_or_default(),
            key1: text("key1").unwrap_or_default(),
            key2: text("key2").unwrap_or_default(),
        })
    };
    list.as_array()?.iter().map(account).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_come_from_a_line_of_json() {
        let line = r#"[{"profile":"filecad","api_base":"http://127.0.0.1:8788/filecad/api/v2/",
            "username":"demo","password":"secret","key1":null}]"#;
        let accounts = accounts(line).unwrap();
        assert_eq!(accounts.len(), 1);
        assert_eq!(accounts[0].profile, "filecad");
        assert_eq!(accounts[0].password, "secret");
        assert_eq!(accounts[0].key1, "");
    }

    #[test]
    fn keys_are_listed_for_hosts_that_take_them() {
        let account = |profile: &str, key: &str| Account {
            profile: profile.to_owned(),
            api_base: "http://127.0.0.1:8788/".to_owned(),
            username: "demo".to_owned(),
            password: "secret".to_owned(),
            key1: format!("{key}{key}"),
            key2: key.to_owned(),
        };
        let lines = account_lines(&[account("filecloudy", "k"), account("filecad", "")]);
        assert_eq!(
            lines,
            [
                "host        username  password  API",
                "filecloudy  demo      secret    http://127.0.0.1:8788/",
                "filecad     demo      secret    http://127.0.0.1:8788/",
                "",
                "Or log in by two keys:",
                "filecloudy  key1  kk",
                "filecloudy  key2  k",
            ]
        );
    }

    #[test]
    fn another_line_is_refused() {
        assert_eq!(accounts("listening on 8788"), None);
        assert_eq!(accounts(r#"[{"username":"demo"}]"#), None);
    }
}
