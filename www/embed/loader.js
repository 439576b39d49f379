// Defines <upload-widget>. Shows a button at once and brings the rest when somebody wants it:
// the wasm module into the page itself, or, with the attribute `page`, the host's own upload page
// in a popup or a dialog, which hands back links and nothing else.
//
// Works as a module and as a classic script: nothing is imported or exported here, and all is ASCII,
// since a classic script is read in the encoding of the page. The attributes, events and messages
// are described in docs/elements.md. On a server, which has no elements, it does nothing.
if (globalThis.customElements) {
  /** Where this classic script came from. */
  const SOURCE = document.currentScript?.src;
  // What a framed page may be told. Never a host: its own operator chooses that.
  const FRAMED_ATTRIBUTES = "accept auto-upload changed-name empty-folders folder formats lang max-files max-size max-total same-name theme";
  const READ = `${FRAMED_ATTRIBUTES} api-base concurrency drop-zone host locales recovery skip-checks transport verify-up-to`;
  const SITES = {
    filecloudy: "https://filecloudy.com",
    xcloudfile: "https://xcloudfile.com",
    disccloud: "https://disccloud.com",
    filecad: "https://www.filecad.com",
    cyberfile: "https://cyberfile.me",
  };
  /** What the button says, in the languages of the widget. */
  const LABELS = {
    ar: "\u0631\u0641\u0639 \u0627\u0644\u0645\u0644\u0641\u0627\u062a",
    de: "Dateien hochladen",
    en: "Upload files",
    es: "Subir archivos",
    fr: "Envoyer des fichiers",
    pt: "Enviar arquivos",
    ru: "\u041e\u0442\u043f\u0440\u0430\u0432\u0438\u0442\u044c \u0444\u0430\u0439\u043b\u044b",
    zh: "\u4e0a\u4f20\u6587\u4ef6",
  };
  const STYLE = `
    :host { display: block }
    :host([hidden]) { display: none }
    :host([theme=light]) { color-scheme: light }
    :host([theme=dark]) { color-scheme: dark }
    .launch, .fallback {
      font: inherit; padding: .5em 1em; min-block-size: 2.5em; cursor: pointer;
      color: var(--uw-on-accent, #fff); background: var(--uw-accent, #0a6577);
      border: 1px solid transparent; border-radius: var(--uw-radius, .5rem);
      display: inline-block; box-sizing: border-box;
      &[aria-busy=true] { opacity: .7; cursor: progress }
      &:focus-visible { outline: 2px solid; outline-offset: 2px }
      @media (pointer: coarse) { min-block-size: 44px }
    }`;

  /** An http(s) address that this page lets the widget use, or null. */
  const address = (text) => {
    try {
      const url = new URL(text, document.baseURI);
      // An empty list is one too.
      const list = document.querySelector("meta[name=upload-widget-origins]")?.content.split(/\s+/);
      const fine = url.origin === location.origin || !list || list.includes(url.origin);
      return /^https?:$/.test(url.protocol) && fine ? url : null;
    } catch {
      return null;
    }
  };

  /** The same, or an error that names the attribute. */
  const allowed = (name, text) => {
    const url = address(text);
    if (!url) throw new Error(`${name}: this address is not allowed here`);
    return url;
  };

  const make = (name, properties) => {
    const node = Object.assign(document.createElement(name), properties);
    if (node.className) node.setAttribute("part", node.className);
    return node;
  };

  /** Imports a file where the name alone does not do: browsers resolve no import of a classic script
   *  that came from another origin. */
  const elsewhere = (name) => (reason) => {
    if (!SOURCE) throw reason;
    return import(/* @vite-ignore */ /* webpackIgnore: true */ new URL(name, SOURCE));
  };

  /** Removed meanwhile, and perhaps put back: that began anew. */
  const gone = () => new DOMException("The element was removed", "AbortError");

  class UploadWidgetElement extends HTMLElement {
    static observedAttributes = `${READ} attach insert-into label mode page`.split(" ");

    #root = this.attachShadow({ mode: "open" });
    /** The running widget, or a promise of it. @type {Promise<any> | undefined} */
    #widget;
    /** The window with the upload page. @type {Window | undefined} */
    #other;
    /** Ends what listens to a popup or a dialog. */
    #stop = () => {};
    /** Waits until the element is visible; set while the element is on a page. */
    #seen;
    /** The helper for forums, or a promise of it. */
    #forum;
    /** The widget that runs was brought with `page`. */
    #framed;
    /** Attributes that the widget has not taken up yet. */
    #changed;
    #empty = true;
    #properties = {};

    // Where frameworks look for what can be set. What a page has set before stays on the element itself.
    static {
      for (const name of ["credentials", "templates", "texts"]) {
        Object.defineProperty(this.prototype, name, {
          get() {
            return this.#properties[name];
          },
          set(value) {
            this.#properties[name] = value;
          },
        });
      }
      for (const name of "start pause resume cancel logout".split(" ")) {
        this.prototype[name] = function () {
          return this.#call(name);
        };
      }
    }

    connectedCallback() {
      if (this.#seen) return;
      this.#begin();
      this.#attach();
    }

    /** Moved in one step by `moveBefore`: nothing ends. */
    connectedMoveCallback() {}

    disconnectedCallback() {
      // A move is a removal and an insertion, in one go or, by Turbo, close together: only what stays
      // away ends.
      setTimeout(() => {
        if (this.isConnected) return;
        this.#end();
        this.#root.replaceChildren();
        this.#forum?.then((disconnect) => disconnect(), () => {});
        this.#forum = undefined;
      });
    }

    attributeChangedCallback(name, before, now) {
      if (before === now || !this.#seen) return;
      if (/^(insert|attach)/.test(name)) this.#attach();
      else if (name === "label") {
        const shown = this.#root.querySelector(".launch, .fallback");
        if (shown) shown.textContent = this.#label();
      } else if (name !== "theme") {
        this.#changed = true;
        queueMicrotask(() => this.#renew());
      }
    }

    async addFiles(files) {
      const list = [...files];
      await this.#call("addFiles", list);
      // It tells of them as soon as all of it is there.
      if (list.length > 0) this.#empty = false;
    }
    async clear() {
      await this.#call("clear");
      this.#empty = true;
      this.#renew();
    }

    /** Brings the widget: into the page, or as the popup or dialog. Resolves when it is there. */
    open() {
      // What watches the window looks once a second, and this press is for another one.
      if (this.#other?.closed) this.#closed();
      if (!this.#widget) {
        this.#framed = this.hasAttribute("page");
        const opening = (this.#framed ? this.#frame() : this.#inline()).catch((reason) => {
          // Meanwhile another one may have begun.
          if (this.#widget === opening) {
            this.#widget = undefined;
            if (reason.name === "NotAllowedError") this.#emit("error", { code: "popup-blocked", message: reason.message });
            else if (reason.name !== "AbortError") this.#fail(reason);
          }
          throw reason;
        });
        this.#widget = opening;
      }
      return this.#widget.then((widget) => void widget.show?.());
    }

    async #call(method, argument) {
      const seen = this.#seen;
      try {
        // Not after an await: a popup needs the reader's click.
        await this.open();
      } catch (reason) {
        // What has begun anew meanwhile, since it was put on a page or set up otherwise, gets it.
        if (reason.name === "AbortError" && this.#seen && this.#seen !== seen) return this.#call(method, argument);
        throw reason;
      }
      return (await this.#widget)[method](argument);
    }

    /** Brings the helper for forums, which reads and watches its attributes by itself. */
    #attach() {
      if (this.#forum || !(this.hasAttribute("insert-into") || this.hasAttribute("attach"))) return;
      const connect = (module) => module.connect(this, () => this.#label());
      const forum = import("./forum.js").catch(elsewhere("./forum.js")).then(connect);
      this.#forum = forum;
      forum.catch((reason) => {
        // A change of its attributes tries again.
        if (this.#forum === forum) this.#forum = undefined;
        this.#emit("error", { code: "load-failed", message: String(reason) });
      });
    }

    /** Begins anew with changed attributes: not while there are files or a window. */
    #renew() {
      if (!this.#changed || !this.#seen || !this.#empty || (this.#widget && this.#framed)) return;
      this.#end();
      this.#begin();
    }

    /** Shows this in place of what was there. The focus goes along. */
    #show(node, heir = node) {
      const focused = this.#root.activeElement;
      this.#root.replaceChildren(node);
      if (focused) heir?.focus({ preventScroll: true });
    }

    #begin() {
      this.#changed = false;
      // What was asked for before the element was on a page is given up.
      this.#widget = undefined;
      const launch = make("button", { type: "button", className: "launch", textContent: this.#label() });
      const open = () => void this.open().catch(() => {});
      launch.onclick = open;
      // Made anew: the widget adds sheets of its own.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.#root.adoptedStyleSheets = [sheet];
      this.#show(launch);
      this.#seen = { disconnect() {} };
      if (this.hasAttribute("page")) return;
      const when = this.getAttribute("load");
      if (when === "now") open();
      else if (when === "intent") launch.onpointerenter = launch.onfocus = launch.ondragenter = open;
      else {
        this.#seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && open());
        this.#seen.observe(this);
      }
    }

    #end() {
      this.#seen?.disconnect();
      this.#seen = undefined;
      this.#widget?.then((widget) => widget.unmount(), () => {});
      this.#widget = this.#other = undefined;
      this.#empty = true;
      this.#stop(true);
      this.#stop = () => {};
    }

    /** The window was closed, or the dialog was moved: it has lost its page, and is still open. */
    #closed() {
      this.#widget = this.#other = undefined;
      this.#empty = true;
      this.#stop(true);
      this.#emit("closed", {});
      this.#renew();
    }

    async #inline() {
      const seen = this.#seen;
      seen?.disconnect();
      this.#root.firstChild?.setAttribute("aria-busy", "true");
      for (const name of ["api-base", "locales"]) {
        if (this.getAttribute(name)) allowed(name, this.getAttribute(name));
      }
      const site = SITES[this.getAttribute("host")];
      // Without an address, or with a blank one, it is the published one.
      if (site && !this.getAttribute("api-base")?.trim()) allowed("host", site);
      const module = await import("./upload-widget.js").catch(elsewhere("./upload-widget.js"));
      await module.default();
      if (!seen || seen !== this.#seen) throw gone();
      const place = make("div");
      this.#root.append(place);
      const widget = await module.mount(this, place, (name, detail) => this.#emit(name, detail));
      if (seen !== this.#seen) {
        widget.unmount();
        throw gone();
      }
      this.#show(place, place.querySelector("section"));
      this.#emit("ready", {});
      return widget;
    }

    async #frame() {
      const seen = this.#seen;
      const url = allowed("page", this.getAttribute("page"));
      // At once: a browser opens windows only right after a click.
      const other = this.getAttribute("mode") === "frame" ? undefined : open("", "_blank", "popup,width=760,height=820");
      this.#other = other;
      const framing = await import("./framing.js").catch(elsewhere("./framing.js")).catch((reason) => {
        other?.close();
        throw reason;
      });
      // A new one may have been asked for meanwhile, in place of this window.
      if (!seen || seen !== this.#seen || other !== this.#other) {
        other?.close();
        throw gone();
      }
      const page = { url, other, label: this.#label(), language: this.#language(), attributes: FRAMED_ATTRIBUTES };
      const emit = (name, detail) => this.#emit(name, detail);
      const { ready, stop } = framing.connect(this, page, emit, () => this.#closed());
      this.#stop = stop;
      return ready;
    }

    /** The language of the page around, or of the browser: one of those that have a label. */
    #language() {
      const own = this.closest("[lang]")?.lang;
      const tag = (own && own !== "auto" ? own : navigator.language).toLowerCase();
      const name = tag.split(/[-_]/)[0];
      // Simplified characters are no stand-in for traditional ones.
      return LABELS[name] && !/^zh.*(hant|tw|hk|mo)/.test(tag) ? name : "en";
    }

    #label() {
      return this.getAttribute("label") || LABELS[this.#language()];
    }

    #emit(name, detail) {
      if (name === "file-added") this.#empty = false;
      // Emptied, perhaps by hand. Later: until that is written down, the files would come back.
      if (name === "progress" && !detail.items) {
        this.#empty = true;
        setTimeout(() => this.#renew(), 3000);
      }
      this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
    }

    /** The widget cannot be had: the way to the host's own upload form stays. */
    #fail(reason) {
      this.#stop();
      const own = this.getAttribute("fallback") ?? this.getAttribute("page");
      const url = address(own ?? SITES[this.getAttribute("host")] ?? this.getAttribute("api-base") ?? "/");
      const link = make("a", { className: "fallback", textContent: this.#label(), target: "_blank", rel: "noopener" });
      link.href = (own ? url?.href : url?.origin) ?? "/";
      // The page may have put a link of its own inside the element.
      this.#show(this.querySelector("a") ? make("slot") : link);
      this.#emit("error", { code: "load-failed", message: String(reason?.message ?? reason) });
    }
  }

  // An older browser shows what stands inside the element.
  const able = CSS.supports("color", "light-dark(red, red)") && "popover" in HTMLElement.prototype;
  if (able && !customElements.get("upload-widget")) customElements.define("upload-widget", UploadWidgetElement);
}
