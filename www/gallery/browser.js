// What a scene needs of the browser: a clock and dice that give the same each time, and no other
// page that has a say.

/** Milliseconds that really go by, for whoever waits for a scene. */
export const elapsed = performance.now.bind(performance);

/** A clock that stands still until it is told to go on. */
export class Clock {
  constructor() {
    this.now = Date.UTC(2026, 2, 14, 9, 26, 53);
    Date.now = () => this.now;
    performance.now = () => this.now - performance.timeOrigin;
    // Another visit of the same window casts something else: what is kept has names of chance.
    const cast = window.name === "" ? 0.5 : 0.25;
    Math.random = () => cast;
  }

  forward(milliseconds) {
    this.now += milliseconds;
  }
}

/** Keeps what other scenes of the same browser do and have done away from this one. */
export function standAlone(name) {
  // Logins are shared between the pages of an origin.
  window.BroadcastChannel = class extends EventTarget {
    postMessage() {}
    close() {}
  };
  sessionStorage.clear();
  // So is the queue that is kept for the next visit.
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (database, version) {
    return open.call(this, `gallery ${name} ${database}`, version);
  };
}

/** Forgets what this scene kept at an earlier visit. */
export function forgetQueue(name) {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(`gallery ${name} upload-widget`);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}

/** Waits until the page that was here before holds no lock any more. */
export async function locksAreFree() {
  while ((await navigator.locks.query()).held.length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether a scene's queue with this in it has been written down. */
export async function isKept(scene, text) {
  const name = `gallery ${scene} upload-widget`;
  // To open one that is not there would make it.
  const there = (await indexedDB.databases()).some((database) => database.name === name);
  if (!there) return false;
  const database = await answer(indexedDB.open("upload-widget"));
  try {
    const lines = database.transaction("journal").objectStore("journal").getAll();
    return JSON.stringify(await answer(lines)).includes(text);
  } finally {
    database.close();
  }
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Has the browser say that the page was loaded anew. */
export function loadedAnew() {
  performance.getEntriesByType = () => [{ type: "reload" }];
}

/** Has the browser say that it is offline. */
export function goOffline() {
  Object.defineProperty(navigator, "onLine", { configurable: true, get: () => false });
  window.dispatchEvent(new Event("offline"));
}

/** Has the browser copy, or not: with leave the same on every machine. */
export function copying(allowed) {
  const refused = () => Promise.reject(new DOMException("Write permission denied.", "NotAllowedError"));
  const clipboard = { writeText: allowed ? () => Promise.resolve() : refused };
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: clipboard });
  document.execCommand = () => allowed;
}

/** Has the browser save what it is given, where nobody sees it, or refuse to. */
export function saving(allowed) {
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    if (!this.hasAttribute("download")) click.call(this);
  };
  if (allowed) return;
  URL.createObjectURL = () => {
    throw new TypeError("no addresses for what is made here");
  };
}

/** The browser has a share sheet, which does not open. */
export function refuseSharing() {
  const share = () => Promise.reject(new DOMException("Permission denied", "NotAllowedError"));
  Object.defineProperty(navigator, "share", { configurable: true, value: share });
}

/** Nobody has just clicked, as far as the browser knows. */
export function forgetClicks() {
  Object.defineProperty(navigator, "userActivation", { configurable: true, value: { isActive: false } });
}

/** What goes away by itself after a while stays: to look at it takes longer. */
export function holdTimers() {
  const begin = window.setTimeout;
  const never = 2 ** 31 - 1;
  window.setTimeout = (act, wait, ...more) => begin(act, wait >= 2000 ? never : wait, ...more);
}

/** From now on the widget cannot make this kind of element, which it does not reckon with. */
export function breakWidget(kind) {
  const make = Document.prototype.createElement;
  Document.prototype.createElement = function (name, ...more) {
    if (name === kind) throw new Error("no more elements");
    return make.call(this, name, ...more);
  };
  // It is meant to fail: the console of the tests stays without it.
  console.error = () => {};
  for (const name of ["error", "unhandledrejection"]) window.addEventListener(name, (event) => event.preventDefault());
}
