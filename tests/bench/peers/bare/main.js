// The baseline: the least a page can do. It lists the files, and posts each with fetch.
import { concurrency, endpoint, fields, startsByItself } from "../host.js";

const list = document.querySelector("ul");
const waiting = [];
let running = 0;

async function send({ file, row }) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields())) body.append(name, value);
  body.append("upload_file", file, file.name);
  try {
    const response = await fetch(endpoint, { method: "POST", body });
    await response.text();
    row.dataset.state = response.ok ? "done" : "failed";
  } catch {
    row.dataset.state = "failed";
  }
}

function next() {
  while (running < concurrency && waiting.length > 0) {
    running += 1;
    send(waiting.shift()).then(() => {
      running -= 1;
      next();
    });
  }
}

document.querySelector("input").addEventListener("change", (event) => {
  const rows = document.createDocumentFragment();
  for (const file of event.target.files) {
    const row = document.createElement("li");
    row.textContent = `${file.name} ${file.size}`;
    rows.append(row);
    waiting.push({ file, row });
  }
  list.append(rows);
  if (startsByItself) next();
});
