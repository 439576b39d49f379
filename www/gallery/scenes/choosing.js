// Before the first upload.

import { outcome } from "../host.js";
import { file } from "../person.js";
import { only, sent } from "./openings.js";

/** An account without limits, about which something else may be so. */
const unlimited = (then = () => {}, before = () => {}) => ({
  async play({ host, person }) {
    Object.assign(host.replies["account/package"].data, { max_storage_bytes: null, max_upload_size: null });
    before(host);
    await person.logIn();
    await then(person);
  },
});

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
  "account-limits": {
    title: "Storage nearly full, and limits of all kinds",
    attributes: { ...only("filecloudy"), "data-max-files": "20", "data-max-size": "100 MB", "data-max-total": "2 GB" },
    async play({ host, person }) {
      host.replies.account.folders[0].totalSize = "52100000000";
      Object.assign(host.replies["account/package"].data, {
        concurrent_downloads: "2",
        download_size_per_24_hours: "5000000000",
        download_speed: "250000",
        downloads_per_24_hours: "50",
        max_download_filesize_allowed: "2000000000",
      });
      await person.logIn();
      await person.press("Account details");
      await person.find(".account-facts");
    },
  },
  "account-unlimited": { title: "No limits", ...unlimited() },
  "account-unknown": {
    title: "No permission, and nobody knows how much is stored",
    ...unlimited(async (person) => {
      await person.press("Account details");
      await person.find(".account-facts");
    }, (host) => {
      host.replies["account/package"].data.can_upload = "0";
      host.answers["folder/listing"] = outcome.never();
    }),
  },
  "code-missing": {
    title: "Parts of it that did not load, and that load",
    async play({ host, person }) {
      host.answers["upload-widget_later.wasm"] = outcome.broken();
      await person.logIn();
      await person.press("Account details");
      await person.button("Try again");
      host.answers["upload-widget_later.wasm"] = outcome.never();
      await person.press("In this folder");
      await person.read("Loading…");
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
