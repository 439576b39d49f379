// The files of the folder on the host.

import { forgetClicks } from "../browser.js";
import { outcome } from "../host.js";
import { myFiles, only } from "./openings.js";

const boxes = () => [...document.querySelectorAll(".my-file input[type=checkbox]")];

/** Chooses the first three files. */
const chooseThree = async (person) => {
  await person.read("minutes.txt");
  for (const box of boxes().slice(0, 3)) box.click();
  await person.settle();
};

/** Chooses three files and deletes them; the host answers like this, one after the other, or does it. */
const deleteThree = (answers, then) =>
  myFiles(async (person) => {
    await chooseThree(person);
    await person.press("Delete");
    await person.focusIn("dialog");
    (await person.find("dialog button[type=submit]")).click();
    await then(person);
  }, (host) => (host.answers["file/delete"] = (fields) => answers.shift() ?? remove(host, fields.get("file_id"))));

/** One of them is deleted, and the next one is on its way. */
const isAtOne = (person) => person.find(".my-files-work progress[value='1']");

/** That a file is deleted, which is no longer listed then. */
const remove = ({ replies: { account } }, id) => {
  const [file] = account.files.splice(account.files.findIndex((file) => file.id === id), 1);
  return outcome.reply({ _status: "success", response: "File successfully set as removed.", data: { ...file, status: "trash" } });
};

/** Gives a file another name, which the host answers like this. */
const renaming = (answer, then = () => {}) =>
  myFiles(async (person) => {
    await person.read("minutes.txt");
    await person.choose("More for minutes.txt", "Rename");
    await person.type("dialog input", "minutes of the meeting.txt");
    (await person.find("dialog button[type=submit]")).click();
    await then(person);
  }, (host) => (host.answers["file/edit"] = answer));

/** Moves a file; the host answers like this when it is asked for the folders. */
const movingWith = (answer, then) => ({
  async play({ host, person }) {
    await person.logIn();
    await person.press("In this folder");
    await person.read("minutes.txt");
    host.answers["folder/listing"] = answer;
    await person.choose("More for minutes.txt", "Move");
    await then(person);
  },
});

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
    ...myFiles(chooseThree),
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
    await person.button("Open folder Photos");
  }) },
  "my-files-details": { title: "Details", ...myFiles(async (person) => {
    await person.read("minutes.txt");
    await person.choose("More for annual report 2025.pdf", "Details");
    await person.focusIn("dialog");
  }) },
  "my-files-delete": { title: "Deleting", ...myFiles(async (person) => {
    await chooseThree(person);
    await person.press("Delete");
    await person.focusIn("dialog");
  }) },
  "my-files-delete-many": { title: "Deleting more than can be listed", ...myFiles(async (person) => {
    await person.read("minutes.txt");
    await person.press("Select all");
    await person.press("Delete");
    await person.focusIn("dialog");
  }, ({ replies: { account } }) => {
    account.files.push(...[...Array(8).keys()].map((place) => ({ ...account.files[2], id: String(1170 + place), filename: `minutes ${place + 1}.txt` })));
  }) },
  "my-files-working": {
    title: "Several are being deleted",
    ...deleteThree([null, outcome.never()], isAtOne),
  },
  "my-files-busy": {
    title: "Meanwhile nothing else can be done",
    ...deleteThree([null, outcome.never()], async (person) => {
      await isAtOne(person);
      await person.choose("More for minutes.txt", "Delete");
      await person.focusIn("dialog");
      (await person.find("dialog button[type=submit]")).click();
      await person.read("Something else is still");
    }),
  },
  "my-files-stopped": {
    title: "One could not be deleted",
    ...deleteThree([null, outcome.refuse("Could not find file based on file_id.")], (person) => person.find(".my-files-body > .notice:not(:empty)")),
  },
  "my-files-done": { title: "All were deleted", ...deleteThree([], (person) => person.find(".my-files-status:not(:empty)")) },
  "my-files-stale": {
    title: "What was listed before, and no newer list",
    async play({ host, person }) {
      await person.logIn();
      await person.press("In this folder");
      await person.read("minutes.txt");
      host.answers["folder/listing"] = outcome.broken();
      await person.press("Refresh");
      await person.button("Try again");
    },
  },
  "my-files-found": {
    title: "Some are found",
    ...myFiles(async (person) => {
      await person.read("minutes.txt");
      await person.type(".my-files input[type=search]", "re");
      await person.select(".my-files select", "Largest first");
    }),
  },
  "my-files-download": {
    title: "A download that waits for a click",
    before: forgetClicks,
    ...myFiles(async (person) => {
      await person.read("minutes.txt");
      await person.choose("More for minutes.txt", "Download");
      await person.read("The download of");
    }),
  },
  "my-files-no-links": {
    title: "Files without links, of a host that can do less",
    attributes: only("filecad"),
    ...myFiles(async (person) => {
      await chooseThree(person);
      await person.press("Copy links");
      await person.press("More for minutes.txt");
      await person.focusIn("[role=menu]");
    }, ({ replies: { account } }) => account.files.forEach((file) => (file.url_file = null))),
  },
  "my-files-rename-busy": { title: "Renaming, with the host at it", ...renaming(outcome.never()) },
  "my-files-rename-refused": { title: "Renaming, refused", ...renaming(outcome.refuse("The file name may not be used."), (person) => person.read("The host said")) },
  "my-files-details-failed": { title: "Details from the list, since there are no others", ...myFiles(async (person) => {
    await person.read("minutes.txt");
    await person.choose("More for minutes.txt", "Details");
    await person.read("The file is no longer");
  }, (host) => {
    host.answers["file/info"] = outcome.refuse("Could not find file based on file_id.");
    host.replies.account.files[2].keywords = "meeting, spring";
  }) },
  "my-files-copy": { title: "Copying to a folder inside another one", ...myFiles(async (person) => {
    await person.read("minutes.txt");
    await person.choose("More for minutes.txt", "Copy to folder");
    await person.press("Open folder Photos");
    await person.button("Open folder Winter");
  }) },
  "my-files-copy-empty": { title: "There are no folders in there", ...myFiles(async (person) => {
    await person.read("minutes.txt");
    await person.choose("More for minutes.txt", "Copy to folder");
    await person.press("Open folder Music");
    await person.read("No folders");
  }) },
  "my-files-move-same": { title: "Moving several to where they are", ...myFiles(async (person) => {
    await chooseThree(person);
    await person.press("Move");
    await person.button("Open folder Photos");
    await person.press("Move here");
  }) },
  "my-files-move-error": { title: "The folders to move to are not to be had", ...movingWith(outcome.refuse("The database is being repaired.", 500), (person) => person.button("Try again")) },
  "my-files-move-loading": { title: "The folders to move to are on their way", ...movingWith(outcome.never(), (person) => person.focusIn("dialog")) },
};
