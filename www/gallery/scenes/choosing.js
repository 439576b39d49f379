// Before the first upload.

import { outcome } from "../host.js";
import { file } from "../person.js";
import { sent } from "./openings.js";

export const choosing = {
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
      await person.find(".account-facts");
    },
  },
  "log-out": {
    title: "Logging out while files are on their way",
    ...sent([file("backup.tar.gz", 11_000_000)], { "*": outcome.stuckAt(40) }, { uploading: 1 }, async ({ person }) => {
      await person.isAt(40);
      await person.press("Log out");
      await person.focusIn("dialog");
    }),
  },
};
