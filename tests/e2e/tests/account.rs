//! The account line: what it tells, and logging out.

use e2e::failure::{Failure, Outcome};
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::page::Page;
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use serde_json::json;

/// Presses a button of the dialog.
async fn answer(page: &Page, button: &str) -> Outcome {
    let dialog = page.one(&Sought::any(Role::Dialog)).await?;
    Ok(page.one(&Sought::named(Role::Button, button).within(&dialog)).await?.click().await?)
}

#[test]
fn the_account_line_tells_limits_and_storage() {
    run("account-limits", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("free")).await?;
        let used =
            |used: &str| filled("account.storage-used", &[("used", used), ("total", "52.4 MB")]);
        let says = async |words: &str| {
            find::until(PATIENCE, async || {
                let widget = page.one(&Sought::named(Role::Region, "File upload")).await?;
                let shown = widget.text().await?;
                Ok(if shown.contains(words) {
                    Ok(())
                } else {
                    Err(format!("no {words:?}: {shown}"))
                })
            })
            .await
        };
        says(&used("0 bytes")).await?;
        let file = files::random(2)?;
        page.choose_files(&[&file]).await?;
        says(&used("2 MB")).await?;
        let meter = page.one(&Sought::named(Role::Meter, &text("account.meter"))).await?;
        assert_eq!(meter.attr("value").await?.as_deref(), Some("40"), "thousandths");
        page.press(&text("account.details")).await?;
        for (name, value) in
            [("account.max-upload", "5.2 MB"), ("account.uploads", "2"), ("account.imports", "2")]
        {
            says(&format!("{}\n{value}", text(name))).await?;
        }
        Ok(())
    });
}

#[test]
fn details_that_are_open_tell_what_is_in_use_as_soon_as_it_is_known() {
    run("account-details-early", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        let late = json!({ "endpoint": "folder/listing", "kind": "delay-reply", "milliseconds": 4000, "times": 0 });
        host.fault(late).await?;
        page.log_in(&host.password_of("free")).await?;
        page.press(&text("account.details")).await?;
        let in_use = format!("{}\n0 bytes", text("account.storage-in-use"));
        find::until(PATIENCE, async || {
            let told = page
                .run_script("return document.querySelector('.account-facts')?.innerText ?? '';");
            let told = told.await?.as_str().unwrap_or_default().to_owned();
            Ok(if told.contains(&in_use) { Ok(()) } else { Err(told) })
        })
        .await
    });
}

#[test]
fn logging_out_asks_while_files_are_on_their_way() {
    run("account-busy", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        host.fault(json!({ "endpoint": "file/upload", "kind": "delay", "milliseconds": 60000 }))
            .await?;
        let file = files::one_byte()?;
        page.choose_files(&[&file]).await?;
        page.wait_until_row(&file.name, &text("files.state.uploading")).await?;
        page.press(&text("account.log-out")).await?;
        assert!(page.one(&Sought::any(Role::Dialog)).await?.text().await?.contains('1'));
        answer(page, &text("dialog.cancel")).await?;
        page.none(&Sought::any(Role::Dialog)).await?;
        page.row(&file.name).await?;
        page.press(&text("account.log-out")).await?;
        answer(page, &text("account.log-out")).await?;
        page.wait_until_logged_out().await?;
        match page.rows().await?.is_empty() {
            true => Ok(()),
            false => Err(Failure::new("the list is not empty after logging out")),
        }
    });
}
