// The page around the widget: another site's that opened it, and one in which it has stopped.

import { breakWidget } from "../browser.js";
import { outcome } from "../host.js";
import { file } from "../person.js";

const FORUM = "https://forum.example";

/** The page that has opened this one, as far as this one knows. */
const forum = { postMessage() {} };

/** The forum's page says something. */
function forumSays(type, detail) {
  const data = { protocol: "upload-widget/1", type, detail };
  window.dispatchEvent(Object.assign(new Event("message"), { source: forum, origin: FORUM, data }));
}

/** Shows the widget as it is on an upload page that the forum has opened. */
const openedByForum = {
  async mount({ widget, container }) {
    const facts = [[window, "opener", forum], [window, "parent", window], [document, "referrer", `${FORUM}/topic/5`]];
    for (const [object, name, value] of facts) Object.defineProperty(object, name, { configurable: true, value });
    container.dataset.embedders = "*";
    const { connected } = await import("../../framed.js");
    const connecting = connected(container);
    forumSays("connect", {});
    await (await connecting)(Promise.resolve(widget));
  },
};

export const pages = {
  framed: {
    group: "The page around it",
    title: "Opened by another site",
    ...openedByForum,
    play: ({ person }) => person.read("The links of your files"),
  },
  "framed-question": {
    title: "Another site wants to upload",
    ...openedByForum,
    async play({ host, person }) {
      host.uploads["*"] = outcome.never();
      await person.logIn();
      const names = ["harbour at dawn.jpg", "slaves\u202egpj.exe", "boats.jpg", "gulls.jpg", "nets.jpg"];
      forumSays("command", { name: "addFiles", argument: names.map((name) => file(name, 842)) });
      await person.find(".frame-question");
    },
  },
  "widget-stopped": {
    title: "A fault of its own",
    async play({ person }) {
      await person.logIn();
      breakWidget("input");
      await person.press("New folder");
      await person.read("The uploader has stopped");
    },
  },
};
