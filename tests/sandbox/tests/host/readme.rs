//! The README names every switch and every fault.

use sandbox::{Config, Profile, Server};
use serde_json::json;

#[tokio::test]
async fn the_readme_has_every_switch_and_fault() {
    let readme = include_str!("../../README.md");
    let server = Server::start(Config::for_tests()).await.unwrap();
    let control = server.control();
    let switches = control.switches(Some(Profile::Filecad));
    for name in switches["filecad"].as_object().unwrap().keys() {
        assert!(readme.contains(&format!("`{name}`")), "the switch {name} is not in the README");
    }
    // The refusal of an unknown kind lists all there are.
    let refusal = control.add_fault(json!({ "kind": "meteor" })).expect_err("no such kind");
    let kinds: Vec<&str> = refusal.split('`').skip(3).step_by(2).collect();
    assert!(kinds.len() > 20, "{refusal}");
    for kind in kinds {
        assert!(
            readme.contains(&format!("\"kind\":\"{kind}\"")),
            "the fault {kind} is not in the README"
        );
    }
}

#[tokio::test]
async fn the_examples_in_the_readme_are_accepted() {
    let readme = include_str!("../../README.md");
    let server = Server::start(Config::for_tests()).await.unwrap();
    let examples = readme.split("`fault '").skip(1).map(|rest| rest.split('\'').next().unwrap());
    let mut seen = 0;
    for example in examples {
        let fault =
            serde_json::from_str(example).unwrap_or_else(|error| panic!("{error}: {example}"));
        server.control().add_fault(fault).unwrap_or_else(|error| panic!("{error}: {example}"));
        seen += 1;
    }
    assert!(seen > 20);
}
