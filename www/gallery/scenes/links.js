// What was stored, to be passed on.

import { copying, holdTimers, refuseSharing, saving } from "../browser.js";
import { outcome } from "../host.js";
import { file } from "../person.js";
import { only, sent, six } from "./openings.js";

const linksAs = (format, then = () => {}) =>
  sent([file("notes.txt", 842), file("timetable.csv", 49_123)], {}, { done: 2 }, async ({ person }) => {
    if (format) await person.press(format);
    await then(person);
  });

/** What becomes of copying and saving in a browser that allows both, or neither. */
const copiedAndSaved = (allowed) => ({
  before() {
    copying(allowed);
    saving(allowed);
    holdTimers();
  },
  ...linksAs(null, async (person) => {
    await person.press("Copy all");
    (await person.find(".link-row:last-child .copy")).click();
    await person.choose("More for notes.txt", "Copy report");
    await person.press("Save as .csv");
  }),
});

/** Stored without a word of where it is. */
const nowhere = { stored: { url: null, short_url: null } };

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
  "links-direct": {
    title: "Direct links: there, asked for, not to be had",
    ...sent([file("notes.txt", 842), file("timetable.csv", 49_123), file("minutes.txt", 90_000)], {}, { done: 3 }, async ({ host, person }) => {
      const answers = [undefined, outcome.never(), outcome.refuse("Could not generate download url.")];
      host.answers["file/download"] = () => answers.shift();
      await person.choose("More links of notes.txt", "Direct download link");
      await person.focusIn(".link-other");
      await person.choose("More links of timetable.csv", "Direct download link");
      await person.read("Asking the host");
      await person.choose("More links of minutes.txt", "Direct download link");
      await person.read("The host said");
    }),
  },
  "links-own": {
    title: "Links that are meant for the owner",
    ...linksAs(null, async (person) => {
      await person.choose("More links of notes.txt", "Info link");
      await person.focusIn(".link-other");
      await person.choose("More links of timetable.csv", "Statistics link");
    }),
  },
  "links-copied": { title: "Copied and saved", ...copiedAndSaved(true) },
  "links-refused": { title: "The browser neither copies nor saves", ...copiedAndSaved(false) },
  "links-share": {
    title: "With a share sheet, which did not open",
    before: refuseSharing,
    ...linksAs(null, async (person) => {
      await person.press("Share all");
      await person.read("The browser did not allow sharing");
      await person.press("More links of notes.txt");
      await person.focusIn("[role=menu]");
    }),
  },
  "links-templates": {
    title: "With templates of the page, and a file without a link",
    attributes: { ...only("filecloudy"), "data-formats": "bbcode" },
    properties: {
      templates: [
        { name: "Forum post", text: "[b]{name}[/b] ({size}): [url={url}]download[/url]", escape: "bbcode" },
        { name: "Line of a wiki page", text: "* [{url} {name}]", escape: "none" },
      ],
    },
    ...sent([file("notes.txt", 842), file("timetable.csv", 49_123)], { "timetable.csv": nowhere }, { done: 2 }, ({ person }) => person.press("Forum post")),
  },
  "links-clear": {
    title: "Clearing a list that holds links",
    ...linksAs(null, async (person) => {
      await person.press("Clear list");
      await person.focusIn("dialog");
    }),
  },
};
