//! Which port to listen on when the wanted one is taken.

use std::net::{Ipv4Addr, TcpListener};

use crate::failure::Failure;
use crate::terminal;

/// How many ports after the wanted one are tried.
const TRIES: u16 = 20;

/// `wanted` when it is free on loopback, otherwise the next free port, with a word about it.
/// `taken` are ports that we are about to use ourselves.
pub(crate) fn pick(what: &str, wanted: u16, taken: &[u16]) -> Result<u16, Failure> {
    let free = |port: u16| !taken.contains(&port) && is_free(port);
    let port = first_free(wanted, free).ok_or_else(|| {
        Failure::machine(
            format!("No port from {wanted} to {} is free for {what}.", last(wanted)),
            "End the programs that use them, or name another port (see `cargo xtask help`).",
        )
    })?;
    if port != wanted {
        terminal::say(format_args!("Port {wanted} is in use, so {what} takes {port}."));
    }
    Ok(port)
}

fn last(wanted: u16) -> u16 {
    wanted.saturating_add(TRIES)
}

fn first_free(wanted: u16, free: impl Fn(u16) -> bool) -> Option<u16> {
    (wanted..=last(wanted)).find(|port| free(*port))
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wanted_port_when_it_is_free() {
        assert_eq!(first_free(8080, |_| true), Some(8080));
    }

    #[test]
    fn the_next_free_port_otherwise() {
        assert_eq!(first_free(8080, |port| port > 8082), Some(8083));
    }

    #[test]
    fn gives_up_after_a_while_and_at_the_last_port() {
        assert_eq!(first_free(8080, |_| false), None);
        assert_eq!(first_free(65_535, |_| false), None);
    }

    #[test]
    fn a_port_somebody_listens_on_is_passed_over() {
        let held = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = held.local_addr().unwrap().port();
        assert!(!is_free(port));
    }
}
