// The package's entry: the element, and `mount` for pages that build their content by script.
import "./loader.js";

const PROPERTIES = new Set(["credentials", "templates", "texts"]);
const METHODS = ["addFiles", "start", "pause", "resume", "cancel", "clear", "logout", "open"];
/** The hosts' own sites, as in loader.js, which exports nothing. */
const SITES = {
  filecloudy: "https://filecloudy.com/",
  xcloudfile: "https://xcloudfile.com/",
  disccloud: "https://disccloud.com/",
  filecad: "https://www.filecad.com/",
  cyberfile: "https://cyberfile.me/",
};

/**
 * Puts an upload widget into an element of the page. A browser that cannot run it shows a link there.
 *
 * @param {Element} target
 * @param {import("./index.js").Options} [options]
 * @returns {import("./index.js").Handle}
 */
export function mount(target, options = {}) {
  const element = document.createElement("upload-widget");
  const { on = {}, ...settings } = options;
  for (const [name, value] of Object.entries(settings)) {
    if (PROPERTIES.has(name)) element[name] = value;
    else if (value !== undefined && value !== null) element.setAttribute(attribute(name), written(value));
  }
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  const able = customElements.get("upload-widget");
  if (!able) element.append(link(settings));
  target.append(element);
  const tooOld = () => Promise.reject(new DOMException("This browser cannot run the widget", "NotSupportedError"));
  const method = (name) => (able ? (argument) => element[name](argument) : tooOld);
  const methods = Object.fromEntries(METHODS.map((name) => [name, method(name)]));
  return { element, ...methods, unmount: () => element.remove() };
}

/** The way to the host's own upload form. */
function link({ fallback, page, host, label }) {
  const made = document.createElement("a");
  made.href = fallback ?? page ?? SITES[host] ?? "/";
  // An address of another kind would be run, not opened.
  if (!/^https?:$/.test(made.protocol)) made.href = "/";
  return Object.assign(made, { textContent: label || "Upload files", target: "_blank", rel: "noopener" });
}

/** "maxSize" as "max-size". */
function attribute(name) {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function written(value) {
  return Array.isArray(value) ? value.join(" ") : String(value);
}
