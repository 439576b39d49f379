// What went wrong, and what to do about it.

import { outcome } from "../host.js";
import { deleted, file } from "../person.js";
import { only, sent } from "./openings.js";

/** An upload that fails in this way. */
const refused = (answer) => sent([file("annual report.pdf", 300_412)], { "*": answer }, { failed: 1 });

/** Uploads at the same time that end like this, each file in its own way. */
const severally = (ends) => ({
  attributes: { ...only("filecloudy"), "data-concurrency": "20" },
  async play({ host, person }) {
    host.replies["account/package"].data.concurrent_uploads = "20";
    const files = ends.map(([name, size, end]) => {
      host.uploads[name] = end;
      return file(name, size);
    });
    await person.logIn();
    await person.giveFiles(files);
    await person.until("the uploads to end", () => !document.querySelector(".file:is(.queued, .uploading)"));
  },
});

export const failing = {
  "failed-refused": { group: "Failed", title: "In the host’s words", ...refused(outcome.refuse("The storage server is being repaired until noon.")) },
  "failed-storage": { title: "Storage full", ...refused(outcome.refuse("Error: Not enough storage space. You have exceeded your storage limit.")) },
  "failed-page": {
    title: "A page instead of an answer",
    ...sent([file("annual report.pdf", 300_412)], { "*": outcome.text("<!doctype html><title>Welcome</title><h1>Welcome</h1>") }, { waiting: 1 }, ({ person }) => person.read("Next try")),
  },
  "failed-too-large": { title: "Too large for the server", ...refused(outcome.text("<h1>413 Request Entity Too Large</h1>", 413)) },
  "failed-type": {
    title: "In the file’s own reply",
    ...refused({ stored: { error: "File type not allowed." } }),
  },
  "refused-here": {
    title: "Not sent at all",
    ...sent([file("empty.txt", 0), file("film.mov", 3_000_000_000), file("minutes.txt", 842), file("minutes.txt", 842)], {}, { done: 1, failed: 3 }),
  },
  "failed-by-host": {
    title: "For reasons that the host has",
    ...severally([
      ["album.zip", 842, outcome.refuse("Error on: https://fs1.filecloudy.example/upload.php. maxFileSize")],
      ["blank.txt", 842, outcome.refuse("Filesize received was zero.")],
      ["charts.zip", 842, outcome.refuse("Your account level does not have access to the file upload API. Please contact site support for more information.")],
      ["diary.txt", 842, outcome.refuse("This API feature is not available in demo mode.")],
      ["essay.odt", 842, outcome.refuse("Could not find the destination folder id defined by folder_id.")],
      ["films.zip", 842, outcome.refuse("Your account does not have permission to upload files.")],
      ["guide.pdf", 842, outcome.refuse("Please provide the folder_id param.")],
      ["hills.png", 842, outcome.refuse("Your account has been locked.")],
      ["index.txt", 842, outcome.refuse("No endpoint found for /file/upload.")],
      ["juice.txt", 842, outcome.refuse("You have reached the maximum of 3 concurrent uploads.")],
      ["knots.pdf", 842, outcome.refuse("Error uploading file. No response received from: https://fs1.filecloudy.example/upload")],
    ]),
  },
  "failed-on-the-way": {
    title: "For reasons on the way there and back",
    ...severally([
      ["album.zip", 842, outcome.broken()],
      ["blank.txt", 842, outcome.text("")],
      ["charts.zip", 842, outcome.text('{"response": "File upl')],
      ["diary.txt", 842, outcome.text("Fatal error in upload.php")],
      ["essay.odt", 842, outcome.text("<!doctype html><title>Just a moment...</title>", 403)],
      ["films.zip", 842, outcome.text("<!doctype html><title>Bad gateway</title>", 502)],
      ["guide.pdf", 842, outcome.text("<!doctype html><title>Nothing here</title>", 404)],
      ["hills.png", 842, { stored: { size: "512" } }],
      ["index.txt", 842, { stored: { hash: "00000000000000000000000000000000" } }],
    ]),
  },
  "refused-by-page": {
    title: "Not sent, since the page or the folder is not for them",
    attributes: {
      ...only("filecloudy"),
      "data-accept": ".txt,.pdf",
      "data-max-files": "4",
      "data-max-total": "1 MB",
      "data-same-name": "skip",
      "data-changed-name": "refuse",
    },
    async play({ person }) {
      await person.logIn();
      const files = [
        file("minutes.txt", 842),
        file("a <b> of it.txt", 842),
        file("film.mov", 842),
        file("novel.pdf", 1_200_000),
        deleted(file("draft.txt", 300_412)),
        ...["one.txt", "two.txt", "three.txt", "four.txt"].map((name) => file(name, 18)),
      ];
      await person.giveFiles(files);
      await person.until("the files to have ended", () => !document.querySelector(".file:is(.queued, .uploading, .waiting)"));
    },
  },
  "refused-storage": {
    title: "More than the account can hold",
    async play({ host, person }) {
      host.replies["account/package"].data.max_storage_bytes = "1000000000";
      await person.logIn();
      await person.giveFiles([file("film.mov", 1_010_000_000)]);
      await person.rows({ failed: 1 });
    },
  },
};
