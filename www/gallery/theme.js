// The tokens of the widget, to change while looking at it. They are set on the widget itself, as a
// page would in its style sheet.

import { show } from "./scene.js";

const COLOURS = {
  "--uw-text": "Text",
  "--uw-muted": "Text of less weight",
  "--uw-surface": "Background",
  "--uw-raised": "Raised parts",
  "--uw-line": "Lines",
  "--uw-field-line": "Lines of fields",
  "--uw-accent": "Buttons, links, progress",
  "--uw-on-accent": "Text on buttons",
  "--uw-done": "Done",
  "--uw-failed": "Failed",
  "--uw-failed-surface": "Background of failures",
};
const LENGTHS = {
  "--uw-radius": ["Round corners", 0, 2, 0.125],
  "--uw-gap": ["Room between parts", 0.25, 2, 0.125],
};

const tokens = document.getElementById("tokens");
const rule = document.getElementById("rule");
const changed = new Map();

function row(label, input) {
  const element = document.createElement("label");
  element.append(label, input);
  tokens.append(element);
}

function set(widget, token, value) {
  widget.style.setProperty(token, value);
  changed.set(token, value);
  const lines = [...changed].map(([name, now]) => `  ${name}: ${now};`);
  rule.textContent = [".upload-widget {", ...lines, "}"].join("\n");
}

/** A colour as the field for colours wants it. */
function hex(widget, token) {
  const probe = document.createElement("span");
  widget.append(probe);
  probe.style.setProperty("color", `var(${token})`);
  const numbers = getComputedStyle(probe).color.match(/\d+/g) ?? [0, 0, 0];
  probe.remove();
  return `#${numbers.slice(0, 3).map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
}

await show("several-states");
const widget = document.querySelector(".upload-widget");
for (const [token, label] of Object.entries(COLOURS)) {
  const input = Object.assign(document.createElement("input"), { type: "color", value: hex(widget, token) });
  input.addEventListener("input", () => set(widget, token, input.value));
  row(label, input);
}
for (const [token, [label, min, max, step]] of Object.entries(LENGTHS)) {
  const now = parseFloat(getComputedStyle(widget).getPropertyValue(token));
  const input = Object.assign(document.createElement("input"), { type: "range", min, max, step, value: now });
  input.addEventListener("input", () => set(widget, token, `${input.value}rem`));
  row(label, input);
}
rule.textContent = "Nothing is changed yet.";
document.documentElement.dataset.scene = "ready";
