//! Pictures of the page in each of its states, on a phone and on a desk, light and dark:
//! `cargo run -p e2e --example screenshots -- OUTDIR`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use e2e::failure::{Failure, Outcome};
use e2e::files;
use e2e::journey::PROFILE;
use e2e::login::Login;
use e2e::page::Page;
use e2e::run::{self, Stage};
use e2e::words::text;
use serde_json::{Value, json};

/// Widths in CSS pixels, and the height of the screen.
const SCREENS: [(&str, u64, u64); 2] = [("phone", 390, 844), ("desk", 1000, 800)];
const SCHEMES: [&str; 2] = ["light", "dark"];

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("Say where the pictures go: cargo run -p e2e --example screenshots -- OUTDIR");
        return ExitCode::FAILURE;
    };
    if let Err(error) = std::fs::create_dir_all(&folder) {
        eprintln!("{}: {error}", folder.display());
        return ExitCode::FAILURE;
    }
    let folder: Arc<Path> = folder.into();
    run::run("screenshots", async |stage| take_all(stage, &folder).await);
    println!("The pictures are in {}", folder.display());
    ExitCode::SUCCESS
}

async fn take_all(stage: &Stage, folder: &Path) -> Outcome {
    let Stage { host, page } = stage;
    let camera = Camera { page, folder };
    page.open(&host.page()).await?;
    camera.take("1-login").await?;
    page.choose("Log in with", "API keys").await?;
    camera.take("2-login-with-keys").await?;
    let wrong = Login::Password { username: "admin".into(), password: "guess".into() };
    page.try_to_log_in(&wrong).await?;
    page.wait_for_message(&[&text("error.bad-credentials")]).await?;
    camera.take("3-wrong-password").await?;

    page.log_in(&host.password_of("free")).await?;
    page.wait_until_in("Home").await?;
    camera.take("4-signed-in").await?;
    page.press("New folder").await?;
    camera.take("5-new-folder").await?;
    page.fill("Name of the new folder", "Photos").await?;
    page.press("Create").await?;
    page.wait_until_in("Photos").await?;
    page.new_folder("Summer 2026").await?;

    let slowly = json!({ "endpoint": "file/upload", "kind": "slow-read", "bytes_per_second": 100_000, "times": 0 });
    host.fault(slowly).await?;
    let (photo, note, notes) =
        (files::photo()?, files::one_byte()?, files::named("notes.txt", b"three words here")?);
    let long = files::named(
        "a report with a name that is longer than any phone is wide, second draft (final).txt",
        b"words",
    )?;
    page.choose_files(&[&photo, &note, &notes, &long]).await?;
    page.row(&photo.name).await?;
    camera.take("6-uploading").await?;
    host.clear_faults().await?;
    page.wait_until_done(&[&photo, &note, &notes, &long]).await?;
    camera.take("7-done").await?;

    let refusal = "The storage server is being repaired until noon.";
    host.fault(json!({ "endpoint": "file/upload", "kind": "refuse", "message": refusal })).await?;
    let (empty, large, song) =
        (files::empty()?, files::random(6)?, files::named("song.mp3", &[7; 90_000])?);
    page.choose_files(&[&song, &empty, &large]).await?;
    page.wait_until_ended().await?;
    camera.take("8-failures").await?;

    host.change_account(
        json!({ "profile": PROFILE, "username": "free", "end_tokens": true, "locked": true }),
    )
    .await?;
    page.show_folders().await?;
    page.wait_for_message(&[&text("expired")]).await?;
    camera.take("9-login-ended").await
}

struct Camera<'a> {
    page: &'a Page,
    folder: &'a Path,
}

impl Camera<'_> {
    /// The page as it is now, whole, on each screen in each scheme.
    async fn take(&self, name: &str) -> Outcome {
        for (screen, width, height) in SCREENS {
            for scheme in SCHEMES {
                let file = self.folder.join(format!("{name}-{screen}-{scheme}.png"));
                self.set(width, height, scheme).await?;
                // What comes into view may turn out higher than was thought.
                for _ in 0..2 {
                    let whole = self.height().await?.max(height);
                    self.set(width, whole, scheme).await?;
                }
                let picture = self.page.screenshot().await?;
                std::fs::write(file, picture)?;
            }
        }
        // The steps in between are taken on a desk.
        let (_, width, height) = SCREENS[1];
        self.set(width, height, SCHEMES[0]).await
    }

    async fn set(&self, width: u64, height: u64, scheme: &str) -> Outcome {
        let phone = width < 600;
        let features = [json!({ "name": "prefers-color-scheme", "value": scheme })];
        let commands: [(&str, Value); 3] = [
            (
                "Emulation.setDeviceMetricsOverride",
                json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": phone }),
            ),
            ("Emulation.setTouchEmulationEnabled", json!({ "enabled": phone })),
            ("Emulation.setEmulatedMedia", json!({ "features": features })),
        ];
        for (command, parameters) in commands {
            self.page.browser.devtools(command, parameters).await?;
        }
        Ok(())
    }

    async fn height(&self) -> Outcome<u64> {
        let script = "return document.documentElement.scrollHeight;";
        let height = self.page.browser.client.execute(script, Vec::new()).await?;
        height.as_u64().ok_or_else(|| Failure::new(format!("a page {height} pixels high")))
    }
}
