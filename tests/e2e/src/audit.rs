//! What the page is to people who do not see it, touch it with a thumb, or have it narrow: the
//! findings of axe-core, the tree that assistive technology reads, and sizes on the screen.

use serde_json::{Value, json};

use crate::failure::{Failure, Outcome};
use crate::page::Page;
use crate::places;

/// The rules: those of WCAG 2.2 A and AA, and good practice.
const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// Roles that say nothing to a reader, but for what is inside.
const SILENT: [&str; 8] = [
    "none",
    "generic",
    "InlineTextBox",
    "LineBreak",
    "ListMarker",
    "LayoutTableRow",
    "LayoutTableCell",
    "LabelText",
];

/// The states that a reader is told.
const STATES: [&str; 11] = [
    "focused", "disabled", "expanded", "pressed", "checked", "selected", "required", "invalid",
    "level", "live", "modal",
];

impl Page {
    /// Shows the page as if the system's settings were these: a colour scheme, and whether colours
    /// are forced.
    ///
    /// # Errors
    /// When the browser refuses, as for all that follow.
    pub async fn emulate_media(&self, scheme: &str, forced_colours: bool) -> Outcome {
        let forced = if forced_colours { "active" } else { "none" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "forced-colors", "value": forced },
            // What moves would be half-way at each look.
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        let parameters = json!({ "features": features });
        self.browser.devtools("Emulation.setEmulatedMedia", parameters).await?;
        Ok(())
    }

    /// Shows the page on a screen of this width in CSS pixels; on one that is touched, the pointer
    /// is a thumb.
    ///
    /// # Errors
    /// See [`Page::emulate_media`].
    pub async fn emulate_screen(&self, width: u32, touch: bool) -> Outcome {
        let metrics =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": touch });
        self.browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        let touched = json!({ "enabled": touch });
        self.browser.devtools("Emulation.setTouchEmulationEnabled", touched).await?;
        Ok(())
    }

    /// Has axe-core look at the page as it is now. What it finds is a sentence each.
    ///
    /// # Errors
    /// When it is not installed.
    pub async fn axe_findings(&self) -> Outcome<Vec<String>> {
        let client = &self.browser.client;
        let present = client.execute("return typeof axe === 'object';", Vec::new()).await?;
        if present != true {
            // Evaluated by the driver, which no policy of the page concerns.
            let parameters = json!({ "expression": places::axe_core()? });
            self.browser.devtools("Runtime.evaluate", parameters).await?;
        }
        let script = "
            const [rules, done] = arguments;
            const options = { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] };
            axe.run(document, options).then(
                (found) => done(found.violations.flatMap((rule) => rule.nodes.filter((node) =>
                    // An open menu lies over everything; it is no part of the row it belongs to.
                    !(rule.id === 'label-content-name-mismatch'
                        && document.querySelector(node.target[0]).querySelector(':popover-open')),
                ).map((node) =>
                    `${rule.id}: ${node.target.join(' ')} ${node.html.slice(0, 160)} ${
                        node.any.concat(node.all, node.none).map((why) => why.message).join('; ')}`))),
                (error) => done([String(error)]),
            );
        ";
        let found = client.execute_async(script, vec![json!(RULES)]).await?;
        strings(&found)
    }

    /// What is cut off or makes the page scroll sideways, a sentence each.
    ///
    /// # Errors
    /// See [`Page::emulate_media`].
    pub async fn overflows(&self) -> Outcome<Vec<String>> {
        let script = "
            const width = document.documentElement.clientWidth;
            const wide = document.documentElement.scrollWidth;
            if (wide <= width) return [];
            const beyond = [...document.querySelectorAll('main *')].filter((element) => {
                const box = element.getBoundingClientRect();
                return box.width > 0 && (box.right > width + 1 || box.left < -1);
            });
            const names = beyond.slice(0, 3).map((element) => `${element.tagName}.${element.className}`);
            return [`${wide} px in a window of ${width} px: ${names.join(', ')}`];
        ";
        strings(&self.browser.client.execute(script, Vec::new()).await?)
    }

    /// The parts of rows and lines that lie over each other, a sentence each: text that has no room
    /// goes on over what is beside it.
    ///
    /// # Errors
    /// See [`Page::emulate_media`].
    pub async fn overlaps(&self) -> Outcome<Vec<String>> {
        let script = "
            const lines = '.file, .my-file, .import, .link-row, .links-head, .links-for-all, .link-other-head, [role=treeitem], .account-bar, .account-details, .folder-line, .file-summary, .file-summary-actions, .drop-buttons, .my-files-bulk, .dialog-buttons';
            const boxOf = (element) => {
                const own = element.getBoundingClientRect();
                if (getComputedStyle(element).overflow !== 'visible' || element.matches('button, input, .button, .account-details')) return own;
                const inside = document.createRange();
                inside.selectNodeContents(element);
                const text = inside.getBoundingClientRect();
                return text.width > 0 ? text : own;
            };
            const found = new Set();
            for (const line of document.querySelectorAll(lines)) {
                const parts = [...line.children].filter((part) => part.checkVisibility()
                    && getComputedStyle(part).position !== 'absolute' && !part.matches('.visually-hidden, .folder-told') && !part.querySelector(':popover-open'));
                const boxes = parts.map((part) => [part, boxOf(part)]).filter(([, box]) => box.width > 0 && box.height > 0);
                boxes.forEach(([one, a], place) => boxes.slice(place + 1).forEach(([other, b]) => {
                    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                    if (wide > 1 && high > 4) found.add(`${line.className}: ${one.className} “${one.textContent.slice(0, 30)}” lies over ${other.className} “${other.textContent.slice(0, 30)}”`);
                }));
            }
            return [...found].slice(0, 5);
        ";
        strings(&self.browser.client.execute(script, Vec::new()).await?)
    }

    /// The texts that are wider or higher than the box they are in, a sentence each.
    ///
    /// # Errors
    /// See [`Page::emulate_media`].
    pub async fn spills(&self) -> Outcome<Vec<String>> {
        let script = "
            const found = new Set();
            for (const element of document.querySelectorAll('.upload-widget *')) {
                const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
                if (texts.length === 0 || !element.checkVisibility() || element.closest('.visually-hidden')) continue;
                const style = getComputedStyle(element);
                if (style.display === 'inline' || style.overflow !== 'visible') continue;
                const box = element.getBoundingClientRect();
                for (const text of texts) {
                    const range = document.createRange();
                    range.selectNodeContents(text);
                    const inside = range.getBoundingClientRect();
                    const beyond = Math.max(inside.right - box.right, box.left - inside.left, inside.bottom - box.bottom - 3);
                    if (inside.width > 0 && beyond > 1) found.add(`${element.tagName}.${element.className} “${text.data.slice(0, 40)}” is ${Math.round(beyond)} px larger than its box`);
                }
            }
            return [...found].slice(0, 5);
        ";
        strings(&self.browser.client.execute(script, Vec::new()).await?)
    }

    /// The controls that are smaller than this many pixels, a sentence each. A link in a line of
    /// text may be, and what a larger label stands for.
    ///
    /// # Errors
    /// See [`Page::emulate_media`].
    pub async fn small_targets(&self, pixels: u32) -> Outcome<Vec<String>> {
        let script = "
            const [least] = arguments;
            const controls = 'button, a[href], input, select, textarea, summary, [role=menuitem], [role=treeitem]';
            const small = [...document.querySelectorAll(controls)].filter((element) => {
                if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: false })) return false;
                if (element.matches('a') && getComputedStyle(element).display === 'inline') return false;
                const drawn = [element, ...(element.labels ?? [])].map((one) => one.getBoundingClientRect());
                const shown = drawn.filter((box) => box.width > 1 && box.height > 1);
                if (shown.length === 0) return false;
                return !shown.some((box) => box.height >= least - 0.5 && box.width >= least - 0.5);
            });
            return small.map((element) => {
                const box = element.getBoundingClientRect();
                const name = element.getAttribute('aria-label') ?? element.textContent;
                return `${element.tagName}.${element.className} “${name.trim().slice(0, 40)}” ${box.width}×${box.height}`;
            });
        ";
        strings(&self.browser.client.execute(script, vec![json!(pixels)]).await?)
    }

    /// What moves although the reader asked for no motion, a sentence each.
    ///
    /// # Errors
    /// See [`Page::emulate_media`].
    pub async fn motions(&self) -> Outcome<Vec<String>> {
        let script = "
            const moving = document.getAnimations().filter((one) => one.playState === 'running');
            return moving.map((one) => `${one.effect.target.className} ${one.animationName ?? one.transitionProperty}`);
        ";
        strings(&self.browser.client.execute(script, Vec::new()).await?)
    }

    /// The tree that assistive technology reads, a line each: `role “name” = value (states)`.
    ///
    /// # Errors
    /// See [`Page::emulate_media`].
    pub async fn tree(&self) -> Outcome<String> {
        self.browser.devtools("Accessibility.enable", json!({})).await?;
        let answer = self.browser.devtools("Accessibility.getFullAXTree", json!({})).await?;
        let nodes = answer["nodes"].as_array().cloned().unwrap_or_default();
        let root = nodes.first().ok_or_else(|| Failure::new("there is no tree"))?;
        let mut lines = String::new();
        write(root, &nodes, 0, &mut lines);
        Ok(lines)
    }
}

fn strings(value: &Value) -> Outcome<Vec<String>> {
    Ok(serde_json::from_value(value.clone())?)
}

fn text(value: &Value) -> String {
    match &value["value"] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Writes a node and all that is below it.
fn write(node: &Value, nodes: &[Value], depth: usize, lines: &mut String) {
    let role = text(&node["role"]);
    let name = text(&node["name"]);
    let is_silent = node["ignored"] == true || SILENT.contains(&role.as_str());
    if !is_silent {
        *lines += &"  ".repeat(depth);
        *lines += &role;
        if !name.is_empty() {
            *lines += &format!(" “{}”", short(&name));
        }
        let value = text(&node["value"]);
        if !value.is_empty() && value != name {
            *lines += &format!(" = {}", short(&value));
        }
        let description = text(&node["description"]);
        if !description.is_empty() {
            *lines += &format!(" [{}]", short(&description));
        }
        let states = states(node);
        if !states.is_empty() {
            *lines += &format!(" ({})", states.join(", "));
        }
        lines.push('\n');
    }
    // The text of what has a name of its own would be said twice.
    if role == "StaticText" {
        return;
    }
    let inside = node["childIds"].as_array().into_iter().flatten();
    for id in inside {
        if let Some(child) = nodes.iter().find(|node| node["nodeId"] == *id) {
            let repeats = text(&child["role"]) == "StaticText" && text(&child["name"]) == name;
            if !repeats {
                write(child, nodes, depth + usize::from(!is_silent), lines);
            }
        }
    }
}

fn states(node: &Value) -> Vec<String> {
    let properties = node["properties"].as_array().into_iter().flatten();
    let told = properties.filter_map(|property| {
        let name = property["name"].as_str()?;
        if !STATES.contains(&name) {
            return None;
        }
        let value = text(&property["value"]);
        match (name, value.as_str()) {
            (_, "" | "off")
            | ("disabled" | "required" | "focused" | "modal" | "invalid", "false") => None,
            (_, "true") => Some(name.to_owned()),
            (_, value) => Some(format!("{name}: {value}")),
        }
    });
    told.collect()
}

/// Long texts by their beginning and their length, and each on one line.
fn short(text: &str) -> String {
    const MOST: usize = 160;
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let length = line.chars().count();
    if length <= MOST {
        return line;
    }
    let start: String = line.chars().take(MOST).collect();
    format!("{start}… ({length} characters)")
}
