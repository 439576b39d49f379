//! Nothing secret ends up in an address, an error, a Debug output or the console.

use upload_widget::api::{Client, Credentials, Error, NewFolder, Parent, Profile, Secret};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::sandbox;

const PROFILE: Profile = Profile::Disccloud;
const PASSWORD: &str = "hunter2-is-the-password";
const FOLDER_PASSWORD: &str = "hunter3-is-for-visitors";

#[wasm_bindgen_test]
async fn secrets_stay_in_request_bodies() {
    sandbox::reset(PROFILE, "cors-right").await;
    sandbox::eval(
        "window.said = []; window.realConsole = {};
        for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace']) {
            window.realConsole[name] = console[name];
            console[name] = (...words) => { window.said.push(words.join(' ')); }
        }
        performance.setResourceTimingBufferSize(100000)",
    );
    let mut printed = Vec::new();
    let mut secrets = vec![PASSWORD.to_owned(), FOLDER_PASSWORD.to_owned()];

    let client = Client::new(sandbox::host(PROFILE));
    let wrong = Credentials::Password { username: "nobody".to_owned(), password: PASSWORD.into() };
    printed.push(format!("{wrong:?} {client:?}"));
    print(&mut printed, client.authorize(&wrong).await);
    for credentials in [sandbox::keys(PROFILE), sandbox::password()] {
        if let Credentials::Keys { key1, key2 } = &credentials {
            secrets.extend([key1, key2].map(|key| key.expose().to_owned()));
        }
        let access = client.authorize(&credentials).await.expect("the log-in works");
        printed.push(format!("{credentials:?} {access:?}"));
        secrets.push(access.token.expose().to_owned());

        let folder = NewFolder {
            name: "folder".to_owned(),
            password: Some(Secret::from(FOLDER_PASSWORD)),
            ..NewFolder::default()
        };
        printed.push(format!("{folder:?}"));
        let made = client.folder_create(&access, &folder).await;
        let hash = made.as_ref().ok().and_then(|folder| folder.access_password.clone());
        secrets.extend(hash.map(|hash| hash.expose().to_owned()));
        print(&mut printed, made);
        let uploaded = sandbox::upload(&client, &access, "a.txt", "a", &Parent::Root).await;
        let key = uploaded.as_ref().ok().and_then(|file| file.delete_hash.clone());
        secrets.extend(key.map(|key| key.expose().to_owned()));
        print(&mut printed, uploaded);

        // A server may repeat what it was sent, in its words or in a page.
        let token = access.token.expose();
        for body in [
            format!(r#"{{\"_status\":\"error\",\"response\":\"Bad token {token}.\"}}"#),
            format!("<html><title>{token}</title></html>"),
            format!("Warning: {token} in a.php"),
        ] {
            for endpoint in ["account/info", "file/upload"] {
                let fault =
                    format!(r#""endpoint": "{endpoint}", "kind": "reply", "body": "{body}""#);
                sandbox::fault(PROFILE, &fault).await;
            }
            print(&mut printed, client.account_info(&access).await);
            let upload = sandbox::upload(&client, &access, "a.txt", "a", &Parent::Root).await;
            print(&mut printed, upload);
        }
        print(&mut printed, client.disable_access_token(&access).await);
        print(&mut printed, client.account_info(&access).await);
    }

    sandbox::eval("Object.assign(console, window.realConsole)");
    printed.push(sandbox::eval("window.said.join('\\n')"));
    let addresses = sandbox::eval(
        "performance.getEntriesByType('resource').map(entry => entry.name).join('\\n')",
    );
    assert!(addresses.contains("/disccloud/api/v2/authorize"), "the addresses are recorded");
    printed.push(addresses);
    let printed = printed.join("\n");
    assert!(printed.contains("Bad token …."), "what is taken out leaves a mark");
    for secret in &secrets {
        assert!(secret.len() > 15, "all secrets are there");
        assert!(!printed.contains(secret.as_str()), "a secret of {} letters", secret.len());
    }
    assert_eq!(secrets.len(), 2 + 2 + 2 + 2 + 2);
}

fn print<T: std::fmt::Debug>(printed: &mut Vec<String>, result: Result<T, Error>) {
    if let Err(error) = &result {
        printed.push(error.to_string());
    }
    printed.push(format!("{result:?}"));
}
