//! Starts a sandbox host; see `--help`.

mod options;

use options::Command;
use sandbox::Server;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let config = match options::parse() {
        Ok(Command::Run(config)) => config,
        Ok(Command::Help) => {
            println!("{}", options::HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("sandbox: {error} (--help lists the options)");
            return ExitCode::FAILURE;
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime
        .map_err(|error| error.to_string())
        .and_then(|runtime| runtime.block_on(run(*config)))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: sandbox::Config) -> Result<(), String> {
    // Listened for from the start: whoever has read the first line may ask at once.
    let asked_to_end = asked_to_end().map_err(|error| error.to_string())?;
    let log = config.log;
    let server = Server::start(config).await.map_err(|error| error.to_string())?;
    let line = serde_json::to_string(&server.profiles).map_err(|error| error.to_string())?;
    // Whoever started it may have closed the pipe already; it serves all the same.
    let _ = writeln!(std::io::stdout(), "{line}");
    let _ = std::io::stdout().flush();
    if log {
        eprintln!("sandbox: listening on {}", server.origin());
        if let Some(address) = server.page_address {
            eprintln!("sandbox: the page as another origin on http://{address}");
        }
    }
    asked_to_end.await;
    server.stop().await;
    Ok(())
}

/// Ctrl-C, the system's polite request to end, or a terminal that is closed: without an orderly end
/// the temporary folder with what was uploaded would stay.
#[cfg(unix)]
fn asked_to_end() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    })
}

/// Ctrl-C.
#[cfg(windows)]
fn asked_to_end() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
