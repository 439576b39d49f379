window.contender = (() => {
  const seen = (selector) => document.querySelector(selector)?.checkVisibility() ?? false;
  const files = () => window.uppy.getFiles();
  return {
    usable: () => !!window.uppy && seen(".uppy-Dashboard-browse"),
    input: () => document.querySelector(".uppy-Dashboard-input"),
    // Its list holds only what is seen; the title above it counts.
    listed: () => (seen(".uppy-Dashboard-Item") ? files().length : 0),
    rows: () => document.querySelectorAll(".uppy-Dashboard-Item"),
    ended: () => {
      const ended = { done: 0, failed: 0 };
      for (const file of files()) {
        if (file.error) ended.failed += 1;
        else if (file.progress.uploadComplete) ended.done += 1;
      }
      return ended;
    },
    state: (row) => {
      if (row.classList.contains("is-complete")) return "done";
      return row.classList.contains("is-error") ? "failed" : "";
    },
    words: () => document.querySelector(".uppy-StatusBar, .uppy-Informer")?.textContent ?? "",
  };
})();
