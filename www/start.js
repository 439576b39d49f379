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

async function start() {
  const container = document.getElementById("upload-widget");
  if (!container) throw new Error("the page has no element with the id upload-widget");
  const framed = new URLSearchParams(location.search).has("frame");
  const [widget, show] = await Promise.all([
    import("./upload-widget.js").then((module) => module.default().then(() => module)),
    framed ? import("./framed.js").then((frame) => frame.connected(container)) : undefined,
  ]);
  await (show ? show(widget.mount) : widget.mountPage(container));
  document.getElementById("loading")?.remove();
}

start().catch((reason) => {
  console.error(reason);
  showUnavailable(reason);
});
