//! The binary: its first line, a port in use, a clean stop.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_sandbox"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn first_line(child: &mut Child) -> Value {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

fn stop(child: &mut Child, signal: &str) -> Option<i32> {
    Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    child.wait().unwrap().code()
}

fn errors(child: &mut Child) -> String {
    let mut text = String::new();
    child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_first_line_tells_every_profile_and_signals_stop_it() {
    for signal in ["-INT", "-TERM"] {
        let mut child = start(&["--port", "0", "--quiet", "--account", "admin:own"]);
        let profiles = first_line(&mut child);
        let names: Vec<&str> = profiles
            .as_array()
            .unwrap()
            .iter()
            .map(|profile| profile["profile"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["filecloudy", "xcloudfile", "disccloud", "filecad", "cyberfile"]);
        for profile in profiles.as_array().unwrap() {
            let keys: Vec<&String> = profile.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["profile", "api_base", "username", "password", "key1", "key2"]);
            assert!(profile["api_base"].as_str().unwrap().ends_with("/api/v2/"));
            assert_eq!(profile["password"], "own");
        }
        assert_eq!(stop(&mut child, signal), Some(0));
        assert_eq!(errors(&mut child), "");
    }
}

#[test]
fn a_port_in_use_is_one_clear_sentence() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut child = start(&["--port", &port]);
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let expected = format!(
        "sandbox: Port {port} on 127.0.0.1 is in use; stop what uses it, or choose another with --port (0 takes any free one).\n"
    );
    assert_eq!(errors(&mut child), expected);
}

#[test]
fn a_wrong_option_is_refused_and_help_is_given() {
    let mut child = start(&["--observed", "teapot"]);
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(errors(&mut child).contains("teapot"));
    let help = Command::new(env!("CARGO_BIN_EXE_sandbox")).arg("--help").output().unwrap();
    assert!(String::from_utf8_lossy(&help.stdout).contains("--page-port"));
}
