// The package's entry: the element, and `mount` for pages that build their content by script.
import "./loader.js";

const PROPERTIES = new Set(["credentials", "templates", "texts"]);

/**
 * Puts an upload widget into an element of the page.
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
  target.append(element);
  return {
    element,
    addFiles: (files) => element.addFiles(files),
    start: () => element.start(),
    pause: () => element.pause(),
    resume: () => element.resume(),
    cancel: () => element.cancel(),
    clear: () => element.clear(),
    logout: () => element.logout(),
    open: () => element.open(),
    unmount: () => element.remove(),
  };
}

/** "maxSize" as "max-size". */
function attribute(name) {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function written(value) {
  return Array.isArray(value) ? value.join(" ") : String(value);
}
