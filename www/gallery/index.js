// Lists the scenes, each in a frame of its own. A frame is loaded when it comes into view.

import { address, scenes } from "./scenes.js";

const LANGUAGES = ["en", "de", "es", "fr", "pt-BR", "ru", "ar", "zh-Hans"];
const list = document.getElementById("scenes");
const [width, scheme, language] = ["width", "scheme", "language"].map((id) => document.getElementById(id));
const frames = [];

function add(tag, parent, properties = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  parent.append(element);
  return element;
}

for (const tag of LANGUAGES) add("option", language, { value: tag, textContent: tag });

const addressOf = (name) =>
  language.value === "" ? address(name) : `scene.html?scene=${name}&lang=${language.value}`;

function arrange() {
  document.documentElement.style.setProperty("--frame-width", /^\d+$/.test(width.value) ? `${width.value}px` : width.value);
  for (const { frame, link, name } of frames) {
    link.href = addressOf(name);
    if (frame.dataset.shown !== link.href) {
      frame.dataset.shown = link.href;
      frame.src = link.href;
    }
  }
}

/** The frame is as high as what is in it. */
function fit(frame) {
  const root = frame.contentDocument?.documentElement;
  if (!root) return;
  root.style.setProperty("color-scheme", scheme.value);
  frame.style.setProperty("block-size", `${Math.max(320, root.scrollHeight)}px`);
}

let group = null;
for (const [name, scene] of Object.entries(scenes)) {
  if (scene.group) add("h2", list, { textContent: (group = scene.group) });
  const part = add("section", list, { id: name });
  const title = add("h3", part);
  const link = add("a", title, { textContent: scene.title });
  const frame = add("iframe", part, { title: `${group}: ${scene.title}`, loading: "lazy" });
  frame.addEventListener("load", () => {
    // A server with a strict policy shows no frames; the links still work.
    const inside = frame.contentDocument?.body;
    if (inside) new ResizeObserver(() => fit(frame)).observe(inside);
  });
  frames.push({ name, frame, link });
}
arrange();
for (const control of [width, language]) control.addEventListener("change", arrange);
scheme.addEventListener("change", () => frames.forEach(({ frame }) => fit(frame)));
