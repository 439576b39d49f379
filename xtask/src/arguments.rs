//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

use crate::failure::Failure;
use crate::test::Part;
use crate::tools::Network;

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
Usage: cargo xtask COMMAND [OPTIONS]

Every command first checks the tools it needs and installs what is missing: into target/tools,
except the wasm32 target (rustup), and the browser and Node.js for tests (the system's package
manager).

Commands:
  serve   Start the sandbox host and the page, open the page; Ctrl-C stops both
  test    Run every check and test; the last line is `N passed, N failed`, and `, N skipped` where
          the machine lacks something
  build   Build the production files into dist/ and print their sizes
  package Build dist/package for other people's pages and for npm
  bench   Measure the page beside its peers, which npm installs
  help    Print this text

Options of serve:
  --port N           Port of the page [8080]; the next free one when it is taken
  --sandbox-port N   Port of the sandbox host [8788]; likewise
  --host PROFILE     Open the page on this sandbox profile, for example filecad
  --data DIR         Keep the sandbox's files and accounts in DIR [a temporary folder]
  --release          Build the page as for production (slower to build)
  --no-open          Do not open a browser

Options of test:
  --only NAME        Run one part; may be given several times. The parts, in order:
                     fmt, clippy, clippy-wasm, docs, native, browser, e2e, recipes, budgets
                     and, only when asked for: soak (long runs)

Options of bench:
  --quick            A minute's look instead of medians of several rounds
  --only PART        Measure one part and keep what is known of the others; may be given several
                     times: load, add, press, large, many, scale, mishaps
  --contender NAME   Likewise: ours, bare, uppy, filepond, dropzone, blueimp
  --no-run           Measure nothing; with --publish, for what was measured before
  --publish          Write docs/bench.md, docs/bench.json and the table in README.md
  --machine TEXT     What to call the machine there, for example \"2 shared cores\"
  --ratchet          Measure nothing else, and lower tests/bench/budgets.json where that is possible

Options of every command:
  --offline          Never use the network for tools; a missing tool is an error
";

/// Default port of the page.
const PAGE_PORT: u16 = 8080;
/// Default port of the sandbox host. The page looks there by itself.
pub(crate) const SANDBOX_PORT: u16 = 8788;

/// What to do.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    /// Print the help.
    Help,
    /// Start the sandbox and the page.
    Serve(Serve),
    /// Build the production files.
    Build(Build),
    /// Split what trunk has built; not for people, so the help does not name it.
    Split,
    /// Build the package.
    Package(Build),
    /// Run checks and tests.
    Test(Test),
    /// Measure the page beside its peers.
    Bench(Bench),
}

/// Options of `serve`.
#[derive(Debug, PartialEq)]
pub(crate) struct Serve {
    /// Wanted port of the page.
    pub(crate) port: u16,
    /// Wanted port of the sandbox.
    pub(crate) sandbox_port: u16,
    /// The sandbox profile that the page opens on.
    pub(crate) profile: Option<String>,
    /// Where the sandbox keeps its data; a temporary folder without it.
    pub(crate) data: Option<PathBuf>,
    /// Build the page as for production.
    pub(crate) release: bool,
    /// Open a browser.
    pub(crate) open: bool,
    /// Whether tools may be downloaded.
    pub(crate) network: Network,
}

/// Options of `build` and `package`.
#[derive(Debug, PartialEq)]
pub(crate) struct Build {
    /// Whether tools may be downloaded.
    pub(crate) network: Network,
}

/// Options of `test`.
#[derive(Debug, PartialEq)]
pub(crate) struct Test {
    /// The parts to run, in order.
    pub(crate) parts: Vec<Part>,
    /// Whether tools may be downloaded.
    pub(crate) network: Network,
}

/// Options of `bench`.
#[derive(Debug, PartialEq)]
pub(crate) struct Bench {
    /// What the program that measures is told; it knows its own options.
    pub(crate) arguments: Vec<OsString>,
    /// Whether tools may be downloaded.
    pub(crate) network: Network,
}

/// Reads the command line.
pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Task, Failure> {
    task(&mut parser).map_err(|cause| Failure::Usage(format!("{cause}.")))
}

fn task(parser: &mut lexopt::Parser) -> Result<Task, lexopt::Error> {
    match parser.next()? {
        Some(Value(command)) => match command.to_str() {
            Some("serve") => serve(parser).map(|options| options.map_or(Task::Help, Task::Serve)),
            Some("build") => build(parser).map(|options| options.map_or(Task::Help, Task::Build)),
            Some("split") => Ok(Task::Split),
            Some("package") => {
                build(parser).map(|options| options.map_or(Task::Help, Task::Package))
            }
            Some("test") => test(parser).map(|options| options.map_or(Task::Help, Task::Test)),
            Some("bench") => bench(parser).map(|options| options.map_or(Task::Help, Task::Bench)),
            Some("help") => Ok(Task::Help),
            _ => Err(format!("there is no command {command:?}").into()),
        },
        None | Some(Short('h') | Long("help")) => Ok(Task::Help),
        Some(other) => Err(other.unexpected()),
    }
}

/// The options of `serve`, or None when help is asked for.
fn serve(parser: &mut lexopt::Parser) -> Result<Option<Serve>, lexopt::Error> {
    let mut options = Serve {
        port: PAGE_PORT,
        sandbox_port: SANDBOX_PORT,
        profile: None,
        data: None,
        release: false,
        open: true,
        network: Network::from_environment(),
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => options.port = port(parser)?,
            Long("sandbox-port") => options.sandbox_port = port(parser)?,
            Long("host") => options.profile = Some(parser.value()?.string()?),
            Long("data") => options.data = Some(absolute(parser.value()?.into())?),
            Long("release") => options.release = true,
            Long("no-open") => options.open = false,
            Long("offline") => options.network = Network::Forbidden,
            Short('h') | Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(options))
}

fn build(parser: &mut lexopt::Parser) -> Result<Option<Build>, lexopt::Error> {
    let mut network = Network::from_environment();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("offline") => network = Network::Forbidden,
            Short('h') | Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(Build { network }))
}

fn test(parser: &mut lexopt::Parser) -> Result<Option<Test>, lexopt::Error> {
    let mut only = Vec::new();
    let mut network = Network::from_environment();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("only") => only.push(part(&parser.value()?.string()?)?),
            Long("offline") => network = Network::Forbidden,
            Short('h') | Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    let parts = match only.is_empty() {
        true => Part::usual(),
        false => only,
    };
    Ok(Some(Test { parts, network }))
}

fn bench(parser: &mut lexopt::Parser) -> Result<Option<Bench>, lexopt::Error> {
    let mut options = Bench { arguments: Vec::new(), network: Network::from_environment() };
    for argument in parser.raw_args()? {
        match argument.to_str() {
            Some("--offline") => options.network = Network::Forbidden,
            Some("-h" | "--help") => return Ok(None),
            _ => options.arguments.push(argument),
        }
    }
    Ok(Some(options))
}

/// The sandbox runs in the project's folder; the path was meant from here.
fn absolute(path: PathBuf) -> Result<PathBuf, lexopt::Error> {
    std::path::absolute(&path)
        .map_err(|cause| format!("{} is no usable path: {cause}", path.display()).into())
}

fn port(parser: &mut lexopt::Parser) -> Result<u16, lexopt::Error> {
    match parser.value()?.parse()? {
        0 => Err("a port is a number from 1 to 65535".into()),
        port => Ok(port),
    }
}

fn part(name: &str) -> Result<Part, lexopt::Error> {
    let known = Part::ALL.into_iter().find(|part| part.name() == name);
    known.ok_or_else(|| {
        let names = Part::ALL.map(Part::name).join(", ");
        format!("there is no part {name:?}; the parts are {names}").into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Result<Task, Failure> {
        parse(lexopt::Parser::from_args(args))
    }

    #[test]
    fn nothing_or_help_prints_help() {
        for args in [&[][..], &["help"], &["--help"], &["serve", "-h"]] {
            assert_eq!(parsed(args).unwrap(), Task::Help);
        }
    }

    #[test]
    fn serve_has_defaults_and_takes_its_options() {
        let Task::Serve(defaults) = parsed(&["serve"]).unwrap() else {
            panic!("not serve");
        };
        assert_eq!((defaults.port, defaults.sandbox_port), (8080, 8788));
        assert!(defaults.open && !defaults.release);

        let args = ["serve", "--port=9000", "--host", "filecad", "--no-open"];
        let Task::Serve(options) = parsed(&args).unwrap() else {
            panic!("not serve");
        };
        assert_eq!(options.port, 9000);
        assert_eq!(options.profile.as_deref(), Some("filecad"));
        assert!(!options.open);
    }

    #[test]
    fn test_runs_all_but_soak_unless_told() {
        let Task::Test(all) = parsed(&["test"]).unwrap() else {
            panic!("not test");
        };
        assert!(!all.parts.contains(&Part::Soak));
        assert_eq!(all.parts.len(), Part::ALL.len() - 1);

        let args = ["test", "--only", "fmt", "--only", "clippy-wasm"];
        let Task::Test(two) = parsed(&args).unwrap() else {
            panic!("not test");
        };
        assert_eq!(two.parts, [Part::Fmt, Part::ClippyWasm]);
    }

    #[test]
    fn bench_passes_its_options_on() {
        let Task::Bench(options) = parsed(&["bench", "--only", "load", "--offline"]).unwrap()
        else {
            panic!("not bench");
        };
        assert_eq!(options.arguments, ["--only", "load"]);
        assert_eq!(options.network, Network::Forbidden);
    }

    #[test]
    fn the_help_names_every_part_of_the_tests() {
        let usual = Part::usual().into_iter().map(Part::name).collect::<Vec<_>>().join(", ");
        let listed = format!(" {usual}\n");
        assert!(HELP.contains(&listed), "{listed}");
        assert!(HELP.contains(&format!("only when asked for: {} ", Part::Soak.name())));
    }

    #[test]
    fn the_help_names_every_part_of_the_benchmark() {
        let parts = include_str!("../../tests/bench/README.md").lines();
        let parts = parts.filter_map(|line| line.strip_prefix("| `")?.split('`').next());
        let listed = format!("times: {}\n", parts.collect::<Vec<_>>().join(", "));
        assert!(HELP.contains(&listed), "{listed}");
    }

    #[test]
    fn nonsense_is_a_usage_failure() {
        for args in [
            &["sevre"][..],
            &["serve", "--port", "0"],
            &["serve", "--port", "70000"],
            &["test", "--only", "everything"],
            &["build", "extra"],
        ] {
            assert!(matches!(parsed(args), Err(Failure::Usage(_))), "{args:?}");
        }
    }
}
