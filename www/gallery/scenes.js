// Every state of the widget, each with what the host answers and what somebody does to get there.
// A scene without a group of its own stands under that of the one before it.

import { forgetQueue, goOffline } from "./browser.js";
import { outcome } from "./host.js";
import { file, picture } from "./person.js";

/** The name of a window whose scene has loaded it anew. */
const LOADED_ANEW = "loaded anew";
const anyHost = {};
const only = (name) => ({ "data-host": name, "data-api-base": "/api/v2/" });

/** Logs in and gives these files, which the host treats so. */
const sent = (files, uploads = {}, after = () => {}) => ({
  async play(stage) {
    Object.assign(stage.host.uploads, uploads);
    await stage.person.logIn();
    await stage.person.giveFiles(typeof files === "function" ? await files() : files);
    await after(stage);
  },
});

const six = async () => [
  await picture("harbour.png", 480, 320, "#2b4a6f", "#0e6f7c"),
  file("annual report.pdf", 3_200_000),
  file("backup.tar.gz", 11_000_000),
  file("notes.txt", 842),
  file("interview with the lighthouse keeper, uncut, second take.flac", 1_900_000),
  file("timetable.csv", 49_123),
];

const done = async ({ person }, count = 1) => {
  await person.until(`${count} files to be done`, () => document.querySelectorAll(".file.done").length >= count);
  await person.settle();
};

const failed = async ({ person }, count = 1) => {
  await person.until("it to fail", () => document.querySelectorAll(".file.failed").length >= count);
  await person.settle();
};

/** The state in which an upload fails in this way. */
const failing = (answer) =>
  sent([file("annual report.pdf", 300_412)], { "*": answer }, (stage) => failed(stage));

/** Opens the files of the folder and does more there. */
const myFiles = (then = () => {}, before = () => {}) => ({
  async play(stage) {
    before(stage.host);
    await stage.person.logIn();
    await stage.person.press("In this folder");
    await then(stage.person);
  },
});

/** Opens the tree of folders and does more there. */
const folders = (then = () => {}, before = () => {}) => ({
  async play(stage) {
    before(stage.host);
    await stage.person.logIn();
    await stage.person.press("Change folder");
    await then(stage.person, stage.host);
  },
});

const refusedLogin = (words, status) => ({
  async play({ host, person }) {
    host.answers.authorize = outcome.refuse(words, status);
    await person.sendLogin();
    await person.find("[role=alert]");
  },
});

const linksAs = (format, then = () => {}) =>
  sent([file("notes.txt", 842), file("timetable.csv", 49_123)], {}, async (stage) => {
    await done(stage, 2);
    if (format) await stage.person.press(format);
    await then(stage.person);
  });

const markup = "<img src=x onerror=alert(1)><script>alert(2)</script>";
/** Names that try to be something else than names. */
const hostile = [
  `${markup}.txt`,
  '"><svg onload=alert(1)>.png',
  "javascript:alert(1)",
  "invoice \u202egpj.exe",
  "\u2067\u05e9\u05dc\u05d5\u05dd\u2069 \u0645\u0631\u062d\u0628\u0627 notes.txt",
  "zero\u200bwidth\u200d\ufeff\u2060 inside.txt",
  "Z\u0351\u036f\u0300a\u0352\u0311\u0302l\u0323\u0324\u0325g\u0316\u0317\u0318o\u0301\u0302\u0303.txt",
  `${"A".repeat(9_990)}.txt`,
  `${"wide ".repeat(60)}.txt`,
];

const hostileHost = (host) => {
  const long = "W".repeat(10_000);
  host.replies["account/info"].data.username = `${markup} \u202eresu`;
  host.replies["account/info"].data.email = `"${markup}"@mail.example`;
  host.replies["account/package"].data.label = `${markup} ${long}`;
  const { folders, files } = host.replies.account;
  folders[0].folderName = markup;
  folders[1].folderName = "\u202esdrawkcab";
  folders[2].folderName = long;
  folders[0].url_folder = "javascript:alert(1)";
  files[0].filename = markup;
  files[0].url_file = "javascript:alert(1)";
  files[1].filename = "\u202egpj.exe";
  files[2].filename = long;
  files[2].keywords = markup;
};

export const scenes = {
  // Logging in
  login: { group: "Logging in", title: "One host", play: () => {} },
  "login-hosts": { title: "Several hosts", attributes: anyHost, play: () => {} },
  "login-keys": { title: "API keys", play: ({ person }) => person.press("API keys") },
  "login-other": {
    title: "Another host",
    attributes: anyHost,
    async play({ person }) {
      const list = await person.find("select");
      await person.select("select", list.options[list.options.length - 1].value);
    },
  },
  "login-busy": {
    title: "Under way",
    async play({ host, person }) {
      host.answers.authorize = outcome.never();
      await person.sendLogin();
      await person.settle();
    },
  },
  "login-refused": {
    title: "Refused",
    ...refusedLogin("Could not authenticate user. The username and password may be invalid or your account may be locked from too many failed logins."),
  },
  "login-unreachable": {
    title: "No answer",
    async play({ host, person }) {
      host.answers.authorize = outcome.broken();
      await person.sendLogin();
      await person.find("[role=alert]");
    },
  },
  "login-expired": {
    title: "Ended meanwhile",
    async play({ host, person }) {
      await person.logIn();
      await person.giveFiles([file("notes.txt", 842)]);
      await done({ person });
      host.answers["file/upload"] = outcome.refuse("Could not validate access_token and account_id, please reauthenticate or try again.", 401);
      host.answers.authorize = outcome.refuse("Could not authenticate user. The username and password may be invalid.");
      await person.giveFiles([file("timetable.csv", 49_123)]);
      await person.find(".sign-in");
    },
  },

  // Before the first upload
  "first-time": {
    group: "Choosing",
    title: "The first time: nothing there yet",
    async play({ host, person }) {
      host.replies.account = { folders: [], files: [] };
      await person.logIn();
    },
  },
  ready: { title: "Logged in", play: ({ person }) => person.logIn() },
  "not-allowed": {
    title: "No permission to upload",
    async play({ host, person }) {
      host.replies["account/package"].data.can_upload = "0";
      await person.logIn();
    },
  },
  "drop-hover": {
    title: "Files hang over it",
    async play({ person }) {
      await person.logIn();
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(file("notes.txt", 842));
      const area = await person.find(".drop-area");
      area.dispatchEvent(new DragEvent("dragenter", { bubbles: true, cancelable: true, dataTransfer }));
    },
  },
  account: {
    title: "Account details",
    async play({ person }) {
      await person.logIn();
      await person.press("Account details");
    },
  },
  "log-out": {
    title: "Logging out while files are on their way",
    ...sent([file("backup.tar.gz", 11_000_000)], { "*": outcome.stuckAt(40) }, async ({ person }) => {
      await person.read("40 %");
      await person.press("Log out");
    }),
  },

  // Folders
  folders: {
    group: "Folders",
    title: "A tree with open folders",
    ...folders(async (person) => {
      await person.read("Photos");
      (await person.find("[role=treeitem][aria-expanded=false] .folder-twisty")).click();
      await person.read("Summer 2026");
    }),
  },
  "folders-loading": { title: "Loading", ...folders(() => {}, (host) => (host.answers["folder/listing"] = outcome.never())) },
  "folders-error": {
    title: "Not to be had",
    ...folders((person) => person.find("[role=alert]"), (host) => (host.answers["folder/listing"] = outcome.refuse("The database is being repaired.", 500))),
  },
  "folders-empty": { title: "No folders yet", ...folders(() => {}, (host) => (host.replies.account = { folders: [], files: [] })) },
  "folders-search": {
    title: "Looking for one",
    ...folders(async (person) => {
      await person.read("Photos");
      await person.type(".folder-panel input[type=search]", "pa");
    }),
  },
  "folders-menu": {
    title: "What can be done with one",
    ...folders(async (person) => {
      await person.read("Photos");
      await person.press("More for Photos");
      await person.find("[role=menu]");
    }),
  },
  "folders-new": {
    title: "A new one",
    async play({ person }) {
      await person.logIn();
      await person.press("New folder");
    },
  },
  "folders-new-refused": {
    title: "A new one that the host refuses",
    async play({ host, person }) {
      host.answers["folder/create"] = outcome.refuse("A folder of that name already exists.");
      await person.logIn();
      await person.press("New folder");
      await person.type(".folder-picker input[type=text], .folder-picker input:not([type])", "Photos");
      await person.press("Create");
      await person.find(".folder-picker [role=alert]:not([hidden]):not(:empty)");
    },
  },
  "folders-rename": { title: "Renaming", ...folders(async (person) => {
    await person.read("Photos");
    await person.choose("More for Photos", "Rename…");
  }) },
  "folders-sharing": { title: "Who can see it", ...folders(async (person) => {
    await person.read("Photos");
    await person.choose("More for Photos", "Who can see it…");
  }) },
  "folders-link": { title: "Its link", ...folders(async (person) => {
    await person.read("Photos");
    await person.choose("More for Photos", "Link to it…");
  }) },
  "folders-delete": { title: "Deleting", ...folders(async (person) => {
    await person.read("Photos");
    await person.choose("More for Photos", "Delete…");
  }) },
  "folders-move": { title: "Moving", ...folders(async (person) => {
    await person.read("Photos");
    await person.choose("More for Photos", "Move to…");
  }) },

  // Uploading
  uploading: {
    group: "Uploading",
    title: "Under way, with how far it is",
    ...sent([file("annual report.pdf", 3_200_000), file("backup.tar.gz", 11_000_000)], { "annual report.pdf": outcome.stuckAt(71), "*": outcome.stuckAt(12) }, async ({ person }) => {
      await person.read("71 %");
      await person.read("12 %");
    }),
  },
  "uploading-unmeasured": {
    title: "Under way, and nobody knows how far",
    ...sent([file("notes.txt", 842), file("timetable.csv", 49_123)], { "*": outcome.never() }, ({ person }) => person.read("Uploading")),
  },
  "several-states": {
    title: "Several states at once",
    ...sent(
      async () => [...(await six()), file("empty.txt", 0), file("album.zip", 11_000_000), file("film.mov", 3_000_000_000)],
      {
        "annual report.pdf": outcome.stuckAt(71),
        "backup.tar.gz": outcome.stuckAt(24),
        "timetable.csv": outcome.refuse("Too many requests.", 429, { "retry-after": "30" }),
        "album.zip": outcome.never(),
      },
      async ({ person }) => {
        await person.read("71 %");
        await person.read("24 %");
        await person.read("Next try");
      },
    ),
  },
  waiting: {
    title: "Waiting for the next try",
    ...sent([file("annual report.pdf", 300_412)], { "*": outcome.refuse("Too many requests.", 429, { "retry-after": "30" }) }, ({ person }) => person.read("Next try")),
  },
  offline: {
    title: "Offline",
    ...sent([], {}, async ({ host, person }) => {
      host.uploads["*"] = outcome.broken();
      goOffline();
      await person.giveFiles([file("annual report.pdf", 300_412), file("notes.txt", 842)]);
      await person.read("You are offline");
    }),
  },
  paused: {
    title: "Paused",
    ...sent([file("annual report.pdf", 300_412), file("notes.txt", 842)], { "*": outcome.never() }, async ({ person }) => {
      await person.press("Pause all");
      await person.read("Paused");
    }),
  },
  stopped: {
    title: "Stopped",
    ...sent([file("annual report.pdf", 300_412), file("notes.txt", 842)], { "*": outcome.never() }, async ({ person }) => {
      await person.press("Stop all");
      await person.read("Stopped");
    }),
  },
  "needs-file": {
    title: "The page was loaded anew, and a file is missing",
    before: () => (window.name === LOADED_ANEW ? undefined : forgetQueue("needs-file")),
    async play({ host, person }) {
      host.uploads["*"] = outcome.never();
      await person.logIn();
      if (window.name !== LOADED_ANEW) {
        await person.giveFiles([await picture("harbour.png", 480, 320, "#2b4a6f", "#0e6f7c"), file("film.mov", 900_000_000)]);
        // What is kept is written a little later.
        await new Promise((resolve) => setTimeout(resolve, 1500));
        window.name = LOADED_ANEW;
        window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);
        location.reload();
        await new Promise(() => {});
      }
      window.name = "";
      await person.read("Choose this file again");
    },
  },
  menu: {
    title: "What else can be done with a file",
    ...sent([file("notes.txt", 842), file("timetable.csv", 49_123), file("a.txt", 18), file("b.txt", 18), file("minutes of the meeting.txt", 842)], { "*": outcome.never() }, async ({ person }) => {
      await person.press("More for minutes of the meeting.txt");
      await person.find("[role=menu]");
    }),
  },
  rename: {
    title: "Renaming before it is sent",
    ...sent([file("notes.txt", 842), file("timetable.csv", 49_123), file("a.txt", 18), file("b.txt", 18), file("minutes of the meeting.txt", 842)], { "*": outcome.never() }, ({ person }) =>
      person.choose("More for minutes of the meeting.txt", "Rename before sending"),
    ),
  },
  "many-files": {
    title: "Ten thousand files",
    ...sent(() => Array.from({ length: 10_000 }, (_, place) => file(`scan ${String(place + 1).padStart(5, "0")}.txt`, 18)), { "*": outcome.never() }, ({ person }) => person.read("10,000")),
  },
  "filter-nothing": {
    title: "A filter that finds nothing",
    ...sent(six, {}, async (stage) => {
      await done(stage, 6);
      [...document.querySelectorAll(".file-filter button")].at(-1).click();
    }),
  },

  // What went wrong
  "failed-refused": { group: "Failed", title: "In the host’s words", ...failing(outcome.refuse("The storage server is being repaired until noon.")) },
  "failed-storage": { title: "Storage full", ...failing(outcome.refuse("Error: Not enough storage space. You have exceeded your storage limit.")) },
  "failed-page": {
    title: "A page instead of an answer",
    ...sent([file("annual report.pdf", 300_412)], { "*": outcome.text("<!doctype html><title>Welcome</title><h1>Welcome</h1>") }, ({ person }) => person.read("Next try")),
  },
  "failed-too-large": { title: "Too large for the server", ...failing(outcome.text("<h1>413 Request Entity Too Large</h1>", 413)) },
  "failed-type": {
    title: "In the file’s own reply",
    ...failing({ stored: { error: "File type not allowed." } }),
  },
  "refused-here": {
    title: "Not sent at all",
    ...sent([file("empty.txt", 0), file("film.mov", 3_000_000_000), file("minutes.txt", 842), file("minutes.txt", 842)], {}, (stage) => failed(stage, 2)),
  },

  // Links
  done: { group: "Links", title: "All done", ...sent(six, {}, (stage) => done(stage, 6)) },
  "links-html": { title: "HTML", ...linksAs("HTML") },
  "links-bbcode": { title: "BBCode", ...linksAs("BBCode") },
  "links-markdown": { title: "Markdown", ...linksAs("Markdown") },
  "links-text": { title: "All as text", ...linksAs(null, (person) => person.press("Show as text")) },
  "links-menu": {
    title: "Other links of a file",
    ...linksAs(null, async (person) => {
      await person.press("More links of notes.txt");
      await person.find("[role=menu]");
    }),
  },
  "links-delete": {
    title: "The link that deletes",
    ...linksAs(null, (person) => person.choose("More links of notes.txt", "Delete link")),
  },

  // Files on the host
  "my-files": { group: "In this folder", title: "The list", ...myFiles((person) => person.read("minutes.txt")) },
  "my-files-loading": { title: "Loading", async play({ host, person }) {
    await person.logIn();
    host.answers["folder/listing"] = outcome.never();
    await person.press("In this folder");
  } },
  "my-files-empty": { title: "Empty", ...myFiles((person) => person.read("No files"), (host) => (host.replies.account = { folders: [], files: [] })) },
  "my-files-error": { title: "Not to be had", async play({ host, person }) {
    await person.logIn();
    host.answers["folder/listing"] = outcome.refuse("The database is being repaired.", 500);
    await person.press("In this folder");
    await person.find(".my-files [role=alert]");
  } },
  "my-files-selection": {
    title: "Some are chosen",
    ...myFiles(async (person) => {
      await person.read("minutes.txt");
      for (const box of [...document.querySelectorAll(".my-file input[type=checkbox]")].slice(0, 3)) box.click();
    }),
  },
  "my-files-search": {
    title: "Looking for one",
    ...myFiles(async (person) => {
      await person.read("minutes.txt");
      await person.type(".my-files input[type=search]", "nothing like it");
    }),
  },
  "my-files-menu": {
    title: "What can be done with one",
    ...myFiles(async (person) => {
      await person.read("minutes.txt");
      await person.press("More for minutes.txt");
      await person.find("[role=menu]");
    }),
  },
  "my-files-rename": { title: "Renaming", ...myFiles(async (person) => {
    await person.read("minutes.txt");
    await person.choose("More for minutes.txt", "Rename");
  }) },
  "my-files-move": { title: "Moving", ...myFiles(async (person) => {
    await person.read("minutes.txt");
    await person.choose("More for minutes.txt", "Move");
    await person.find("dialog");
  }) },
  "my-files-details": { title: "Details", ...myFiles(async (person) => {
    await person.read("minutes.txt");
    await person.choose("More for annual report 2025.pdf", "Details");
    await person.find("dialog");
  }) },
  "my-files-delete": { title: "Deleting", ...myFiles(async (person) => {
    await person.read("minutes.txt");
    for (const box of [...document.querySelectorAll(".my-file input[type=checkbox]")].slice(0, 3)) box.click();
    await person.press("Delete");
  }) },

  // Addresses
  imports: {
    group: "Files from addresses",
    title: "Several states",
    attributes: only("xcloudfile"),
    async play({ host, person }) {
      let number = 50;
      host.answers["file/url_upload_add"] = () => outcome.reply({ _status: "success", response: "Scheduled", data: { scheduled_item_id: (number += 1), url: "https://files.example/a" } });
      const status = {
        51: { status: "complete", downloaded_file: { file_id: 11456, name: "charts.zip", size: 17262, url: "https://xcloudfile.example/sZG/charts.zip" } },
        52: { status: "downloading" },
        53: { status: "failed" },
        54: { status: "pending" },
      };
      host.answers["file/url_upload_status"] = (fields) =>
        outcome.reply({ _status: "success", response: "Scheduled URL file download found", data: { scheduled_item_id: fields.get("scheduled_item_id"), created: "2026-03-14 09:26:53", total_size: 17262, ...status[fields.get("scheduled_item_id")] } });
      await person.logIn();
      await person.press("Add by URL");
      await person.type("dialog textarea", "https://charts.example/charts.zip\nhttps://films.example/a/very/long/path/to/the/harbour/at/dawn/in/full/resolution.mov?token=0123456789abcdef\nhttps://gone.example/missing.iso\nhttps://later.example/queue.bin");
      await person.press("Fetch");
      await person.until("the first file", () => document.querySelector(".import [aria-label^=Copy], .import button"));
      await person.settle();
    },
  },
  "imports-dialog": {
    title: "Asking for them",
    attributes: only("xcloudfile"),
    async play({ person }) {
      await person.logIn();
      await person.press("Add by URL");
    },
  },

  // Strings of all kinds
  "hostile-files": {
    group: "Strings of all kinds",
    title: "Files that are called something terrible",
    async play({ host, person }) {
      hostileHost(host);
      host.uploads[hostile[3]] = outcome.refuse(`${markup} \u202e "'`);
      host.uploads[hostile[6]] = { stored: { name: markup, url: "javascript:alert(1)", url_html: markup, url_bbcode: `[url=javascript:alert(1)]${markup}[/url]` } };
      await person.logIn();
      await person.giveFiles(hostile.map((name) => file(name, 18)));
      await person.until("the files to have ended", () => !document.querySelector(".file:is(.queued, .uploading, .waiting)"));
    },
  },
  "hostile-account": {
    title: "An account and folders of that kind",
    ...folders(async (person) => {
      await person.find("[role=treeitem][aria-level='2']");
      await person.press("Account details");
    }, hostileHost),
  },
  "hostile-my-files": {
    title: "Files on the host of that kind",
    ...myFiles((person) => person.find(".my-file"), hostileHost),
  },
  arabic: {
    title: "Arabic",
    language: "ar",
    ...sent(six, { "annual report.pdf": outcome.stuckAt(71), "timetable.csv": outcome.refuse("Too many requests.", 429, { "retry-after": "30" }), "backup.tar.gz": outcome.stuckAt(24) }, (stage) => done(stage, 2)),
  },
  german: {
    title: "German",
    language: "de",
    ...sent(six, { "annual report.pdf": outcome.stuckAt(71), "timetable.csv": outcome.refuse("Too many requests.", 429, { "retry-after": "30" }), "backup.tar.gz": outcome.stuckAt(24) }, (stage) => done(stage, 2)),
  },
};

/** Where a scene is to be seen. */
export function address(name) {
  const language = scenes[name].language;
  return `scene.html?scene=${name}${language ? `&lang=${language}` : ""}`;
}
