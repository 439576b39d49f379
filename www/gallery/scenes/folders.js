// The tree of folders, and what can be done with one.

import { outcome } from "../host.js";
import { folders, only } from "./openings.js";

/** Chooses something in the menu of the folder “Photos”. */
const ofPhotos = (item, then, before) =>
  folders(async (person) => {
    await person.read("Photos");
    await person.choose("More for Photos", item);
    await then(person);
  }, before);

const submit = async (person) => (await person.find("dialog button[type=submit]")).click();

/** Presses a folder of the tree. */
const pressFolder = async (person, name) => (await person.find(`[role=treeitem][aria-label="${name}"] .folder-name`)).click();

/** What the host says of a folder, which it has changed in this way. */
const changed = (host, id, change = {}) => {
  const folder = host.replies.account.folders.find((folder) => folder.id === id);
  return outcome.reply({ _status: "success", response: "Folder successfully updated.", data: Object.assign(folder, change) });
};

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
  "folders-levels": {
    title: "Levels that load, are not to be had, and are empty",
    ...folders(async (person) => {
      await person.read("Photos");
      for (const twisty of document.querySelectorAll("[role=treeitem][aria-expanded=false] .folder-twisty")) twisty.click();
      await person.read("No folders in here");
    }, (host) => {
      const { folders } = host.replies.account;
      folders[1].child_folder_count = 1;
      const inside = { 11: outcome.never(), 12: undefined, 14: outcome.refuse("The database is being repaired.", 500) };
      host.answers["folder/listing"] = (fields) => inside[fields.get("parent_folder_id")];
    }),
  },
  "folders-nothing": { title: "Looking for one that is not there", ...folders(async (person) => {
    await person.read("Photos");
    await person.type(".folder-panel input[type=search]", "nothing like it");
  }) },
  "folders-deep": {
    title: "A long way to one",
    attributes: { ...only("filecloudy"), "data-folder": "11" },
    async play({ host, person }) {
      const [photos, , , , summer] = host.replies.account.folders;
      const names = ["Norway", "Lofoten Islands", "Harbours and boats", "At dawn"];
      names.forEach((folderName, place) => host.replies.account.folders.push({ ...summer, id: String(31 + place), parentId: place ? String(30 + place) : "21", folderName, child_folder_count: 1 }));
      host.answers["folder/info"] = outcome.reply({ _status: "success", data: photos });
      summer.child_folder_count = 1;
      await person.logIn();
      await person.press("Change folder");
      for (const name of ["Summer 2026", ...names]) {
        await person.find(`[role=treeitem][aria-label="${name}"]`);
        await pressFolder(person, name);
      }
      await person.press("Change folder");
    },
  },
  "folders-new-busy": {
    title: "One inside another, with the host at it",
    ...ofPhotos("New folder inside", async (person) => {
      await person.type(".new-folder input", "Spring");
      await person.press("Create");
    }, (host) => (host.answers["folder/create"] = outcome.never())),
  },
  "folders-rename-refused": { title: "Renaming, refused", ...ofPhotos("Rename…", async (person) => {
    await person.type("dialog input", "Music");
    await submit(person);
    await person.read("The host said");
  }, (host) => (host.answers["folder/edit"] = outcome.refuse("A folder of that name already exists."))) },
  "folders-delete-busy": { title: "Deleting, with the host at it", ...ofPhotos("Delete…", submit, (host) => (host.answers["folder/delete"] = outcome.never())) },
  "folders-deleted": {
    title: "The one for new files was deleted",
    ...folders(async (person) => {
      await person.read("Photos");
      await pressFolder(person, "Photos");
      await person.read("Winter");
      await person.choose("More for Photos", "Delete…");
      await submit(person);
      await person.find(".folder-said p:not(:empty)");
    }, (host) => (host.answers["folder/delete"] = () => {
      const answer = changed(host, "11");
      host.replies.account.folders.shift();
      return answer;
    })),
  },
  "folders-password": { title: "Who can see one with a password", ...ofPhotos("Who can see it…", (person) => person.read("Stop asking visitors"), (host) => {
    host.answers["folder/info"] = () => changed(host, "11", { accessPassword: "5f4dcc3b5aa765d61d8327deb882cf99", isPublic: "0" });
  }) },
  "folders-moved": {
    title: "Moved",
    ...ofPhotos("Move to…", async (person) => {
      await pressFolder(person, "Music");
      await person.button("Undo");
    }, (host) => (host.answers["folder/move"] = () => changed(host, "11", { parentId: "12" }))),
  },
  "folders-move-refused": { title: "It cannot go there", ...ofPhotos("Move to…", async (person) => {
    (await person.find("[role=treeitem][aria-level='1'] .folder-name")).click();
  }) },
};
