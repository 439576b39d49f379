// The tree of folders, and what can be done with one.

import { outcome } from "../host.js";
import { folders } from "./openings.js";

export const folderScenes = {
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
      await person.focusIn("[role=menu]");
    }),
  },
  "folders-new": {
    title: "A new one",
    async play({ person }) {
      await person.logIn();
      await person.press("New folder");
      await person.focusIn(".new-folder");
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
    await person.focusIn("dialog");
  }) },
  "folders-sharing": { title: "Who can see it", ...folders(async (person) => {
    await person.read("Photos");
    await person.choose("More for Photos", "Who can see it…");
    await person.focusIn("dialog");
  }) },
  "folders-link": { title: "Its link", ...folders(async (person) => {
    await person.read("Photos");
    await person.choose("More for Photos", "Link to it…");
    await person.focusIn("dialog");
  }) },
  "folders-delete": { title: "Deleting", ...folders(async (person) => {
    await person.read("Photos");
    await person.choose("More for Photos", "Delete…");
    await person.focusIn("dialog");
  }) },
  "folders-move": { title: "Moving", ...folders(async (person) => {
    await person.read("Photos");
    await person.choose("More for Photos", "Move to…");
    await person.find(".folder-moving button");
  }) },
};
