//! The command line.

use lexopt::prelude::*;
use sandbox::{AccountConfig, Config, Profile, Secret};

/// What the command line asks for.
pub(crate) enum Command {
    Run(Box<Config>),
    Help,
}

pub(crate) const HELP: &str = "\
Plays five hosts of the File Upload API v2 on 127.0.0.1.

  --port N              listen on this port (8788; 0 takes any free one)
  --data DIR            keep everything in DIR (otherwise a temporary folder, removed at the end)
  --account NAME:PASS   add an account to every profile, or change its password; repeatable
  --accounts FILE       JSON list of accounts with their packages, in place of the demo accounts
  --observed LIST       switches, comma-separated: all, none, cors-misspelt, options-405, ...
                        PROFILE:LIST sets them for one profile only; repeatable
  --page DIR            serve a built web page at /
  --page-port N         serve the page on a second port too, as another origin
  --quiet               no log on standard error
  --help                this text

The first line on standard output is a JSON list with each profile's API base and a login.";

pub(crate) fn parse() -> Result<Command, String> {
    read(lexopt::Parser::from_env())
}

fn read(mut parser: lexopt::Parser) -> Result<Command, String> {
    let mut config = Config::default();
    let mut added = Vec::new();
    let text = |error: lexopt::Error| error.to_string();
    while let Some(argument) = parser.next().map_err(text)? {
        match argument {
            Long("port") => config.port = parser.value().and_then(|v| v.parse()).map_err(text)?,
            Long("page-port") => {
                config.page_port = Some(parser.value().and_then(|v| v.parse()).map_err(text)?);
            }
            Long("page") => config.page = Some(parser.value().map_err(text)?.into()),
            Long("data") => config.data = Some(parser.value().map_err(text)?.into()),
            Long("account") => {
                let value = parser.value().and_then(|v| v.string()).map_err(text)?;
                let (name, password) =
                    value.split_once(':').ok_or("--account wants NAME:PASSWORD")?;
                added.push((name.to_owned(), password.to_owned()));
            }
            Long("accounts") => {
                let path = parser.value().and_then(|v| v.string()).map_err(text)?;
                config.accounts = read_accounts(&path)?;
            }
            Long("observed") => {
                let value = parser.value().and_then(|v| v.string()).map_err(text)?;
                observe(&mut config, &value)?;
            }
            Long("quiet") => config.log = false,
            Long("help") | Short('h') => return Ok(Command::Help),
            other => return Err(other.unexpected().to_string()),
        }
    }
    if config.page_port.is_some() && config.page.is_none() {
        return Err("--page-port needs --page".to_owned());
    }
    for (name, password) in added {
        match config.accounts.iter_mut().find(|account| account.username == name) {
            Some(account) => account.password = Secret::new(password),
            None => config.accounts.push(AccountConfig::new(&name, &password)),
        }
    }
    Ok(Command::Run(Box::new(config)))
}

/// `LIST` for every profile, or `PROFILE:LIST` for one on top of what holds for all so far.
fn observe(config: &mut Config, value: &str) -> Result<(), String> {
    let Some((name, list)) = value.split_once(':') else {
        return config.switches.apply_list(value);
    };
    let profile =
        Profile::from_name(name).ok_or_else(|| format!("there is no profile {name:?}"))?;
    let mut switches = config.switches_of(profile);
    switches.apply_list(list)?;
    config.own_switches.push((profile, switches));
    Ok(())
}

fn read_accounts(path: &str) -> Result<Vec<AccountConfig>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let accounts: Vec<AccountConfig> =
        serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"))?;
    let whole = |key: &Option<Secret>| key.as_ref().is_none_or(|key| key.reveal().len() == 64);
    match accounts.iter().find(|account| !whole(&account.key1) || !whole(&account.key2)) {
        Some(account) => {
            Err(format!("{path}: the keys of {} need 64 characters", account.username))
        }
        None => Ok(accounts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(arguments: &[&str]) -> Result<Config, String> {
        match read(lexopt::Parser::from_args(arguments))? {
            Command::Run(config) => Ok(*config),
            Command::Help => Err("help".to_owned()),
        }
    }

    #[test]
    fn options_reach_the_config() {
        let config = config(&[
            "--port=0",
            "--account",
            "anna:pass:word",
            "--account=free:x",
            "--observed",
            "none",
        ])
        .unwrap();
        assert_eq!(config.port, 0);
        assert_eq!(config.switches, sandbox::Switches::documented());
        let password = |name: &str| {
            let account = config.accounts.iter().find(|account| account.username == name);
            account.map(|account| account.password.reveal().to_owned())
        };
        assert_eq!(password("anna").as_deref(), Some("pass:word"));
        assert_eq!(password("free").as_deref(), Some("x"));
        assert_eq!(password("admin").as_deref(), Some(sandbox::DEMO_PASSWORD));
    }

    #[test]
    fn switches_can_be_given_to_one_profile() {
        let config =
            config(&["--observed", "ids-numbers", "--observed=filecad:cors-absent"]).unwrap();
        assert_eq!(config.switches_of(Profile::Filecad).cors, sandbox::Cors::Absent);
        assert_eq!(config.switches_of(Profile::Filecad).ids, sandbox::Ids::Numbers);
        assert_eq!(config.switches_of(Profile::Cyberfile).cors, sandbox::Cors::Right);
    }

    #[test]
    fn accounts_are_read_and_short_keys_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.json");
        let path = path.to_str().unwrap();
        std::fs::write(
            path,
            r#"[{"username": "anna", "password": "x", "package": {"can_upload": 0}}]"#,
        )
        .unwrap();
        let accounts = config(&["--accounts", path]).unwrap().accounts;
        assert_eq!((accounts.len(), accounts[0].package.can_upload), (1, 0));
        std::fs::write(path, r#"[{"username": "anna", "password": "x", "key1": "short"}]"#)
            .unwrap();
        assert!(config(&["--accounts", path]).is_err_and(|error| error.contains("64 characters")));
    }

    #[test]
    fn mistakes_are_refused() {
        for wrong in
            [&["--port", "many"][..], &["--page-port", "1"], &["--account", "anna"], &["--tea"]]
        {
            assert!(config(wrong).is_err(), "{wrong:?}");
        }
    }
}
