// The element with a field for each attribute, property and token, a button for each method, a tick
// for each part, and its events written down. The lists are checked by xtask's tests.

/** Each attribute: what to choose from, or an example of what may be typed. */
const ATTRIBUTES = {
  "host": ["filecloudy", "xcloudfile", "disccloud", "filecad", "cyberfile", "other"],
  "api-base": "/filecloudy/api/v2/",
  "transport": ["auto", "fetch", "watched"],
  "concurrency": "2",
  "folder": "42",
  "lang": "de",
  "locales": "../locales/",
  "theme": ["auto", "light", "dark"],
  "accept": "image/*, .pdf",
  "max-size": "20 MB",
  "max-total": "1 GiB",
  "max-files": "5",
  "same-name": ["upload", "skip", "rename"],
  "changed-name": ["upload", "refuse", "rename"],
  "empty-folders": ["true", "false"],
  "verify-up-to": ["64 MiB", "all", "none"],
  "skip-checks": "storage duplicate",
  "recovery": ["files", "list", "off"],
  "auto-upload": ["true", "false"],
  "drop-zone": ["widget", "page"],
  "formats": "bbcode link",
  "page": "/",
  "mode": ["popup", "frame"],
  "load": ["visible", "intent", "now"],
  "label": "Add pictures",
  "fallback": "https://filecloudy.com/",
  "insert-into": "#message",
  "insert-format": ["bbcode", "link", "html", "markdown"],
  "attach": "#message",
  "attach-class": "button",
  "placeholder": "[{name} is coming]",
};
const EVENTS = [
  "ready", "login", "logout", "file-added", "progress", "uploaded",
  "failed", "snippet", "complete", "error", "closed",
];
const METHODS = ["addFiles", "start", "pause", "resume", "cancel", "clear", "logout", "open"];
/** Each property: an example. */
const PROPERTIES = {
  "credentials": '{ "accessToken": "…", "accountId": "…" }',
  "texts": '{ "drop.here": "Drop your photos here" }',
  "templates": '[{ "name": "Wiki", "text": "[[{url}|{name}]]", "escape": "none" }]',
};
const TOKENS = [
  "--uw-accent", "--uw-on-accent", "--uw-text", "--uw-muted", "--uw-surface", "--uw-raised", "--uw-line",
  "--uw-field-line", "--uw-done", "--uw-failed", "--uw-failed-surface", "--uw-radius", "--uw-gap", "--uw-font",
];
const PARTS = [
  "launch", "fallback", "blocked", "dialog", "close", "widget", "notice", "sign-in", "account", "storage",
  "folder-picker", "folder-panel", "folder-tree", "folder", "drop-area", "drop-area-over", "drop-area-closed",
  "files", "file", "queued", "paused", "uploading", "waiting", "done", "failed", "cancelled",
  "file-name", "file-state", "file-why", "progress", "import", "links", "links-all", "link-row", "other-link",
  "tabs", "tab", "formats", "my-files", "my-file", "menu", "menu-item", "button", "primary", "copy", "field", "link",
];
/** What the element starts with: the sandbox that serves this page. */
const FIRST = { "host": "filecloudy", "api-base": "/filecloudy/api/v2/", "insert-into": "#message" };
/** How many events are kept in sight. */
const LINES = 200;

const place = document.querySelector("#place");
const markup = document.querySelector("#markup");
const log = document.querySelector("#events");
let element = document.createElement("upload-widget");

const make = (name, properties, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};

/** The element as it would be written in a page. */
function showMarkup() {
  const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const attributes = [...element.attributes].map(({ name, value }) => `\n  ${name}="${quoted(value)}"`);
  markup.textContent = `<upload-widget${attributes.join("")}></upload-widget>`;
}

function set(name, value) {
  if (value === "") element.removeAttribute(name);
  else element.setAttribute(name, value);
  showMarkup();
}

function field(name, values) {
  const first = FIRST[name] ?? "";
  if (Array.isArray(values)) {
    const options = ["", ...values].map((value) => make("option", { value, textContent: value || "–", selected: value === first }));
    return make("select", { name }, ...options);
  }
  return make("input", { name, placeholder: values, value: first, autocomplete: "off" });
}

/** Writes an event down; of progress only the latest in a row. */
function heard({ type, detail }) {
  const said = detail === undefined ? "" : JSON.stringify(detail, null, 1);
  const line = make("li", {}, make("b", { textContent: type }), make("pre", { textContent: said }));
  line.dataset.type = type;
  if (type === "progress" && log.firstChild?.dataset.type === type) log.firstChild.replaceWith(line);
  else log.prepend(line);
  if (log.childElementCount > LINES) log.lastChild.remove();
}

async function call(method) {
  const sample = new File([`Made at ${new Date().toISOString()}\n`], "sample.txt", { type: "text/plain" });
  try {
    await (method === "addFiles" ? element.addFiles([sample]) : element[method]());
  } catch (reason) {
    heard({ type: `${method}() failed`, detail: String(reason) });
  }
}

const labelled = (name, ...fields) => make("label", {}, make("code", { textContent: name }), ...fields);
const group = (id) => document.getElementById(id);

const attributes = group("attributes");
for (const [name, values] of Object.entries(ATTRIBUTES)) attributes.append(labelled(name, field(name, values)));
attributes.addEventListener("change", ({ target }) => set(target.name, target.value));

/** The properties that are set. They go on to the next element; a clone does not take them along. */
const properties = {};
for (const [name, placeholder] of Object.entries(PROPERTIES)) {
  group("properties").append(labelled(name, make("textarea", { name, placeholder, rows: 2, spellcheck: false })));
}
group("properties").addEventListener("change", ({ target }) => {
  try {
    properties[target.name] = target.value.trim() ? JSON.parse(target.value) : undefined;
    target.setCustomValidity("");
  } catch (reason) {
    target.setCustomValidity(reason.message);
  }
  target.reportValidity();
});

for (const name of TOKENS) group("tokens").append(labelled(name, make("input", { name, autocomplete: "off" })));
group("tokens").addEventListener("change", ({ target }) => {
  element.style.setProperty(target.name, target.value.trim());
  showMarkup();
});

const outlines = new CSSStyleSheet();
document.adoptedStyleSheets = [outlines];
for (const name of PARTS) {
  group("parts").append(make("label", {}, make("input", { name, type: "checkbox" }), make("code", { textContent: name })));
}
group("parts").addEventListener("change", () => {
  const ticked = [...document.querySelectorAll("#parts :checked")].map(({ name }) => `upload-widget::part(${name})`);
  outlines.replaceSync(ticked.length ? `${ticked.join()} { outline: 2px dashed #d6336c; outline-offset: 1px }` : "");
});

for (const method of METHODS) {
  const text = method === "addFiles" ? "addFiles([sample.txt])" : `${method}()`;
  const button = make("button", { type: "button", textContent: text });
  button.addEventListener("click", () => call(method));
  document.querySelector("#methods").append(button);
}
for (const type of EVENTS) place.addEventListener(type, heard);

document.querySelector("#anew").addEventListener("click", () => {
  element = Object.assign(element.cloneNode(), properties);
  place.replaceChildren(element);
});
document.querySelector("#empty").addEventListener("click", () => log.replaceChildren());

for (const [name, value] of Object.entries(FIRST)) set(name, value);
place.append(element);
