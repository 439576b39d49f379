// The inner side of the framed mode: this page was opened by another one's <upload-widget>. It
// shows the widget only once a page of an allowed origin has answered, and tells that page about
// files and links: nothing about the account, the password or the token. start.js brings this file
// when the address says `?frame`.

const PROTOCOL = "upload-widget/1";
/** What the other page may set, where the operator of this one has not. */
const FRAMED_ATTRIBUTES = "accept auto-upload changed-name empty-folders folder formats lang max-files max-size max-total same-name theme";
/** What a page that nobody vouched for may ask for: what the reader can take back. */
const HARMLESS = ["start", "pause", "resume"];
const COMMANDS = [...HARMLESS, "cancel", "clear", "logout"];
const PATIENCE = 15000;
/** So many names of files are shown. */
const SHOWN = 3;
/** How long a question has to stand there before it can be answered, in milliseconds: whoever was about
 *  to press something else has not read it. */
const READING = 700;
/** How the question looks, without the widget's own style. */
const STYLE = `
  .frame-question { box-sizing: border-box; max-inline-size: 46rem; margin: 0 auto 1rem; padding: 1rem;
    border: 2px solid light-dark(#0a6577, #6fcbdf); border-radius: .75rem; background: light-dark(#fff, #171b1e) }
  .frame-question ul { margin-block: .5rem .75rem; padding-inline-start: 1.5rem; overflow-wrap: anywhere }
  .frame-question button { min-block-size: 2.75rem; padding-inline: 1rem; border: 1px solid; border-radius: .5rem;
    background: none; color: inherit; font: inherit; cursor: pointer }`;

/** In each language of the widget: the question whether files may be added, with who asks and which
 *  they are, how many more there are, and the two answers. */
const QUESTIONS = {
  en: ["{origin} wants to upload to your account:", "and {count} more", "Upload", "Do not upload"],
  ar: ["يريد {origin} الرفع إلى حسابك:", "وأخرى، عددها {count}", "رفع", "عدم الرفع"],
  de: ["{origin} möchte in dieses Konto hochladen:", "und {count} weitere", "Hochladen", "Nicht hochladen"],
  es: ["{origin} quiere subir a tu cuenta:", "y {count} más", "Subir", "No subir"],
  fr: ["{origin} veut envoyer vers votre compte\u00a0:", "et {count} de plus", "Envoyer", "Ne pas envoyer"],
  "pt-BR": ["{origin} quer enviar para a sua conta:", "e mais {count}", "Enviar", "Não enviar"],
  ru: ["{origin} хочет загрузить в ваш аккаунт:", "и ещё {count}", "Загрузить", "Не загружать"],
  "zh-Hans": ["{origin} 想上传到你的账户：", "以及另外 {count} 个", "上传", "不上传"],
};

/**
 * Waits for the page that opened this one.
 *
 * @param {HTMLElement} container has the operator's settings, `data-embedders` among them
 * @returns {Promise<(loading: Promise<{ mount: Function }>) => Promise<void>>} shows the widget, given
 *   its module
 */
export function connected(container) {
  // A frame may have an opener too.
  const inFrame = window.parent !== window;
  const other = inFrame ? window.parent : window.opener;
  if (!other) return Promise.reject(new Error("This address is for pages that show the upload page inside them."));
  const allowed = embedders(container.dataset.embedders);
  // In a frame other things can lie over a question, so that the reader presses what is not seen.
  if (inFrame) allowed.delete("*");
  const maySee = (origin) => allowed.has(origin) || (allowed.has("*") && isWebOrigin(origin));
  const from = opened(inFrame);
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
      for (const name of FRAMED_ATTRIBUTES.split(" ")) {
        const value = data.detail?.[name];
        const attribute = `data-${name === "lang" ? "language" : name}`;
        if (typeof value === "string" && !container.hasAttribute(attribute)) container.setAttribute(attribute, value);
      }
      const tell = (type, detail) => other.postMessage({ protocol: PROTOCOL, type, detail }, origin);
      resolve((loading) =>
        loading.then(({ mount }) => show(mount, container, other, origin, allowed.has(origin), tell)).catch((reason) => {
          // That page would wait on.
          tell("failed", { message: String(reason?.message ?? reason) });
          throw reason;
        }),
      );
    });
    // Whoever is not allowed does not even hear that there is a page.
    const greeted = from ? [from] : allowed.has("*") ? ["*"] : [...allowed];
    for (const origin of greeted) other.postMessage({ protocol: PROTOCOL, type: "hello" }, origin);
  });
}

/** The origin of the page that opened this one, as far as the browser tells. */
function opened(inFrame) {
  const known = inFrame && location.ancestorOrigins?.[0];
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

async function show(mount, container, other, origin, trusted, tell) {
  const event = (name, detail) => tell("event", { name, detail: told(name, detail) });
  container.replaceChildren();
  const place = document.createElement("div");
  container.append(place);
  container.setAttribute("data-embedder", origin);
  const widget = await mount(container, place, event);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const commands = trusted ? COMMANDS : HARMLESS;
  const upload = (files) => widget.addFiles(files);
  // A page that nobody vouched for adds nothing without the reader.
  const add = trusted ? upload : asking(container, origin, upload, event);
  addEventListener("message", ({ source, origin: from, data }) => {
    if (source !== other || from !== origin || data?.protocol !== PROTOCOL || data.type !== "command") return;
    const { name, argument } = data.detail ?? {};
    if (commands.includes(name)) widget[name]();
    if (name === "addFiles" && Array.isArray(argument)) add(argument.filter((file) => file instanceof File));
  });
  tell("connected", {});
  event("ready", {});
}

/** Only what is listed here leaves: a new field of an event stays inside until somebody adds it. */
const EVENT_FIELDS = {
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
  const kept = (EVENT_FIELDS[name] ?? []).filter((key) => key in detail);
  return Object.fromEntries(kept.map((key) => [key, detail[key]]));
}

/** What asks the reader whether another page's files may go to the account, one question at a time.
 *  That page hears of a no: it may show the files as if they were on their way. */
function asking(container, origin, upload, event) {
  // That of the widget, which has found out what the reader speaks.
  const language = container.querySelector(".upload-widget")?.lang ?? "en";
  const [wants, further, yes, no] = QUESTIONS[language] ?? QUESTIONS.en;
  let asked = [];
  /** When the question became what it is. */
  let since;
  const make = (name, properties, ...inside) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside);
    return made;
  };
  const button = (textContent, then) =>
    make("button", {
      type: "button",
      textContent,
      onclick({ timeStamp }) {
        if (timeStamp - since < READING) return;
        question.remove();
        // The button had the focus.
        container.querySelector(".upload-widget")?.focus();
        then(asked.splice(0));
      },
    });
  // Names are set apart: what is in them leaves the direction of the sentence alone, and characters
  // that would turn their letters around are signs.
  const apart = (text) => make("bdi", { textContent: text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd") });
  const refuse = (files) =>
    files.forEach(({ name, size }) => event("failed", { name, size, code: "refused", message: no }));
  const [before, after] = wants.split("{origin}");
  const names = make("ul");
  const properties = { className: "frame-question", role: "alert", lang: language, dir: "auto" };
  const question = make("div", properties, before, apart(origin), after, names, button(yes, upload), " ", button(no, refuse));
  return (files) => {
    if (files.length === 0) return;
    asked.push(...files);
    const lines = asked.slice(0, SHOWN).map((file) => apart(file.name));
    const more = new Intl.NumberFormat(language).format(asked.length - SHOWN);
    if (asked.length > SHOWN) lines.push(further.replace("{count}", () => more));
    names.replaceChildren(...lines.map((line) => make("li", {}, line)));
    since = performance.now();
    if (!question.isConnected) container.prepend(question);
  };
}
