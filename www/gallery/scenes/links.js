// What was stored, to be passed on.

import { file } from "../person.js";
import { sent, six } from "./openings.js";

const linksAs = (format, then = () => {}) =>
  sent([file("notes.txt", 842), file("timetable.csv", 49_123)], {}, { done: 2 }, async ({ person }) => {
    if (format) await person.press(format);
    await then(person);
  });

export const links = {
  done: { group: "Links", title: "All done", ...sent(six, {}, { done: 6 }) },
  "links-html": { title: "HTML", ...linksAs("HTML") },
  "links-bbcode": { title: "BBCode", ...linksAs("BBCode") },
  "links-markdown": { title: "Markdown", ...linksAs("Markdown") },
  "links-text": { title: "All as text", ...linksAs(null, (person) => person.press("Show as text")) },
  "links-menu": {
    title: "Other links of a file",
    ...linksAs(null, async (person) => {
      await person.press("More links of notes.txt");
      await person.focusIn("[role=menu]");
    }),
  },
  "links-delete": {
    title: "The link that deletes",
    ...linksAs(null, async (person) => {
      await person.choose("More links of notes.txt", "Delete link");
      await person.find(".link-field");
    }),
  },
};
