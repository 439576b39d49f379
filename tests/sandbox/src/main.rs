//! Starts a sandbox host; see `--help`.

mod options;

use options::Command;
use sandbox::Server;
use std::io::Write;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

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
    let text = |error: std::io::Error| error.to_string();
    let mut interrupt = signal(SignalKind::interrupt()).map_err(text)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(text)?;
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
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    server.stop().await;
    Ok(())
}
