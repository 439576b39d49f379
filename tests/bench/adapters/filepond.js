window.contender = (() => {
  const items = () => document.querySelectorAll(".filepond--item");
  const state = (row) => {
    const value = row.dataset.filepondItemState ?? "";
    if (value === "processing-complete") return "done";
    return value.includes("error") || value.includes("invalid") ? "failed" : "";
  };
  const count = (wanted) => [...items()].filter((row) => state(row) === wanted).length;
  return {
    usable: () =>
      !!window.pond && (document.querySelector(".filepond--drop-label label")?.checkVisibility() ?? false),
    input: () => document.querySelector(".filepond--browser"),
    // Its items are there before their files are ready.
    listed: () => [...items()].filter((row) => row.dataset.filepondItemState).length,
    rows: items,
    ended: () => ({ done: count("done"), failed: count("failed") }),
    state,
    words: (row) => row.textContent,
  };
})();
