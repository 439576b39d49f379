// All that the benchmark knows of the widget's own page. `texts` are the page's own words.
window.contender = (() => {
  const widget = () => document.querySelector("#upload-widget");
  const list = () => widget()?.querySelector(`section[aria-label="${window.texts.region}"]`);
  const number = (text) => Number(text.replace(/\D/g, ""));
  // "{done} of {total} done" as a pattern whose groups carry the names.
  const pattern = (text) =>
    new RegExp(
      text.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>\\d[\\d.,\\s]*)"),
    );
  const done = pattern(window.texts.done);
  const failed = pattern(window.texts.failed);
  const summary = () => {
    const text = list()?.textContent ?? "";
    const { done: ended = "0", total = "0" } = text.match(done)?.groups ?? {};
    const { failed: broken = "0" } = text.match(failed)?.groups ?? {};
    return { done: number(ended), total: number(total), failed: number(broken) };
  };
  const rows = () => list()?.querySelectorAll("[role=listitem], li") ?? [];
  return {
    usable: () => widget()?.querySelector("form button[type=submit]")?.checkVisibility() ?? false,
    input: () => widget().querySelector("input[type=file]"),
    listed: () => (rows().length > 0 ? summary().total : 0),
    rows,
    ended: summary,
    state: (row) => {
      const state = (text) => row.innerText.split("\n").some((line) => line.trim() === text);
      if (state(window.texts.stateDone)) return "done";
      return state(window.texts.stateFailed) ? "failed" : "";
    },
    words: (row) => row.innerText,
    memory: async () => {
      const module = await import(new URL("upload-widget.js", document.baseURI));
      return (await module.default()).memory.buffer.byteLength;
    },
  };
})();
