// Writes down every event of the widget that reaches the document, and what it was told.
window.heard = [];
const names = [
  "ready", "login", "logout", "file-added", "progress", "uploaded",
  "failed", "complete", "snippet", "error", "closed",
];
for (const type of names) {
  document.addEventListener(type, (event) => {
    const { detail, target, composed } = event;
    window.heard.push({ type, detail: { ...detail, target: target.id }, composed });
  });
}
