// Loads the wasm module and starts the page. A file of its own, because a strict Content Security
// Policy refuses inline scripts. When the page cannot start, it says so instead of staying empty.

function showUnavailable(reason) {
  document.getElementById("loading")?.remove();
  const notice = document.getElementById("unavailable");
  if (!notice) return;
  const detail = notice.querySelector("[data-reason]");
  if (detail) detail.textContent = String(reason?.message ?? reason);
  notice.hidden = false;
}

import("./upload-widget.js")
  .then((widget) => widget.default())
  .then(() => document.getElementById("loading")?.remove())
  .catch((reason) => {
    console.error(reason);
    showUnavailable(reason);
  });
