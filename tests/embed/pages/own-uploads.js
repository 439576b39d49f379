// A forum with uploads of its own, as its pages know them: whatever is dropped or pasted in the composer
// is uploaded, whoever else has taken it, and something shows while files hang over it.
const composer = document.querySelector("#reply-control, #message-box");
window.taken = [];
const take = (data) => window.taken.push(...[...data.files].map(({ name }) => name));
const hang = (over) => composer.classList.toggle("hung-over", over);
composer.addEventListener("dragover", () => hang(true));
composer.addEventListener("dragleave", () => hang(false));
composer.addEventListener("drop", ({ dataTransfer }) => {
  hang(false);
  take(dataTransfer);
});
composer.addEventListener("paste", ({ clipboardData }) => take(clipboardData));
