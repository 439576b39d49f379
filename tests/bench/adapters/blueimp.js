window.contender = (() => {
  const rows = () => document.querySelectorAll(".template-upload, .template-download");
  // Where the whole request failed it keeps the row and writes the reason into it.
  const state = (row) => {
    if (row.querySelector(".error")?.textContent.trim()) return "failed";
    return row.classList.contains("template-download") ? "done" : "";
  };
  const count = (wanted) => [...rows()].filter((row) => state(row) === wanted).length;
  return {
    usable: () =>
      !!window.jQuery?.fn.fileupload &&
      !!window.jQuery("#fileupload").data("blueimp-fileupload") &&
      document.querySelector(".fileinput-button").checkVisibility(),
    input: () => document.querySelector("#fileupload input[type=file]"),
    listed: () => document.querySelectorAll("#fileupload .files .in").length,
    rows,
    ended: () => ({ done: count("done"), failed: count("failed") }),
    state,
    words: (row) => row.querySelector(".error")?.textContent ?? "",
  };
})();
