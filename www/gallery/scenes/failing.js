// What went wrong, and what to do about it.

import { outcome } from "../host.js";
import { file } from "../person.js";
import { sent } from "./openings.js";

/** An upload that fails in this way. */
const refused = (answer) => sent([file("annual report.pdf", 300_412)], { "*": answer }, { failed: 1 });

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
};
