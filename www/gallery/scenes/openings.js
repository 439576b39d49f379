// How scenes begin: what several of them have in common.

import { forgetQueue, isKept, locksAreFree } from "../browser.js";
import { outcome } from "../host.js";
import { file, picture } from "../person.js";

/** The page offers this host alone. */
export const only = (name) => ({ "data-host": name, "data-api-base": "/api/v2/" });

/**
 * Logs in and gives these files, which the host treats so, until the rows are those. Then those
 * that are stuck half-way go there.
 */
export const sent = (files, uploads, rows, after = () => {}) => ({
  async play(stage) {
    Object.assign(stage.host.uploads, uploads);
    await stage.person.logIn();
    await stage.person.giveFiles(typeof files === "function" ? await files() : files);
    await stage.person.rows(rows);
    await stage.host.goOn(stage.person);
    await after(stage);
  },
});

/** Files of several kinds. */
export const six = async () => [
  await picture("harbour.png", 480, 320, "#2b4a6f", "#0e6f7c"),
  file("annual report.pdf", 3_200_000),
  file("backup.tar.gz", 11_000_000),
  file("notes.txt", 842),
  file("interview with the lighthouse keeper, uncut, second take.flac", 1_900_000),
  file("timetable.csv", 49_123),
];

/** The host asks for a pause. */
export const tooMany = outcome.refuse("Too many requests.", 429, { "retry-after": "30" });

/** Opens the files of the folder and does more there. */
export const myFiles = (then = () => {}, before = () => {}) => ({
  async play(stage) {
    before(stage.host);
    await stage.person.logIn();
    await stage.person.press("In this folder");
    await then(stage.person);
  },
});

/** Opens the tree of folders and does more there. */
export const folders = (then = () => {}, before = () => {}) => ({
  async play(stage) {
    before(stage.host);
    await stage.person.logIn();
    await stage.person.press("Change folder");
    await then(stage.person);
  },
});

/** The name of a window whose scene has loaded it anew. */
const LOADED_ANEW = "loaded anew";

/**
 * Logs in and does something, and when `kept` of it has been written down loads the page anew, logs in
 * again and waits until the rows are those. `scene` is the name of this one.
 */
export const loadedAnew = (scene, { host = () => {}, first, kept, rows }) => ({
  before: () => (window.name === LOADED_ANEW ? locksAreFree() : forgetQueue(scene)),
  async play(stage) {
    host(stage.host);
    await stage.person.logIn();
    if (window.name !== LOADED_ANEW) {
      await first(stage);
      await stage.person.until("the queue to be kept", () => isKept(scene, kept));
      window.name = LOADED_ANEW;
      window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);
      location.reload();
      await new Promise(() => {});
    }
    window.name = "";
    await stage.person.rows(rows);
  },
});
