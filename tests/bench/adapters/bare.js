window.contender = (() => {
  const count = (state) => document.querySelectorAll(`li[data-state=${state}]`).length;
  return {
    // Its module has run when the document is complete.
    usable: () => document.readyState === "complete" && !!document.querySelector("input"),
    input: () => document.querySelector("input"),
    listed: () => document.querySelectorAll("li").length,
    rows: () => document.querySelectorAll("li"),
    ended: () => ({ done: count("done"), failed: count("failed") }),
    state: (row) => row.dataset.state ?? "",
    words: (row) => row.textContent,
  };
})();
