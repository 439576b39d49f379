// Somebody who uses the page: looks for things by what they say, presses, types and brings files.

import { elapsed } from "./browser.js";

const PATIENCE = 40_000;

/** A text without what sets names of another direction apart in it. */
const plain = (text) => text.replace(/[\u2068\u2069]/g, "");
/** A page that has not changed for so many frames, and so many milliseconds, stands still. */
const STILL_FRAMES = 10;
const STILL_MS = 250;

export class Person {
  #words;

  /** What scenes call by its English name is found in the language of these words. */
  constructor(words) {
    this.#words = words;
  }

  /** Waits until something is there and returns it. */
  async until(what, look) {
    const end = elapsed() + PATIENCE;
    for (;;) {
      const found = await look();
      if (found) return found;
      if (elapsed() > end) throw new Error(`waited in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The shown element that a selector names, inside another one. */
  find(selector, inside = document) {
    return this.until(selector, () => [...inside.querySelectorAll(selector)].find(isShown));
  }

  /**
   * Waits until the focus is inside of what a selector names. What opens takes it some frames after it
   * was asked for, and its code may have to come first.
   */
  focusIn(selector) {
    return this.until(`the focus in ${selector}`, () => document.activeElement?.closest(selector));
  }

  /** Waits until a text that begins like this is to be read somewhere. */
  read(text) {
    const texts = this.#words.beginnings(text);
    return this.until(`“${text}”`, () => texts.some((one) => plain(document.body.innerText).includes(one)));
  }

  /** Waits until a file is so many percent on its way. */
  isAt(percent) {
    return this.find(`.file-progress[value="${percent}"]`);
  }

  /** Waits until an element that a selector names says this and nothing else. */
  readIn(selector, text) {
    const names = this.#words.names(text);
    const says = (element) => names.includes(plain(element.textContent));
    return this.until(`${selector} with “${text}”`, () => [...document.querySelectorAll(selector)].some(says));
  }

  /** The shown button, menu item or the like that is called this. */
  button(name) {
    const buttons = "button, summary, a, [role=menuitem], label";
    const names = this.#words.names(name);
    const called = (element) => names.includes(plain(element.getAttribute("aria-label") ?? element.textContent).trim());
    return this.until(`the button “${name}”`, () =>
      [...document.querySelectorAll(buttons)].find((element) => isShown(element) && called(element)),
    );
  }

  async press(name) {
    const button = await this.button(name);
    // Nobody presses what is out of sight.
    button.scrollIntoView({ block: "nearest" });
    button.click();
    await this.settle();
  }

  /** Chooses one of the things in the menu of that name. */
  async choose(menu, item) {
    await this.press(menu);
    await this.find("[role=menu] [role=menuitem]");
    await this.press(item);
  }

  async type(selector, text) {
    const field = await this.find(selector);
    field.focus();
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await this.settle();
  }

  /** Chooses from a list what is called this; it may come a little after the list. */
  async select(selector, name) {
    const field = await this.find(selector);
    const names = this.#words.names(name);
    const called = (option) => names.includes(option.text);
    const option = await this.until(`“${name}” in ${selector}`, () => [...field.options].find(called));
    field.value = option.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    await this.settle();
  }

  /** Fills the login form and sends it, in any language. */
  async sendLogin(name = "marina") {
    await this.type(".sign-in input:is(:not([type]), [type=text]):not([type=radio])", name);
    await this.type(".sign-in input[type=password]", "a password of no account");
    (await this.find(".sign-in button[type=submit]")).click();
  }

  async logIn(name) {
    await this.sendLogin(name);
    await this.find(".drop-area");
    // The focus is where it would be after a click.
    await this.settle();
    document.activeElement?.blur();
  }

  /** Gives files to the field behind “Choose files”. */
  async giveFiles(files) {
    const field = await this.until("the field for files", () => document.querySelector(".drop-area input[type=file]"));
    // In place of the browser's own list, which takes its time with thousands and would see through
    // sizes that are made up.
    const list = Object.assign([...files], { item: (place) => files[place] ?? null });
    Object.defineProperty(field, "files", { configurable: true, get: () => list });
    field.dispatchEvent(new Event("change", { bubbles: true }));
    delete field.files;
    await this.settle();
  }

  /**
   * Lets files go over the widget, and folders: `{ folder: name, inside: [...] }`, or without what is
   * inside, which cannot be read.
   */
  async drop(things) {
    const items = things.map((thing) => ({
      webkitGetAsEntry: () => entryOf(thing),
      getAsFile: () => thing,
      // In place of the browser's own, which only a real drop has. It can be kept, but not opened.
      getAsFileSystemHandle: async () => ({ kind: "file", name: thing.name }),
    }));
    await this.#letGo({ types: ["Files"], items, files: [], getData: () => "" });
  }

  /** Lets links go over the widget. */
  async dropAddresses(addresses) {
    await this.#letGo({ types: ["text/uri-list"], items: [], files: [], getData: () => addresses.join("\r\n") });
  }

  async #letGo(dataTransfer) {
    const drop = new DragEvent("drop", { bubbles: true, cancelable: true });
    Object.defineProperty(drop, "dataTransfer", { value: dataTransfer });
    (await this.find(".drop-area")).dispatchEvent(drop);
    await this.settle();
  }

  /** Waits until the rows of the file list that are shown are these: `{ done: 3, failed: 1 }`. */
  async rows(wanted) {
    const states = ["queued", "uploading", "waiting", "paused", "done", "failed", "cancelled"];
    const count = (state) => document.querySelectorAll(`.file.${state}`).length;
    const now = () => Object.fromEntries(states.map((state) => [state, count(state)]).filter(([, files]) => files > 0));
    const sorted = (rows) => JSON.stringify(Object.entries(rows).sort());
    const reached = () => sorted(now()) === sorted(wanted);
    await this.until(`the rows ${sorted(wanted)}`, reached).catch((error) => {
      throw new Error(`${error.message}; there are ${sorted(now())}`);
    });
    await this.settle();
  }

  /** Lets the page draw what has changed. */
  async settle() {
    for (let frame = 0; frame < 3; frame += 1) await nextFrame();
  }

  /** Waits until the host has said all that it will, and nothing on the page changes any more. */
  async standStill(host) {
    let changed = true;
    const change = () => (changed = true);
    const observer = new MutationObserver(change);
    observer.observe(document.body, { attributes: true, characterData: true, childList: true, subtree: true });
    // A focus that moves changes nothing in the tree of nodes, and is read all the same.
    document.addEventListener("focusin", change);
    document.addEventListener("focusout", change);
    let since = 0;
    let frames = 0;
    await this.until("the page to stand still", async () => {
      await nextFrame();
      if (changed || host.pending > 0) [changed, since, frames] = [false, elapsed(), 0];
      frames += 1;
      return frames > STILL_FRAMES && elapsed() - since > STILL_MS;
    });
    observer.disconnect();
    document.removeEventListener("focusin", change);
    document.removeEventListener("focusout", change);
  }
}

function nextFrame() {
  return new Promise((resolve) => {
    // In a frame out of sight there are no animation frames.
    const late = setTimeout(resolve, 100);
    requestAnimationFrame(() => {
      clearTimeout(late);
      setTimeout(resolve);
    });
  });
}

function isShown(element) {
  return element.checkVisibility();
}

/** A file of zeros. Beyond 32 MB it only says to be of that size. */
export function file(name, size) {
  const real = size <= 32_000_000;
  const made = new File([new Uint8Array(real ? size : 1)], name, { lastModified: 1_773_480_000_000 });
  if (!real) Object.defineProperty(made, "size", { value: size });
  return made;
}

/** What a drop has for a file or a folder. */
function entryOf(thing) {
  if (thing instanceof File) return { isFile: true, isDirectory: false, name: thing.name, file: (take) => take(thing) };
  const { folder: name, inside } = thing;
  const lists = inside ? [inside.map(entryOf), []] : [];
  const readEntries = (take, fail) => (lists.length > 0 ? take(lists.shift()) : fail(new DOMException("Access denied.", "NotReadableError")));
  return { isFile: false, isDirectory: true, name, createReader: () => ({ readEntries }) };
}

/** A file that the browser takes for ever to read, once it has found that it is there. */
export function readForEver(file) {
  const slice = file.slice.bind(file);
  file.slice = (from, to) => (to > 1 ? { arrayBuffer: () => new Promise(() => {}) } : slice(from, to));
  return file;
}

/** A file that was deleted after it was chosen. */
export function deleted(file) {
  file.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException("It is gone.", "NotFoundError")) });
  return file;
}

/** A picture, painted here. */
export async function picture(name, width, height, from, to) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  const sky = pen.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, from);
  sky.addColorStop(1, to);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#ffe9a8";
  pen.arc(width * 0.7, height * 0.35, height * 0.12, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = to;
  pen.fillRect(0, height * 0.75, width, height * 0.25);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  return new File([blob], name, { type: "image/png", lastModified: 1_773_480_000_000 });
}
