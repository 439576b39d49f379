//! What the production files were built with, as far as their sizes depend on it.

use std::fmt;
use std::process::Command;

use serde::{Deserialize, Serialize};

/// The versions of what makes the wasm files; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tools {
    rust: String,
    wasm_opt: String,
}

impl Tools {
    /// Those of this machine. `cargo xtask` builds with the same.
    pub fn here() -> Self {
        Self { rust: version("rustc"), wasm_opt: version("wasm-opt") }
    }
}

impl fmt::Display for Tools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |version: &str| match version {
            "" => "none".to_owned(),
            version => version.to_owned(),
        };
        write!(f, "Rust {}, wasm-opt {}", named(&self.rust), named(&self.wasm_opt))
    }
}

fn version(program: &str) -> String {
    let output = Command::new(program).arg("--version").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    version_in(&text.unwrap_or_default()).to_owned()
}

/// The version in "rustc 1.95.0 (…)" or "wasm-opt version 132 (…)".
fn version_in(text: &str) -> &str {
    let mut words = text.split_whitespace();
    words.find(|word| word.starts_with(|c: char| c.is_ascii_digit())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_tools_print_them() {
        assert_eq!(version_in("rustc 1.95.0 (59807616e 2026-04-14)"), "1.95.0");
        assert_eq!(version_in("wasm-opt version 132 (version_132)"), "132");
        assert_eq!(version("no-such-program-anywhere"), "");
        assert_eq!(Tools::default().to_string(), "Rust none, wasm-opt none");
    }
}
