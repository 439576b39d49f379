//! Child processes: shown or captured, bounded in time, and ended together with us.
//!
//! Each child gets a process group of its own, so that ending it ends what it started as well
//! (trunk's cargo, a test's browser). Ctrl-C therefore reaches only us; we pass it on.

use std::ffi::OsStr;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// How often a running child is looked at.
const POLL: Duration = Duration::from_millis(30);
/// How long a child may take to end when asked, before it is killed.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a program may take to print its version.
const VERSION_LIMIT: Duration = Duration::from_secs(20);

static INTERRUPTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From now on Ctrl-C and a polite request to end only set a flag; a second one ends us at once.
pub(crate) fn watch_for_interrupt() -> Result<(), Failure> {
    let flag = Arc::clone(INTERRUPTED.get_or_init(Arc::default));
    #[cfg(unix)]
    const SIGNALS: [i32; 3] =
        [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP];
    #[cfg(not(unix))]
    const SIGNALS: [i32; 2] = [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM];
    for signal in SIGNALS {
        // Order matters: the first signal finds the flag down and only raises it.
        signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&flag))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&flag)))
            .map_err(|cause| {
                Failure::machine(format!("Cannot listen for Ctrl-C: {cause}."), "Try again.")
            })?;
    }
    Ok(())
}

/// Whether we have been asked to end.
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}

/// Waits, or fails as soon as we are asked to end.
pub(crate) fn pause(time: Duration) -> Result<(), Failure> {
    std::thread::sleep(time);
    if interrupted() {
        return Err(Failure::Interrupted);
    }
    Ok(())
}

/// A child that is ended when this value is dropped.
pub(crate) struct Process {
    child: Child,
    /// Whether it leads a group of its own.
    #[cfg_attr(not(unix), expect(dead_code, reason = "a group is for signals"))]
    grouped: bool,
}

impl Process {
    /// Starts `command` in a process group of its own, with nothing to read on standard input.
    pub(crate) fn start(command: &mut Command) -> Result<Self, Failure> {
        own_group(command);
        Self::spawn(command, true)
    }

    fn spawn(command: &mut Command, grouped: bool) -> Result<Self, Failure> {
        command.stdin(Stdio::null());
        let child = command.spawn().map_err(|cause| {
            let program = command.get_program().to_string_lossy();
            Failure::machine(
                format!("{program} could not be started: {cause}."),
                "Check that it is installed and on PATH.",
            )
        })?;
        Ok(Self { child, grouped })
    }

    /// What the child writes, when its command asked for a pipe.
    pub(crate) fn take_stdout(&mut self) -> Option<std::process::ChildStdout> {
        self.child.stdout.take()
    }

    /// How the child ended, or None while it runs.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Waits for the end. At `limit`, or when we are asked to end, the child is ended.
    fn wait(&mut self, doing: &str, limit: Option<Duration>) -> Result<ExitStatus, Failure> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.ended() {
                return Ok(status);
            }
            if let Some(limit) = limit.filter(|limit| start.elapsed() > *limit) {
                self.end();
                return Err(Failure::Program {
                    doing: doing.to_owned(),
                    ended: format!("ended after {}", crate::terminal::duration(limit)),
                });
            }
            if interrupted() {
                self.end();
                return Err(Failure::Interrupted);
            }
            std::thread::sleep(POLL);
        }
    }

    /// Asks the child and all it started to end, and kills what is left after a while. What a child
    /// that has ended by itself left behind is killed at once.
    pub(crate) fn end(&mut self) {
        if self.ended().is_none() {
            self.ask_to_end();
            let start = Instant::now();
            while self.any_runs() && start.elapsed() < PATIENCE {
                std::thread::sleep(POLL);
            }
        }
        self.kill();
    }

    /// Sends a signal to the child and all it started, or with None none at all. Says whether there
    /// was anybody to send it to.
    #[cfg(unix)]
    fn signal(&mut self, signal: Option<nix::sys::signal::Signal>) -> bool {
        let Ok(id) = i32::try_from(self.child.id()) else {
            return false;
        };
        let id = nix::unistd::Pid::from_raw(id);
        match self.grouped {
            true => nix::sys::signal::killpg(id, signal).is_ok(),
            // The id of one that has ended may be another's by now.
            false => self.ended().is_none() && nix::sys::signal::kill(id, signal).is_ok(),
        }
    }

    #[cfg(unix)]
    fn ask_to_end(&mut self) {
        self.signal(Some(nix::sys::signal::Signal::SIGTERM));
    }

    /// Windows has no groups, but a program that ends another one with all that it has started.
    #[cfg(not(unix))]
    fn ask_to_end(&mut self) {
        let mut taskkill = Command::new("taskkill");
        taskkill.args(["/T", "/F", "/PID", &self.child.id().to_string()]);
        let quiet = || Stdio::null();
        let _ = taskkill.stdin(quiet()).stdout(quiet()).stderr(quiet()).status();
    }

    /// Whether the child or something that it started still runs.
    #[cfg(unix)]
    fn any_runs(&mut self) -> bool {
        // The child comes first: until it is asked how it ended, its group is there.
        self.ended().is_none() || self.signal(None)
    }

    /// Whether the child still runs.
    #[cfg(not(unix))]
    fn any_runs(&mut self) -> bool {
        self.ended().is_none()
    }

    fn kill(&mut self) {
        #[cfg(unix)]
        self.signal(Some(nix::sys::signal::Signal::SIGKILL));
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// After the child has ended: gives its output a moment to drain, then ends what still
    /// holds the pipe open.
    fn end_stragglers(&mut self, reader: &std::thread::ScopedJoinHandle<'_, ()>) {
        let start = Instant::now();
        while !reader.is_finished() && start.elapsed() < PATIENCE {
            std::thread::sleep(POLL);
        }
        #[cfg(unix)]
        if !reader.is_finished() {
            self.signal(Some(nix::sys::signal::Signal::SIGKILL));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Puts the child into a group of its own and, where the system can, lets it end when we are
/// killed without a chance to end it ourselves.
fn own_group(command: &mut Command) {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.process_group(0);
        #[cfg(any(target_os = "linux", target_os = "android"))]
        #[expect(unsafe_code, reason = "the only way to set a parent-death signal")]
        // SAFETY: between fork and exec only async-signal-safe calls are allowed; prctl is one.
        unsafe {
            command.pre_exec(|| {
                let signal = nix::sys::signal::Signal::SIGTERM;
                nix::sys::prctl::set_pdeathsig(signal).map_err(std::io::Error::from)
            });
        }
    }
    #[cfg(not(unix))]
    let _ = command;
}

/// Runs a command with its output on the terminal; anything but success is a failure.
/// `doing` names it for a person, for example "Building the page".
pub(crate) fn run(doing: &str, command: &mut Command) -> Result<(), Failure> {
    run_within(doing, command, None)
}

/// Like [`run`], ended when it takes longer than `limit`.
pub(crate) fn run_within(
    doing: &str,
    command: &mut Command,
    limit: Option<Duration>,
) -> Result<(), Failure> {
    let status = Process::start(command)?.wait(doing, limit)?;
    succeeded(doing, status)
}

/// Like [`run`] in our own process group: for package managers, which may use the terminal.
pub(crate) fn run_in_foreground(doing: &str, command: &mut Command) -> Result<(), Failure> {
    let status = Process::spawn(command, false)?.wait(doing, None)?;
    succeeded(doing, status)
}

/// Runs a command and hands every piece of its standard output to `read` as it arrives.
pub(crate) fn run_reading(
    doing: &str,
    command: &mut Command,
    limit: Duration,
    mut read: impl FnMut(&[u8]) + Send,
) -> Result<ExitStatus, Failure> {
    let mut process = Process::start(command.stdout(Stdio::piped()))?;
    let output = process.take_stdout();
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let Some(mut output) = output else { return };
            let mut buffer = [0; 8192];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                read(&buffer[..count]);
            }
        });
        let status = process.wait(doing, Some(limit));
        // A grandchild that outlived its parent would hold the pipe open: end the whole group.
        process.end_stragglers(&reader);
        status
    })
}

fn succeeded(doing: &str, status: ExitStatus) -> Result<(), Failure> {
    if status.success() {
        return Ok(());
    }
    Err(Failure::Program { doing: doing.to_owned(), ended: status.to_string() })
}

/// What a short command prints on standard output, or None when it cannot be started, does not
/// succeed or does not end soon.
pub(crate) fn output<I, S>(program: impl AsRef<OsStr>, args: I) -> Option<String>
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut text = Vec::new();
    let mut command = Command::new(program);
    command.args(args).stderr(Stdio::null());
    let status = run_reading("A short command", &mut command, VERSION_LIMIT, |bytes| {
        text.extend_from_slice(bytes);
    });
    if !status.ok()?.success() {
        return None;
    }
    String::from_utf8(text).ok()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn output_of_a_program_that_is_not_there_is_none() {
        assert_eq!(output("no-such-program-anywhere", ["--version"]), None);
    }

    #[test]
    fn output_is_what_the_program_prints() {
        assert_eq!(output("echo", ["hello"]).as_deref(), Some("hello\n"));
        assert_eq!(output("false", [""; 0]), None);
    }

    #[test]
    fn a_command_over_its_limit_is_ended() {
        let start = Instant::now();
        let limit = Some(Duration::from_millis(100));
        let failure = run_within("Sleeping", Command::new("sleep").arg("60"), limit);
        assert!(matches!(failure, Err(Failure::Program { .. })));
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_dropped_process_has_ended() {
        let process = Process::start(Command::new("sleep").arg("60")).unwrap();
        let id = nix::unistd::Pid::from_raw(i32::try_from(process.child.id()).unwrap());
        drop(process);
        assert!(nix::sys::signal::kill(id, None).is_err());
    }

    #[test]
    fn what_a_child_leaves_behind_ends_with_it() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 60 &"]).stdout(Stdio::piped());
        let start = Instant::now();
        let mut process = Process::start(&mut shell).unwrap();
        let mut output = process.take_stdout().unwrap();
        process.wait("Leaving something behind", None).unwrap();
        drop(process);
        // It ends when nobody is left who could write.
        output.read_to_end(&mut Vec::new()).unwrap();
        assert!(start.elapsed() < Duration::from_secs(30));
    }
}
