// The inner side of the framed mode: this page was opened by another one's <upload-widget>. It
// shows the widget only once a page of an allowed origin has answered, and tells that page about
// files and links: nothing about the account, the password or the token. start.js brings this file
// when the address says `?frame`.

const PROTOCOL = "upload-widget/1";
/** What the other page may set, where the operator of this one has not. */
const SETTINGS = [
  "accept", "auto-upload", "changed-name", "empty-folders", "folder", "formats", "lang",
  "max-files", "max-size", "max-total", "same-name", "theme",
];
const COMMANDS = ["start", "pause", "resume", "cancel", "clear", "logout"];
const PATIENCE = 15000;

/**
 * Waits for the page that opened this one.
 *
 * @param {HTMLElement} container has the operator's settings, `data-embedders` among them
 * @returns {Promise<(mount: Function) => void>} shows the widget, given the module's `mount`
 */
export function connected(container) {
  const other = window.opener ?? (window.parent === window ? null : window.parent);
  if (!other) return Promise.reject(new Error("This address is for pages that show the upload page inside them."));
  const allowed = embedders(container.dataset.embedders);
  const maySee = (origin) => allowed.has(origin) || (allowed.has("*") && isWebOrigin(origin));
  const from = opened();
  if (from && !maySee(from)) return Promise.reject(refused(from));
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error("The page that opened this one did not answer, or it may not use this page."));
    }, PATIENCE);
    addEventListener("message", function hear({ source, origin, data }) {
      if (source !== other || data?.protocol !== PROTOCOL || data.type !== "connect") return;
      clearTimeout(late);
      removeEventListener("message", hear);
      if (!maySee(origin)) return reject(refused(origin));
      for (const name of SETTINGS) {
        const value = data.detail?.[name];
        const attribute = `data-${name === "lang" ? "language" : name}`;
        if (typeof value === "string" && !container.hasAttribute(attribute)) container.setAttribute(attribute, value);
      }
      resolve((mount) => show(mount, container, other, origin, allowed.has(origin)));
    });
    // Whoever is not allowed does not even hear that there is a page.
    const greeted = from ? [from] : allowed.has("*") ? ["*"] : [...allowed];
    for (const origin of greeted) other.postMessage({ protocol: PROTOCOL, type: "hello" }, origin);
  });
}

/** The origin of the page that opened this one, as far as the browser tells. */
function opened() {
  const known = window.opener ? undefined : location.ancestorOrigins?.[0];
  if (known) return known;
  return document.referrer ? new URL(document.referrer).origin : undefined;
}

function refused(origin) {
  return new Error(`Pages of ${origin} may not use this page.`);
}

/**
 * The origins that may use this page: its own and those that its operator names.
 *
 * @param {string | undefined} list
 */
function embedders(list = "") {
  const named = list.split(/\s+/).filter((origin) => origin === "*" || isWebOrigin(origin));
  return new Set([location.origin, ...named]);
}

/** @param {string} origin */
function isWebOrigin(origin) {
  try {
    return /^https?:/.test(origin) && new URL(origin).origin === origin;
  } catch {
    return false;
  }
}

async function show(mount, container, other, origin, trusted) {
  const tell = (type, detail) => other.postMessage({ protocol: PROTOCOL, type, detail }, origin);
  const event = (name, detail) => tell("event", { name, detail: told(name, detail) });
  container.replaceChildren();
  const place = document.createElement("div");
  container.append(place);
  container.setAttribute("data-embedder", origin);
  const widget = await mount(container, place, event);
  addEventListener("message", ({ source, origin: from, data }) => {
    if (source !== other || from !== origin || data?.protocol !== PROTOCOL || data.type !== "command") return;
    const { name, argument } = data.detail ?? {};
    if (COMMANDS.includes(name)) widget[name]();
    if (name !== "addFiles" || !Array.isArray(argument)) return;
    const files = argument.filter((file) => file instanceof File);
    // A page that nobody vouched for adds nothing without the reader.
    if (trusted) widget.addFiles(files);
    else ask(container, origin, files, () => widget.addFiles(files));
  });
  tell("connected", {});
  event("ready", {});
}

/** Only what is listed here leaves: a new field of an event stays inside until somebody adds it. */
const TOLD = {
  ready: [],
  login: [],
  logout: [],
  "file-added": ["id", "name", "size"],
  progress: ["items", "open", "done", "failed", "bytes", "bytesSent", "rate", "timeLeft", "paused"],
  uploaded: ["id", "name", "size", "url", "snippets"],
  failed: ["id", "name", "size", "code", "message"],
  complete: ["done", "failed"],
  snippet: ["id", "name", "url", "format", "text", "snippets"],
  error: ["code", "message"],
};

function told(name, detail) {
  const kept = (TOLD[name] ?? []).filter((key) => key in detail);
  return Object.fromEntries(kept.map((key) => [key, detail[key]]));
}

/** Asks the reader whether another page's files may go to the account. */
function ask(container, origin, files, upload) {
  const button = (text, then) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", textContent: text });
    made.addEventListener("click", () => {
      question.remove();
      then();
    });
    return made;
  };
  const question = document.createElement("div");
  question.setAttribute("role", "alert");
  question.className = "frame-question";
  const names = files.slice(0, 3).map((file) => file.name).join(", ");
  const more = files.length > 3 ? ` and ${files.length - 3} more` : "";
  question.append(
    `${origin} wants to upload to your account: ${names}${more}. `,
    button("Upload", upload),
    " ",
    button("Do not upload", () => {}),
  );
  container.prepend(question);
}
