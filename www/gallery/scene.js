// Shows the widget in one state: `scene.html?scene=NAME`, in another language with `&lang=TAG`.
// The host and the clock are made up; the widget itself is the one of production.
//
// When the state stands, the page's root element has `data-scene="ready"`, or `data-scene="failed"`
// when it could not be reached.

import { Clock, standAlone } from "./browser.js";
import { Host } from "./host.js";
import { Person } from "./person.js";
import { scenes } from "./scenes.js";
import { Words } from "./words.js";

export async function show(name, language) {
  const scene = scenes[name];
  if (!scene) throw new Error(`there is no scene “${name}”`);
  const container = document.getElementById("upload-widget");
  const attributes = scene.attributes ?? { "data-host": "filecloudy", "data-api-base": "/api/v2/" };
  for (const [attribute, value] of Object.entries(attributes)) container.setAttribute(attribute, value);
  Object.assign(container, scene.properties);
  standAlone(name);
  const clock = new Clock();
  const host = new Host(clock, await (await fetch(new URL("replies.json", import.meta.url))).json());
  const person = new Person(await Words.of(language));
  await scene.before?.(host);
  host.install();
  const widget = await import("../upload-widget.js");
  await widget.default();
  await (scene.mount?.({ widget, container }) ?? widget.mountPage(container));
  await person.find(".upload-widget");
  await scene.play({ host, clock, person });
  await person.standStill(host);
}

const root = document.documentElement;
const query = new URLSearchParams(location.search);
const name = query.get("scene");
if (name) {
  document.title = `${name} – upload widget`;
  show(name, query.get("lang")).then(
    () => (root.dataset.scene = "ready"),
    (reason) => {
      console.error(reason);
      root.dataset.scene = "failed";
      root.dataset.reason = String(reason?.message ?? reason);
    },
  );
}
