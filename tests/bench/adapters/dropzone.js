window.contender = (() => {
  const count = (state) => document.querySelectorAll(`.dz-preview.${state}`).length;
  return {
    usable: () =>
      !!window.drop && (document.querySelector(".dz-message")?.checkVisibility() ?? false),
    input: () => document.querySelector(".dz-hidden-input"),
    listed: () => document.querySelectorAll(".dz-preview").length,
    rows: () => document.querySelectorAll(".dz-preview"),
    ended: () => ({ done: count("dz-success"), failed: count("dz-error") }),
    state: (row) => {
      if (row.classList.contains("dz-success")) return "done";
      return row.classList.contains("dz-error") ? "failed" : "";
    },
    words: (row) => row.querySelector("[data-dz-errormessage]")?.textContent ?? "",
  };
})();
