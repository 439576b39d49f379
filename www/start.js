// Loads the wasm module and starts the page. A file of its own, because a strict Content Security
// Policy refuses inline scripts. When the page cannot start, it says so instead of staying empty.
// In a release build `cargo xtask split` writes upload-widget.js into it: one request less.

function showUnavailable(reason) {
  document.getElementById("loading")?.remove();
  const notice = document.getElementById("unavailable");
  if (!notice) return;
  const detail = notice.querySelector("[data-reason]");
  if (detail) detail.textContent = String(reason?.message ?? reason);
  notice.hidden = false;
}

async function start() {
  const container = document.getElementById("upload-widget");
  if (!container) throw new Error("the page has no element with the id upload-widget");
  const framed = new URLSearchParams(location.search).has("frame");
  const loading = import("./upload-widget.js").then((module) => module.default().then(() => module));
  if (framed) {
    // Told as soon as it is known to whom.
    loading.catch(() => {});
    const show = await import("./framed.js").then((frame) => frame.connected(container));
    await show(loading);
  } else await loading.then((widget) => widget.mountPage(container));
  document.getElementById("loading")?.remove();
  // Hidden until now, so that nothing has to be laid out before the widget.
  document.querySelector(".page-title")?.removeAttribute("hidden");
  speakAs(container.querySelector(".upload-widget"));
}

/** The page around takes the language that the widget was asked for; words that its operator has
 *  put there stay. */
function speakAs(widget) {
  const page = document.documentElement;
  if (!widget || page.lang.slice(0, 2) === widget.lang.slice(0, 2)) return;
  page.lang = widget.lang;
  page.dir = widget.dir;
  for (const title of document.querySelectorAll("title, h1")) {
    if (title.textContent === "Upload files") title.textContent = widget.getAttribute("aria-label");
  }
}

start().catch((reason) => {
  console.error(reason);
  showUnavailable(reason);
});
