// The outer side of the framed mode: an <upload-widget> with the attribute `page` shows the host's
// own upload page in a window or a dialog, and hears from it about files and links. loader.js brings
// this file when the reader presses the button. The inner side is framed.js.

const PROTOCOL = "upload-widget/1";
const EVENTS = "ready login logout file-added progress uploaded failed complete snippet error closed";
const COMMANDS = ["addFiles", "start", "pause", "resume", "cancel", "clear", "logout"];
/** How long the upload page may take to say that it is there, in milliseconds. */
const PATIENCE = 30000;
/** And from then on until it is usable: on a slow line the widget takes its time. */
const LOADING = 600000;
const STYLE = `
  dialog { inline-size: min(max(48em, 48rem), 96vw); block-size: min(max(52em, 52rem), 92vh); padding: 0; border: 0;
    border-radius: var(--uw-radius, .5rem); overflow: hidden }
  dialog[open] { display: flex; flex-direction: column }
  .close { align-self: end; font: inherit; min-inline-size: 2.75em; min-block-size: 2.75em; cursor: pointer;
    color: inherit; background: none; border: 0; border-radius: var(--uw-radius, .5rem) }
  .close:focus-visible { outline: 2px solid; outline-offset: -4px }
  iframe { flex: 1; inline-size: 100%; border: 0 }
  .blocked { margin-block: .5em }`;

/** In each language: what closes the dialog, and what is said when the browser opens no window. */
const WORDS = {
  en: ["Close", "Your browser blocked the upload window. Allow pop-ups for this page and press the button again.", "Open the upload page"],
  ar: ["إغلاق", "منع المتصفح نافذة الرفع. اسمح بالنوافذ المنبثقة لهذه الصفحة ثم اضغط الزر مجددًا.", "فتح صفحة الرفع"],
  de: ["Schließen", "Der Browser hat das Fenster zum Hochladen blockiert. Pop-ups für diese Seite erlauben und noch einmal auf die Schaltfläche drücken.", "Upload-Seite öffnen"],
  es: ["Cerrar", "El navegador ha bloqueado la ventana de subida. Permite las ventanas emergentes de esta página y vuelve a pulsar el botón.", "Abrir la página de subida"],
  fr: ["Fermer", "Le navigateur a bloqué la fenêtre d’envoi. Autorisez les fenêtres pop-up de cette page et appuyez de nouveau sur le bouton.", "Ouvrir la page d’envoi"],
  pt: ["Fechar", "O navegador bloqueou a janela de envio. Permita pop-ups nesta página e aperte o botão de novo.", "Abrir a página de envio"],
  ru: ["Закрыть", "Браузер заблокировал окно загрузки. Разрешите всплывающие окна для этой страницы и нажмите кнопку ещё раз.", "Открыть страницу загрузки"],
  zh: ["关闭", "浏览器阻止了上传窗口。请允许此页面弹出窗口，然后再按一次按钮。", "打开上传页面"],
};

/**
 * Shows the upload page and connects with it.
 *
 * @param {HTMLElement} element
 * @param {{ url: URL, other?: Window | null, label: string, language: string, attributes: string }}
 *   page its address; its window, still blank, or null when the browser opened none; without either
 *   it comes in a dialog; what the button says, in which language; the attributes that the page is told
 * @param {(name: string, detail: object) => void} emit tells the element's page of an event
 * @param {() => void} gone the window was closed
 * @returns {{ ready: Promise<object>, stop: (close?: boolean) => void }} the methods, once the page
 *   has answered; what ends the listening, and the waiting
 */
export function connect(element, { url, other, label, language, attributes }, emit, gone) {
  // The upload page answers to origins, and this page has none.
  if (self.origin === "null") {
    other?.close();
    throw new Error("page: a sandboxed frame needs allow-same-origin");
  }
  const root = element.shadowRoot;
  const [closing, blocked, open] = WORDS[language];
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [root.adoptedStyleSheets[0], sheet];
  root.querySelector(".blocked")?.remove();
  if (other === null) {
    // For itself, not for this page.
    const link = make("a", { href: url.href, target: "_blank", rel: "noopener", textContent: open });
    const said = make("p", { className: "blocked", role: "alert" }, `${blocked} `, link);
    root.append(said);
    throw new DOMException(blocked, "NotAllowedError");
  }
  url.searchParams.set("frame", "1");
  const settings = Object.fromEntries(attributes.split(" ").map((name) => [name, element.getAttribute(name)]));
  settings.lang ??= language;
  let dialog;
  if (!other) {
    // Browsers that do not share warn of a word they do not know.
    const allow = navigator.share ? "clipboard-write; web-share" : "clipboard-write";
    const iframe = make("iframe", { title: label, src: url.href, allow });
    const close = make("button", { type: "button", className: "close", textContent: "✕", ariaLabel: closing });
    dialog = make("dialog", { ariaLabel: label, className: "dialog" }, close, iframe);
    close.onclick = () => dialog.close();
    root.append(dialog);
    dialog.showModal();
    other = iframe.contentWindow;
  }
  let stop;
  const ready = new Promise((resolve, reject) => {
    const post = (type, detail) => other.postMessage({ protocol: PROTOCOL, type, detail }, url.origin);
    const command = (name) => (argument) => post("command", { name, argument });
    const widget = Object.fromEntries(COMMANDS.map((name) => [name, command(name)]));
    widget.show = () => (dialog ? dialog.open || dialog.showModal() : other.focus());
    widget.unmount = () => (dialog ? dialog.remove() : other.close());
    const hear = ({ source, origin, data }) => {
      if (source !== other || origin !== url.origin || data?.protocol !== PROTOCOL) return;
      const { type, detail } = data;
      if (type === "hello") {
        wait(LOADING);
        post("connect", settings);
      } else if (type === "connected") {
        clearTimeout(late);
        resolve(widget);
      } else if (type === "failed") {
        reject(new Error(detail?.message));
      } else if (type === "event" && EVENTS.split(" ").includes(detail?.name)) {
        emit(detail.name, detail.detail);
      }
    };
    let late;
    const wait = (patience) => {
      clearTimeout(late);
      late = setTimeout(() => reject(new Error("The upload page did not answer")), patience);
    };
    wait(PATIENCE);
    const watch = setInterval(() => other.closed && gone(), 1000);
    stop = (close) => {
      // Nobody may wait for it any longer.
      reject(new DOMException("The window was closed", "AbortError"));
      removeEventListener("message", hear);
      clearTimeout(late);
      clearInterval(watch);
      if (close) widget.unmount();
    };
    addEventListener("message", hear);
    // Only now, so that its first word is heard.
    if (!dialog) other.location.replace(url);
  });
  return { ready, stop };
}

function make(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  if (node.className) node.setAttribute("part", node.className);
  node.append(...children);
  return node;
}
