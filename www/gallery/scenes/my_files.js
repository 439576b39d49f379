// The files of the folder on the host.

import { outcome } from "../host.js";
import { myFiles } from "./openings.js";

export const myFileScenes = {
  "my-files": { group: "In this folder", title: "The list", ...myFiles((person) => person.read("minutes.txt")) },
  "my-files-loading": { title: "Loading", async play({ host, person }) {
    await person.logIn();
    host.answers["folder/listing"] = outcome.never();
    await person.press("In this folder");
    await person.find(".my-files-body");
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
      await person.focusIn("[role=menu]");
    }),
  },
  "my-files-rename": { title: "Renaming", ...myFiles(async (person) => {
    await person.read("minutes.txt");
    await person.choose("More for minutes.txt", "Rename");
    await person.focusIn("dialog");
  }) },
  "my-files-move": { title: "Moving", ...myFiles(async (person) => {
    await person.read("minutes.txt");
    await person.choose("More for minutes.txt", "Move");
    await person.focusIn("dialog");
  }) },
  "my-files-details": { title: "Details", ...myFiles(async (person) => {
    await person.read("minutes.txt");
    await person.choose("More for annual report 2025.pdf", "Details");
    await person.focusIn("dialog");
  }) },
  "my-files-delete": { title: "Deleting", ...myFiles(async (person) => {
    await person.read("minutes.txt");
    for (const box of [...document.querySelectorAll(".my-file input[type=checkbox]")].slice(0, 3)) box.click();
    await person.press("Delete");
    await person.focusIn("dialog");
  }) },
};
