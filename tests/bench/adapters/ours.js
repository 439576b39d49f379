// All that the benchmark knows of the widget's own page. `texts` are the page's own words.
window.contender = (() => {
  const widget = () => document.querySelector("#upload-widget");
  const list = () => widget()?.querySelector(`section[aria-label="${window.texts.region}"]`);
  // "{done} of {total} done" as a pattern; its groups are the numbers, in their order.
  const pattern = (text) =>
    new RegExp(text.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, "(\\d[\\d.,]*)"));
  const [done, failed] = [pattern(window.texts.done), pattern(window.texts.failed)];
  const numbers = (text, sentence) =>
    (text.match(sentence) ?? []).slice(1).map((number) => Number(number.replace(/\D/g, "")));
  const summary = () => {
    const text = list()?.querySelector(".file-summary")?.textContent ?? "";
    const [ended = 0, total = 0] = numbers(text, done);
    const [broken = 0] = numbers(text, failed);
    return { done: ended, total, failed: broken };
  };
  const rows = () => list()?.querySelectorAll("[role=listitem], li") ?? [];
  return {
    usable: () => widget()?.querySelector("form button[type=submit]")?.checkVisibility() ?? false,
    choosable: () => widget()?.querySelector(".drop-area")?.checkVisibility() ?? false,
    input: () => widget().querySelector("input[type=file]"),
    listed: () => (rows().length > 0 ? summary().total : 0),
    rows,
    ended: summary,
    state: (row) => ["done", "failed"].find((state) => row.classList.contains(state)) ?? "",
    words: (row) => row.innerText,
    // In the order they are pressed. What has opened closes with the next press on the same.
    controls: () => {
      const nth = (selector, place = 0) => () => widget().querySelectorAll(selector)[place];
      const twice = (selector) => [nth(selector), nth(selector)];
      return [
        ...[2, 1, 3, 0].map((place) => nth(".file-filter button", place)),
        ...twice(".file-summary-actions button:not([hidden])"),
        ...twice(".file .menu-button > button"),
        ...twice(".folder-change"),
        ...[2, 1, 0].map((place) => nth(".links-head label", place)),
        nth(".link-row > .copy"),
        ...twice(".links-for-all [aria-expanded]"),
        ...twice(".link-row .menu-button > button"),
      ];
    },
    memory: async () => {
      const module = await import(new URL("start.js", document.baseURI));
      return (await module.default()).memory.buffer.byteLength;
    },
  };
})();
