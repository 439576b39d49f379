// Runs in every contender's page before its own scripts. What differs between contenders is in
// `contender`, which the adapter beside this file defines:
//
//   usable()    whether a person can begin
//   choosable() whether a person can choose files, where that comes later
//   input()     the file input
//   listed()    how many of the chosen files the page says it has
//   rows()      the elements that show a file, those in the document now
//   ended()     { done, failed }: how many files have ended, as the page tells it
//   state(row)  "done", "failed" or "" for a file that is under way
//   words(row)  what is written in or about a row
//   memory()    bytes of WebAssembly memory; absent without any
window.bench = (() => {
  const frame = () => new Promise(requestAnimationFrame);
  const after = (ms) => new Promise((done) => setTimeout(done, ms));
  // After the frame has been drawn: the first task behind it.
  const drawn = async () => {
    await frame();
    const { port1, port2 } = new MessageChannel();
    return new Promise((done) => {
      port2.onmessage = () => done(performance.now());
      port1.postMessage(null);
    });
  };

  const tasks = [];
  const note = (list) =>
    list.getEntries().forEach(({ startTime, duration }) => tasks.push({ startTime, duration }));
  new PerformanceObserver(note).observe({ type: "longtask", buffered: true });
  const tasksBetween = (from, to) =>
    tasks.filter((task) => task.startTime + task.duration > from && task.startTime < to);
  const longest = (list) => Math.max(0, ...list.map((task) => task.duration));

  let chosenAt;
  addEventListener(
    "change",
    (event) => {
      if (event.target.type === "file") chosenAt ??= performance.now();
    },
    true,
  );

  // The addresses of what the page has loaded.
  const loaded = (counted = () => true) =>
    performance
      .getEntriesByType("resource")
      .filter(counted)
      .map((entry) => entry.name)
      .concat(location.href);

  const begun = async () => {
    while (!document.body || !window.contender) await frame();
  };

  // Looks from the first frame on: whoever asks may come late.
  async function begin() {
    await begun();
    while (!window.contender.usable()) await frame();
    const seen = performance.now();
    const at = await drawn();
    // The observer tells of long tasks a little later.
    await after(150);
    const list = tasksBetween(0, at);
    return {
      at,
      blocking: list.reduce((sum, task) => sum + task.duration - 50, 0),
      // What is asked for after that was not needed.
      files: loaded((entry) => entry.startTime <= seen),
    };
  }

  const whenUsable = begin();
  const usable = () => whenUsable;

  async function choosing() {
    const { contender } = window;
    while (!(contender.choosable ?? contender.usable)()) await frame();
    return drawn();
  }

  const whenChoosable = begun().then(choosing);
  const choosable = () => whenChoosable;

  async function signIn(username, password) {
    const body = new URLSearchParams({ username, password });
    const response = await fetch("/filecloudy/api/v2/authorize", { method: "POST", body });
    const { access_token, account_id } = (await response.json()).data;
    window.access = { access_token, account_id };
    dispatchEvent(new Event("signed-in"));
  }

  function files(count, bytes) {
    const content = crypto.getRandomValues(new Uint8Array(Math.min(bytes, 65536)));
    const parts = Array(Math.ceil(bytes / content.length)).fill(content);
    const made = Array.from({ length: count }, (_, place) => {
      const name = `file ${String(place + 1).padStart(5, "0")}.bin`;
      return new File(parts, name, { lastModified: place + 1 });
    });
    // To put that many into a list of the browser's own takes minutes.
    if (count > 10_000) return made;
    const transfer = new DataTransfer();
    made.forEach((file) => transfer.items.add(file));
    return transfer.files;
  }

  // As if a person had chosen them; in a task of its own, so that it is counted by itself.
  function choose(list) {
    return new Promise((chosen) => {
      setTimeout(() => {
        const input = window.contender.input();
        chosenAt = undefined;
        if (Array.isArray(list)) Object.defineProperty(input, "files", { value: list });
        else input.files = list;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.dispatchEvent(new Event("change", { bubbles: true }));
        chosen();
      });
    });
  }

  async function add(list) {
    await after(300);
    const count = list.length;
    await choose(list);
    while (window.contender.listed() < count) await frame();
    const at = await drawn();
    await after(300);
    const during = tasksBetween(chosenAt, at);
    const afterwards = tasksBetween(at, Infinity);
    return { painted: at - chosenAt, longest: longest([...during, ...afterwards]) };
  }

  function scroller() {
    let element = window.contender.rows()[0];
    while ((element = element?.parentElement)) {
      const scrolls = /auto|scroll/.test(getComputedStyle(element).overflowY);
      if (scrolls && element.scrollHeight > element.clientHeight + 1) return element;
    }
    return document.scrollingElement;
  }

  async function scroll(ms) {
    const element = scroller();
    const start = await frame();
    let frames = 0;
    let worst = 0;
    let now = start;
    while (now - start < ms) {
      element.scrollTop += 400;
      const next = await frame();
      frames += 1;
      worst = Math.max(worst, next - now);
      now = next;
    }
    return { rate: (frames * 1000) / (now - start), worst, top: element.scrollTop };
  }

  // Waits for the end of all files; gives up after some time and tells how far it was.
  async function ended(count, limit) {
    const begun = performance.now();
    for (;;) {
      const now = performance.now();
      const { done, failed } = window.contender.ended();
      if (done + failed >= count || now - begun > limit) {
        return { ms: now - chosenAt, done, failed, longest: longest(tasksBetween(chosenAt, now)) };
      }
      await after(50);
    }
  }

  async function upload(count, bytes, limit) {
    const list = files(count, bytes);
    await after(300);
    await choose(list);
    return ended(count, limit);
  }

  // What becomes of the one file on the page.
  async function fate(limit) {
    const begun = performance.now();
    for (;;) {
      const row = window.contender.rows()[0];
      const state = row ? window.contender.state(row) : "";
      if (state !== "" || performance.now() - begun > limit) {
        const words = row ? window.contender.words(row) : "";
        return { state, words: words.replace(/\s+/g, " ").trim(), ms: performance.now() - chosenAt };
      }
      await after(50);
    }
  }

  // Where on the screen the contender's own control of this number is, which is brought there; null for
  // one more than there are.
  async function control(number) {
    const control = window.contender.controls()[number];
    if (!control) return null;
    const element = control();
    const { top, bottom } = element.getBoundingClientRect();
    if (top < 50 || bottom > innerHeight) {
      element.scrollIntoView({ block: "center" });
      // What scrolling costs is not the press's.
      await after(600);
    }
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x + width / 2, y + height / 2].map(Math.round);
  }

  // What became of the presses since the last time: how many came, and what those of 16 ms and more took.
  let pressed;

  // A button of the page's own, outside of whatever uploads, that shows when it is pressed.
  function button() {
    const button = document.createElement("button");
    button.textContent = "0";
    Object.assign(button.style, { position: "fixed", inset: "0 auto auto 0", zIndex: 1e9 });
    Object.assign(button.style, { width: "40px", height: "40px" });
    button.onclick = () => (button.textContent = Number(button.textContent) + 1);
    document.body.append(button);
    // The events of one press share a number; the longest is what was felt.
    let felt = new Map();
    let before = performance.interactionCount;
    const note = (list) =>
      list.getEntries().forEach(({ interactionId, duration }) => {
        if (interactionId > 0) felt.set(interactionId, Math.max(duration, felt.get(interactionId) ?? 0));
      });
    new PerformanceObserver(note).observe({ type: "event", durationThreshold: 16 });
    pressed = async () => {
      await after(300);
      const { done, failed } = window.contender.ended();
      const seen = performance.interactionCount - before;
      const told = { seen, felt: [...felt.values()], done, failed };
      [felt, before] = [new Map(), performance.interactionCount];
      return told;
    };
  }

  return {
    usable, choosable, loaded, signIn, choose, files, add, scroll, ended, upload, fate, button,
    pressed: () => pressed(), control,
  };
})();
