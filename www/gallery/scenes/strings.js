// Strings of all kinds: terrible ones, and those of other languages.

import { outcome } from "../host.js";
import { file } from "../person.js";
import { folders, myFiles, sent, six, tooMany } from "./openings.js";

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

const halfway = {
  "annual report.pdf": outcome.stuckAt(71),
  "timetable.csv": tooMany,
  "backup.tar.gz": outcome.stuckAt(24),
};

export const strings = {
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
      await person.find(".account-facts");
    }, hostileHost),
  },
  "hostile-my-files": {
    title: "Files on the host of that kind",
    ...myFiles((person) => person.find(".my-file"), hostileHost),
  },
  arabic: {
    title: "Arabic",
    language: "ar",
    ...sent(six, halfway, { done: 3, uploading: 2, waiting: 1 }),
  },
  german: {
    title: "German",
    language: "de",
    ...sent(six, halfway, { done: 3, uploading: 2, waiting: 1 }),
  },
};
