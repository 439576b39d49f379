window.contender = (() => {
  const rows = () => document.querySelectorAll(".filepond--item");
  const count = (status) => window.pond.getFiles().filter((file) => file.status === status).length;
  // Its own numbers for where a file is.
  const INIT = 1;
  const COMPLETE = 5;
  const FAILED = 6;
  return {
    usable: () =>
      !!window.pond && (document.querySelector(".filepond--drop-label label")?.checkVisibility() ?? false),
    input: () => document.querySelector(".filepond--browser"),
    listed: () => (rows().length > 0 ? window.pond.getFiles().length - count(INIT) : 0),
    rows,
    ended: () => ({ done: count(COMPLETE), failed: count(FAILED) }),
    state: (row) => {
      const value = row.dataset.filepondItemState ?? "";
      if (value === "processing-complete") return "done";
      return value.includes("error") || value.includes("invalid") ? "failed" : "";
    },
    words: (row) => row.textContent,
  };
})();
