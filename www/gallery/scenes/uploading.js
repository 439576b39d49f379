// Files on their way.

import { goOffline, holdTimers } from "../browser.js";
import { outcome } from "../host.js";
import { file, picture, readForEver } from "../person.js";
import { loadedAnew, only, sent, six, tooMany } from "./openings.js";

const five = [
  file("notes.txt", 842),
  file("timetable.csv", 49_123),
  file("a.txt", 18),
  file("b.txt", 18),
  file("minutes of the meeting.txt", 842),
];

/** Chooses another folder and opens the menu of a file that waits. */
const elsewhere = (then) => ({
  async play({ host, person }) {
    let store;
    const stored = new Promise((keep) => (store = keep));
    Object.assign(host.uploads, { "*": outcome.never(), "notes.txt": outcome.storedAfter(stored) });
    await person.logIn();
    await person.giveFiles(five);
    await person.rows({ queued: 2, uploading: 3 });
    await person.press("Change folder");
    (await person.find("[role=treeitem][aria-label=Photos] .folder-name")).click();
    await person.press("Change folder");
    await person.press("More for b.txt");
    await person.focusIn("[role=menu]");
    await then(person, store);
  },
});

export const uploading = {
  uploading: {
    group: "Uploading",
    title: "Under way, with how far it is",
    ...sent([file("annual report.pdf", 3_200_000), file("backup.tar.gz", 11_000_000)], { "annual report.pdf": outcome.stuckAt(71), "*": outcome.stuckAt(12) }, { uploading: 2 }, async ({ person }) => {
      await person.isAt(71);
      await person.isAt(12);
    }),
  },
  "uploading-unmeasured": {
    title: "Under way, and nobody knows how far",
    ...sent([file("notes.txt", 842), file("timetable.csv", 49_123)], { "*": outcome.never() }, { uploading: 2 }),
  },
  "several-states": {
    title: "Several states at once",
    ...sent(
      async () => [...(await six()), file("empty.txt", 0), file("album.zip", 11_000_000), file("film.mov", 3_000_000_000)],
      {
        "annual report.pdf": outcome.stuckAt(71),
        "backup.tar.gz": outcome.stuckAt(24),
        "timetable.csv": tooMany,
        "album.zip": outcome.never(),
      },
      { done: 3, failed: 2, queued: 1, uploading: 2, waiting: 1 },
      async ({ person }) => {
        await person.isAt(71);
        await person.isAt(24);
        await person.read("Next try");
      },
    ),
  },
  waiting: {
    title: "Waiting for the next try",
    ...sent([file("annual report.pdf", 300_412)], { "*": tooMany }, { waiting: 1 }, ({ person }) => person.read("Next try")),
  },
  offline: {
    title: "Offline",
    async play({ host, person }) {
      host.uploads["*"] = outcome.broken();
      await person.logIn();
      goOffline();
      await person.giveFiles([file("annual report.pdf", 300_412), file("notes.txt", 842)]);
      await person.rows({ waiting: 2 });
      await person.read("You are offline");
    },
  },
  paused: {
    title: "Paused",
    ...sent([file("annual report.pdf", 300_412), file("notes.txt", 842)], { "*": outcome.never() }, { uploading: 2 }, async ({ person }) => {
      await person.press("Pause all");
      await person.rows({ paused: 2 });
    }),
  },
  stopped: {
    title: "Stopped",
    ...sent([file("annual report.pdf", 300_412), file("notes.txt", 842)], { "*": outcome.never() }, { uploading: 2 }, async ({ person }) => {
      await person.press("Stop all");
      await person.rows({ cancelled: 2 });
    }),
  },
  "needs-file": {
    title: "The page was loaded anew, and a file is missing",
    ...loadedAnew("needs-file", {
      host: (host) => (host.uploads["*"] = outcome.never()),
      async first({ person }) {
        await person.giveFiles([await picture("harbour.png", 480, 320, "#2b4a6f", "#0e6f7c"), file("film.mov", 900_000_000)]);
        await person.rows({ uploading: 2 });
      },
      kept: "film.mov",
      rows: { waiting: 2 },
    }),
  },
  "open-again": {
    title: "The page was loaded anew, and the browser knows where the files are",
    ...loadedAnew("open-again", {
      host: (host) => Object.assign(host.uploads, { "*": outcome.never(), "minutes.txt": { stored: {} }, "notes.txt": outcome.refuse("The storage server is being repaired until noon.") }),
      async first({ clock, person }) {
        await person.drop([file("minutes.txt", 842), file("notes.txt", 842), file("film.mov", 900_000_000), file("harvest.mov", 700_000_000)]);
        await person.rows({ done: 1, failed: 1, uploading: 2 });
        // What is still there then is kept.
        clock.forward(3000);
      },
      // A line that names the handle of a file.
      kept: String.raw`\th\t`,
      rows: { done: 1, failed: 1, waiting: 2 },
    }),
  },
  "waiting-to-start": {
    title: "Files that wait for somebody to start them",
    attributes: { ...only("filecloudy"), "data-auto-upload": "false" },
    ...sent([file("annual report.pdf", 300_412), file("notes.txt", 842)], {}, { queued: 2 }),
  },
  verifying: {
    title: "What was stored is compared",
    ...sent(() => [readForEver(file("annual report.pdf", 300_412)), file("notes.txt", 842)], {}, { done: 1, uploading: 1 }),
  },
  dropped: {
    title: "A folder with an empty one and an unreadable one in it",
    attributes: { ...only("filecloudy"), "data-empty-folders": "true" },
    async play({ host, person }) {
      host.uploads["*"] = outcome.never();
      await person.logIn();
      await person.drop([{ folder: "Summer", inside: [file("notes.txt", 842), { folder: "Boats", inside: [] }, { folder: "Locked" }] }]);
      await person.rows({ done: 1, failed: 1, uploading: 1 });
    },
  },
  "menu-elsewhere": {
    title: "What can be done with a file when another folder was chosen",
    ...elsewhere(() => {}),
  },
  "too-late": {
    title: "It is on its way already",
    before: holdTimers,
    ...elsewhere(async (person, store) => {
      store();
      await person.rows({ done: 1, queued: 1, uploading: 3 });
      await person.press("Send to Photos instead");
      await person.find(".file-list > .notice:not(:empty)");
    }),
  },
  menu: {
    title: "What else can be done with a file",
    ...sent(five, { "*": outcome.never() }, { queued: 2, uploading: 3 }, async ({ person }) => {
      await person.press("More for minutes of the meeting.txt");
      await person.focusIn("[role=menu]");
    }),
  },
  rename: {
    title: "Renaming before it is sent",
    ...sent(five, { "*": outcome.never() }, { queued: 2, uploading: 3 }, async ({ person }) => {
      await person.choose("More for minutes of the meeting.txt", "Rename before sending");
      await person.focusIn("dialog");
    }),
  },
  "many-files": {
    title: "Ten thousand files",
    async play({ host, person }) {
      host.uploads["*"] = outcome.never();
      await person.logIn();
      await person.giveFiles(Array.from({ length: 10_000 }, (_, place) => file(`scan ${String(place + 1).padStart(5, "0")}.txt`, 18)));
      await person.find(".file[aria-setsize='10000']");
      await person.until("uploads", () => document.querySelectorAll(".file.uploading").length === 3);
    },
  },
  "filter-nothing": {
    title: "A filter that finds nothing",
    ...sent(six, {}, { done: 6 }, () => {
      [...document.querySelectorAll(".file-filter button")].at(-1).click();
    }),
  },
};
