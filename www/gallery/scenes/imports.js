// Addresses whose files the host fetches.

import { outcome } from "../host.js";
import { only } from "./openings.js";

export const imports = {
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
      for (const text of ["Done", "The host is fetching it", "The host could not fetch it.", "Waiting for the host"]) {
        await person.readIn(".import-state", text);
      }
    },
  },
  "imports-dialog": {
    title: "Asking for them",
    attributes: only("xcloudfile"),
    async play({ person }) {
      await person.logIn();
      await person.press("Add by URL");
      await person.focusIn("dialog");
    },
  },
};
