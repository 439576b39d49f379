// Brings snippets into the fields of a forum or blog: at the cursor, so that undo works and the
// page's own input events fire. With `attach`, every matching field gets a button and takes files
// that are dropped or pasted on it. loader.js brings this file when an element asks for it.

/** A text field, an editable element, or the frame of an editor. @typedef {HTMLElement} Field */

/**
 * Connects an `<upload-widget>` with the fields its attributes name: `insert-into`, `attach`.
 *
 * @param {HTMLElement} element
 * @param {() => string} label what a button says
 * @returns {() => void} takes everything back
 */
export function connect(element, label) {
  const page = element.ownerDocument;
  const ending = new AbortController();
  /** Listens until the helper, or the field, is taken away. */
  const on = (target, type, listener, { signal } = ending, capture) =>
    target.addEventListener(type, listener, { signal, capture });
  /** Dropped files on their way: each stands as a placeholder in its field. */
  let pending = [];
  /** The field whose button was pressed, or that was used last. @type {Field | undefined} */
  let lastField;
  /** What each of these fields has: what ends it, and a button. */
  const attached = new Map();
  /** The frames of editors whose cursor is watched, though they are not attached. */
  const entered = new WeakSet();

  /** Where an input method composes a text, in any field: whatever is written, or takes the focus,
   *  would break that off. */
  let composing;
  /** What came meanwhile. */
  const waiting = [];

  const afterwards = (action) => {
    waiting.push(action);
    catchUp();
  };
  const catchUp = () => {
    // One that was taken away composes nothing, and does not tell so.
    while (waiting.length > 0 && !(composing && isShown(composing))) waiting.shift()();
  };
  const followComposing = (target) => {
    on(target, "compositionstart", (event) => (composing = event.target));
    on(target, "compositionend", () => {
      composing = undefined;
      // The field's own listeners come first.
      setTimeout(catchUp);
    });
  };

  /** The selectors that are none, by attribute: each is told once. */
  const refused = {};

  const fail = (message) =>
    element.dispatchEvent(new CustomEvent("error", { bubbles: true, composed: true, detail: { code: "no-field", message } }));

  /** The fields that an attribute names. */
  const named = (name) => {
    const selector = element.getAttribute(name);
    try {
      return selector ? [...page.querySelectorAll(selector)] : [];
    } catch {
      if (refused[name] !== selector) fail(`${name}: ${selector} is not a selector`);
      refused[name] = selector;
      return [];
    }
  };

  const fieldToFill = () => {
    if (lastField?.isConnected && isShown(lastField)) return lastField;
    const fields = [...named("insert-into"), ...(lastField ? named("attach") : [])];
    // An editor often keeps its plain field, hidden, beside the one that is used.
    const used = fields.find((field) => field === page.activeElement) ?? fields.find(isShown);
    return used ?? lastField ?? fields[0];
  };

  /** Puts text into a field; one that cannot be reached is told, since nobody would see why. */
  const put = (field, text) =>
    afterwards(() => {
      if (field && insert(field, onItsOwnLine(field, text))) return;
      fail("insert-into: there is no field here that text can be put into");
    });

  const settle = (upload, text) => {
    pending = pending.filter((other) => other !== upload);
    if (upload.placeholder) afterwards(() => replace(upload.field, upload.placeholder, text));
    else if (text) put(upload.field, text);
  };

  const settleAll = (which = () => true) => pending.filter(which).forEach((upload) => settle(upload, ""));
  /** No link comes for these any more. */
  const settleAdded = () => settleAll(({ added }) => added);

  /** The one that an event tells of: it has that id, or gets it now. `changed-name` may have replaced
   *  signs in its name. */
  const numbered = ({ id, name, size }) => {
    const open = pending.filter((upload) => upload.id === undefined && upload.file.size === size);
    const upload =
      pending.find((other) => other.id === (id ?? null) && other.file.size === size) ??
      open.find(({ file }) => file.name === name) ??
      open.find(({ file }) => letters(file.name) === letters(name));
    if (upload) upload.id = id, upload.added = true;
    return upload;
  };

  // A file that an item of an earlier page takes is not told as added. A snippet tells no size.
  for (const type of ["file-added", "uploaded"]) on(element, type, ({ detail }) => numbered(detail));
  // A window that was loaded anew counts from the start.
  on(element, "ready", () => pending.forEach((upload) => (upload.id = undefined)));
  on(element, "snippet", ({ detail }) => {
    const format = element.getAttribute("insert-format");
    const text = detail.snippets?.[["html", "link", "markdown"].includes(format) ? format : "bbcode"] ?? detail.text;
    const upload = pending.find(({ id }) => id === detail.id);
    if (upload) return settle(upload, text);
    if (lastField || element.hasAttribute("insert-into")) put(fieldToFill(), text);
  });
  on(element, "failed", ({ detail }) => {
    const upload = numbered(detail);
    if (upload) settle(upload, "");
  });
  on(element, "progress", ({ detail }) => {
    // The list was emptied, by a logout say: nothing more is told of what was in it.
    if (detail.items === 0) settleAdded();
  });
  on(element, "complete", settleAdded);
  on(element, "closed", () => settleAll());
  on(element, "error", ({ detail }) => detail?.code === "stopped" && settleAll());

  /** Uploads files for one field. */
  const add = (files, attachedField) => {
    lastField = attachedField;
    const field = fieldToFill();
    const added = files.map((file) => {
      const form = element.getAttribute("placeholder") ?? "[uploading {name} …]";
      const name = file.name.replace(/[[\]]/g, "");
      const taken = pending.filter((other) => other.file.name === file.name).length;
      // Where none is wanted, the link comes to the cursor in the end.
      const placeholder = form.replace("{name}", () => (taken ? `${name} (${taken + 1})` : name)).trim();
      const upload = { file, field, placeholder };
      pending.push(upload);
      if (placeholder) put(field, placeholder);
      return upload;
    });
    element.addFiles(files).then(
      // A framed page takes them in later, and does not tell when.
      () => added.forEach((upload) => (upload.added ||= !element.hasAttribute("page"))),
      () => settleAll((upload) => added.includes(upload)),
    );
  };

  /** Takes files that are dropped or pasted on a field, or anywhere in the page of an editor. */
  const take = (field, target, until) => {
    on(target, "dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    }, until);
    for (const type of ["drop", "paste"]) {
      on(target, type, (event) => {
        const data = event.dataTransfer ?? event.clipboardData;
        const files = [...(data?.files ?? [])];
        // Cells and formatted text come with a picture of themselves: what is wanted is the text.
        const written = type === "paste" && data?.getData("text/plain") && data.getData("text/html");
        if (event.defaultPrevented || files.length === 0 || written) return;
        event.preventDefault();
        // The forum would upload them as well.
        event.stopImmediatePropagation();
        // What it shows while files hang over its field goes away.
        if (type === "drop") event.target.dispatchEvent(new DragEvent("dragleave", { bubbles: true, dataTransfer: data }));
        add(files, field);
      }, until, true);
    }
  };

  /** Listens in the page of an editor's frame, also after the editor has loaded it anew. */
  const enter = (frame, until) => {
    const known = new WeakSet();
    const look = () => {
      const inner = pageIn(frame);
      if (!inner || known.has(inner)) return;
      known.add(inner);
      if (attached.has(frame)) take(frame, inner, until);
      followComposing(inner);
      on(inner, "selectionchange", () => remember(inner), until);
      on(inner, "focusin", () => (lastField = attached.has(frame) ? frame : lastField), until);
    };
    on(frame, "load", look, until);
    look();
  };

  const attach = (field) => {
    const until = new AbortController();
    // The plain field beside it has the button: a frame's surroundings belong to its editor.
    if (field.localName === "iframe") {
      attached.set(field, { until });
      enter(field, until);
      return;
    }
    take(field, field, until);
    // Those that came with a copy of the page, from a cache say, listen to nobody.
    let copy;
    while ((copy = field.nextElementSibling)?.matches(".upload-widget-attach") && !copy.onclick) copy.remove();
    const button = page.createElement("button");
    button.type = "button";
    button.className = `upload-widget-attach ${element.getAttribute("attach-class") ?? ""}`.trim();
    button.textContent = label();
    button.onclick = () => {
      lastField = field;
      if (element.hasAttribute("page")) return void element.open().catch(() => {});
      const input = page.createElement("input");
      Object.assign(input, { type: "file", multiple: true, accept: element.getAttribute("accept") ?? "" });
      input.onchange = () => add([...(input.files ?? [])], field);
      input.click();
    };
    attached.set(field, { until, button });
  };

  const detach = ({ until, button }) => {
    until.abort();
    button?.remove();
  };

  const look = () => {
    const fields = new Set(named("attach"));
    for (const [field, uses] of attached) {
      if (!fields.has(field)) {
        detach(uses);
        attached.delete(field);
        // One that is gone may come back as another; one that is still there is wanted no more.
        if (lastField === field && field.isConnected) lastField = undefined;
      }
    }
    for (const field of fields) {
      if (!attached.has(field)) attach(field);
      const { button } = attached.get(field);
      // New, or taken away by what brings a page up to date and does not know it.
      if (button && !button.isConnected) field.after(button);
    }
    for (const field of named("insert-into")) {
      if (field.localName !== "iframe" || attached.has(field) || entered.has(field)) continue;
      entered.add(field);
      enter(field, ending);
    }
    catchUp();
  };

  followComposing(page);
  look();
  // Editors come and go without the page being loaded anew.
  const watch = new MutationObserver((changes) => {
    look();
    // Only the element's are told, `label` and `lang` among them.
    if (changes.some(({ attributeName }) => attributeName)) {
      attached.forEach(({ button }) => button && (button.textContent = label()));
    }
  });
  watch.observe(page, { childList: true, subtree: true });
  watch.observe(element, { attributeFilter: ["attach", "insert-into", "label", "lang"] });
  on(page, "selectionchange", () => remember(page));
  on(page, "focusin", ({ target }) => {
    if (attached.has(target)) lastField = target;
  });

  return () => {
    settleAll();
    // What an input method composes ends first, so that nothing of it stays.
    afterwards(() => {
      watch.disconnect();
      ending.abort();
      attached.forEach(detach);
    });
  };
}

/**
 * Puts text at the cursor of a field, in place of what is selected there. The focus stays where it
 * was.
 *
 * @param {Field} field
 * @param {string} text
 * @returns {boolean} whether the field can be reached
 */
export function insert(field, text) {
  const editable = inside(field);
  if (!editable) return false;
  keepingFocus(editable, () => {
    if ("setSelectionRange" in editable) return write(editable, text, editable.selectionStart, editable.selectionEnd);
    const range = editable.ownerDocument.createRange();
    const known = carets.get(editable);
    if (known && editable.contains(known.startContainer)) range.setStart(known.startContainer, known.startOffset), range.setEnd(known.endContainer, known.endOffset);
    else range.selectNodeContents(editable), range.collapse(false);
    type(editable, range, text);
  });
  return true;
}

/** Where the cursor last was in each editable element. @type {WeakMap<Element, Range>} */
const carets = new WeakMap();

function remember(page) {
  const selection = page.getSelection();
  const node = selection?.anchorNode;
  const around = (node?.nodeType === 1 ? node : node?.parentElement)?.closest(EDITABLE);
  const editable = around ?? (page.designMode === "on" ? page.body : undefined);
  if (editable) carets.set(editable, selection.getRangeAt(0).cloneRange());
}

/** Puts text in place of a placeholder, wherever that is by now; the cursor stays. */
function replace(field, placeholder, text) {
  const editable = inside(field);
  if (!editable) return;
  if ("setSelectionRange" in editable) {
    const at = editable.value.indexOf(placeholder);
    // The reader has taken it out.
    if (at < 0) return;
    const { selectionStart, selectionEnd } = editable;
    const moved = (cursor) => (cursor > at ? Math.max(at, cursor + text.length - placeholder.length) : cursor);
    keepingFocus(editable, () => write(editable, text, at, at + placeholder.length));
    editable.setSelectionRange(moved(selectionStart), moved(selectionEnd));
    return;
  }
  const texts = editable.ownerDocument.createTreeWalker(editable, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const at = plain(texts.currentNode.data).indexOf(plain(placeholder));
    if (at < 0) continue;
    const range = editable.ownerDocument.createRange();
    range.setStart(texts.currentNode, at);
    range.setEnd(texts.currentNode, at + placeholder.length);
    return keepingFocus(editable, () => keepingCursor(editable, () => type(editable, range, text)));
  }
  // What the editor has made of it is not known: better a link at the cursor than none.
  if (text) insert(field, `${text} `);
}

/** Does something to a text and puts the cursor back: its ranges move with the text around them. */
function keepingCursor(editable, action) {
  const selection = editable.ownerDocument.getSelection();
  const selected = selection.rangeCount > 0 && selection.getRangeAt(0).cloneRange();
  const caret = carets.get(editable);
  if (action() && selected) selection.removeAllRanges(), selection.addRange(selected);
  if (caret) carets.set(editable, caret);
}

/** What every name of a file keeps that has to be changed for a host. */
const letters = (name) => name.replace(/[^\p{L}\p{N}]/gu, "");

/** Editors write the second of two spaces as one that does not break. */
const plain = (text) => text.replaceAll("\u00a0", " ");

const EDITABLE = "[contenteditable]:not([contenteditable=false])";

/** What is typed into: editors with a frame have an editable page, or an editable part, in it. */
function inside(field) {
  if (field.localName !== "iframe") return field;
  const page = pageIn(field);
  return page?.designMode === "on" ? page.body : page?.querySelector(EDITABLE);
}

/** The page in a frame; of another origin's there is none to be had. */
function pageIn(frame) {
  try {
    return frame.contentDocument;
  } catch {
    return null;
  }
}

/** Gives the focus to a field. Behind a dialog, or hidden, it has none: a command would then change
 *  the field that has it. */
function takesFocus(field) {
  field.focus({ preventScroll: true });
  return field.getRootNode().activeElement === field;
}

/** As if typed, so that undo works; directly where the field has no focus, or the browser has no such
 *  command or would cut off what is beyond `maxlength`: half a link is none. */
function write(field, text, start, end) {
  const before = field.value;
  const page = field.ownerDocument;
  const fits = field.maxLength < 0 || before.length - (end - start) + text.length <= field.maxLength;
  if (takesFocus(field)) {
    field.setSelectionRange(start, end);
    if (fits || !text) command(page, text);
  }
  // An editor may make something of its own of what was typed.
  if (field.value !== before) return;
  field.setRangeText(text, start, end, "end");
  tell(field, text);
}

/** The same in an editable element. Returns whether the selection was moved: without the focus it is
 *  left to the field that has it. */
function type(editable, range, text) {
  const page = editable.ownerDocument;
  const selection = page.getSelection();
  const before = editable.textContent;
  const typing = takesFocus(editable);
  if (typing) selection.removeAllRanges(), selection.addRange(range);
  const done = typing && command(page, text);
  if (!done && editable.textContent === before) {
    range.deleteContents();
    range.insertNode(page.createTextNode(text));
    range.collapse(false);
    tell(editable, text);
  }
  const caret = typing && selection.rangeCount > 0 ? selection.getRangeAt(0) : range;
  carets.set(editable, caret.cloneRange());
  return typing;
}

const command = (page, text) => page.execCommand(text ? "insertText" : "delete", false, text);

function tell(field, text) {
  const about = { bubbles: true, inputType: text ? "insertText" : "deleteContent", data: text || null };
  field.dispatchEvent(new InputEvent("input", about));
}

/** Does something that needs the focus and gives it back to where the reader is. */
function keepingFocus(editable, action) {
  const active = focused();
  action();
  // Behind a dialog no field takes the focus, and a frame that is given it anew forgets where it was.
  if (focused() === active || active?.contentDocument === editable.ownerDocument) return;
  if (active && active !== document.body) active.focus({ preventScroll: true });
  else editable.blur();
}

function focused() {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** A snippet begins on a line of its own unless there is room before it. */
function onItsOwnLine(field, text) {
  if (field.localName !== "textarea") return `${text} `;
  const before = field.value.slice(0, field.selectionStart);
  return `${before && !/\s$/.test(before) ? "\n" : ""}${text}\n`;
}

function isShown(field) {
  return field.checkVisibility?.() ?? field.getClientRects().length > 0;
}
