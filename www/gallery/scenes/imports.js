// Addresses whose files the host fetches.

import { copying } from "../browser.js";
import { outcome } from "../host.js";
import { only } from "./openings.js";

/** The host has taken on the import of this number. */
const scheduled = (number) => outcome.reply({ _status: "success", response: "Scheduled", data: { scheduled_item_id: number, url: "https://files.example/a" } });

/** How far it is with it. */
const found = (number, how) =>
  outcome.reply({ _status: "success", response: "Scheduled URL file download found", data: { scheduled_item_id: number, created: "2026-03-14 09:26:53", total_size: 17262, ...how } });

export const imports = {
  imports: {
    group: "Files from addresses",
    title: "Several states",
    attributes: only("xcloudfile"),
    async play({ host, person }) {
      let number = 50;
      host.answers["file/url_upload_add"] = () => scheduled((number += 1));
      const status = {
        51: { status: "complete", downloaded_file: { file_id: 11456, name: "charts.zip", size: 17262, url: "https://xcloudfile.example/sZG/charts.zip" } },
        52: { status: "downloading" },
        53: { status: "failed" },
        54: { status: "pending" },
      };
      host.answers["file/url_upload_status"] = (fields) => found(fields.get("scheduled_item_id"), status[fields.get("scheduled_item_id")]);
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
  "imports-refused": {
    title: "A line that is no address",
    attributes: only("xcloudfile"),
    async play({ person }) {
      await person.logIn();
      await person.press("Add by URL");
      await person.type("dialog textarea", "https://charts.example/charts.zip\ncharts.example/tides.zip");
      await person.press("Fetch");
      await person.find("dialog .notice:not(:empty)");
    },
  },
  "imports-failed": {
    title: "Refused, forgotten, too many, and a link that cannot be copied",
    attributes: only("xcloudfile"),
    before: () => copying(false),
    async play({ host, person }) {
      host.replies["account/package"].data.max_remote_download_urls = "3";
      const added = [outcome.refuse("This site is on the list of those that nothing is fetched from."), scheduled(51), scheduled(52)];
      host.answers["file/url_upload_add"] = () => added.shift();
      const status = {
        51: outcome.refuse("Could not find the scheduled item based on scheduled_item_id."),
        52: found(52, { status: "complete", downloaded_file: { file_id: 11456, name: "charts.zip", size: 17262, url: "https://xcloudfile.example/sZG/charts.zip" } }),
      };
      host.answers["file/url_upload_status"] = (fields) => status[fields.get("scheduled_item_id")];
      await person.logIn();
      await person.dropAddresses(["https://forbidden.example/a.zip", "https://lost.example/b.zip", "https://charts.example/charts.zip", "https://films.example/d.mov"]);
      (await person.find(".import .copy")).click();
      await person.read("The browser did not allow copying");
    },
  },
};
