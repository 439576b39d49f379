//! The pages of forums in `tests/embed/pages/forums`: opened and logged in, with files whose links go
//! into their fields.

use crate::embedder::Embedder;
use crate::failure::Outcome;
use crate::page::Page;
use crate::run::Stage;

/// Attributes of a host's page that looks for no sandbox, for the frame in a forum's page.
pub const QUIET: &str = "data-host=\"filecloudy\" data-api-base=\"/filecloudy/api/v2/\"";

/// Opens a forum's page and logs the widget in.
///
/// # Errors
/// When a step fails.
pub async fn open(stage: &Stage, site: &Embedder, forum: &str) -> Outcome {
    let Stage { host, page } = stage;
    page.browser.client.goto(&site.page(&format!("forums/{forum}.html"))).await?;
    page.wait_until_heard("ready", 1).await?;
    page.log_in(&host.password_of("admin")).await?;
    page.wait_until_heard("login", 1).await?;
    Ok(())
}

impl Page {
    /// Opens the editor of a forum that shows it only then.
    ///
    /// # Errors
    /// When the page is not Discourse's.
    pub async fn open_composer(&self) -> Outcome {
        self.run_script(
            "const editor = document.createElement('textarea');
             editor.className = 'd-editor-input';
             document.getElementById('reply-control').append(editor);
             await new Promise((resolve) => setTimeout(resolve));",
        )
        .await?;
        Ok(())
    }

    /// Uploads a file of this name through the forum's widget, and returns when its link is there.
    ///
    /// # Errors
    /// When none comes.
    pub async fn upload_at_once(&self, name: &str) -> Outcome {
        let before = self.heard("snippet").await?.len();
        let add =
            "document.getElementById('widget').addFiles([new File([arguments[0]], arguments[0])]);";
        self.browser.client.execute(add, vec![name.into()]).await?;
        self.wait_until_heard("snippet", before + 1).await?;
        Ok(())
    }

    /// What the last `snippet` event had in this format.
    ///
    /// # Errors
    /// When the page records nothing.
    pub async fn last_snippet(&self, format: &str) -> Outcome<String> {
        let snippets = self.heard("snippet").await?;
        let text = snippets.last().and_then(|detail| detail["snippets"][format].as_str());
        Ok(text.unwrap_or_default().to_owned())
    }
}
