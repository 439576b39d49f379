// Uses all that index.d.ts offers. Only compiled, never run.
import {
  mount,
  type Access,
  type CredentialsSupplier,
  type ElementAttributes,
  type FailedDetail,
  type FileDetail,
  type Format,
  type Handle,
  type HostName,
  type Options,
  type ProgressDetail,
  type SnippetDetail,
  type UploadedDetail,
  type UploadWidgetElement,
  type UploadWidgetEventMap,
} from "upload-widget";
import "upload-widget/loader.js";
import integrity from "upload-widget/integrity.json" with { type: "json" };

const access: Access = { accessToken: "t", accountId: "1" };
/** Hosts write account ids as numbers too. */
const numbered: Access = { accessToken: "t", accountId: 1 };
const credentials: CredentialsSupplier = async () => access;

/** Every option, so that a new one has to be added here too. */
const options: Required<Options> = {
  host: "filecloudy" satisfies HostName,
  apiBase: "/api/v2/",
  transport: "watched",
  concurrency: 2,
  folder: "42",
  lang: "pt-BR",
  locales: "/locales/",
  theme: "dark",
  accept: "image/*, .pdf",
  maxSize: "20 MB",
  maxTotal: 1e9,
  maxFiles: 5,
  sameName: "rename",
  changedName: "refuse",
  emptyFolders: true,
  verifyUpTo: "all",
  skipChecks: "storage duplicate",
  dropZone: "page",
  recovery: "list",
  autoUpload: false,
  formats: ["bbcode", "link"],
  page: "https://host.example/upload/",
  mode: "frame",
  load: "intent",
  label: "Add pictures",
  fallback: "https://host.example/",
  insertInto: "#message",
  insertFormat: "markdown",
  attach: "textarea",
  attachClass: "button",
  placeholder: "[{name} is coming]",
  credentials,
  texts: { "drop.here": "Drop your photos here" },
  templates: [{ name: "Wiki", text: "[[{url}]]", escape: "none" }],
  on: {
    ready: () => {},
    login: ({ detail }) => detail.username?.trim(),
    logout: () => {},
    "file-added": ({ detail }) => file(detail),
    progress: ({ detail }) => progress(detail),
    uploaded: ({ detail }) => uploaded(detail),
    failed: ({ detail }) => failed(detail),
    snippet: ({ detail }) => snippet(detail),
    complete: ({ detail }) => detail.done + detail.failed,
    error: ({ detail }) => `${detail.code}: ${detail.message}`,
    closed: () => {},
  },
};

/** As JSX has the element. */
const attributes: ElementAttributes = {
  host: "filecloudy",
  "api-base": "/api/v2/",
  "max-size": "20 MB",
  "empty-folders": "true",
  credentials,
  onuploaded: ({ detail }) => uploaded(detail),
  "onfile-added": ({ detail }) => file(detail),
};

function file({ id, name, size }: FileDetail): string {
  return `${id.toFixed()} ${name} ${size.toFixed()}`;
}

function progress(detail: ProgressDetail): number {
  const { items, open, done, failed, bytes, bytesSent, rate, timeLeft, paused } = detail;
  return paused ? 0 : items + open + done + failed + bytes + bytesSent + (rate ?? 0) + (timeLeft ?? 0);
}

function uploaded(detail: UploadedDetail): string {
  return detail.url ?? detail.fileId ?? detail.snippets?.bbcode ?? file(detail);
}

function failed({ id, name, size, code, message }: FailedDetail): string {
  return `${id === undefined ? name : file({ id, name, size })}: ${code}, ${message}`;
}

function snippet({ format, snippets, text, url, name, id }: SnippetDetail): string {
  const chosen: Format = format;
  return snippets[chosen] ?? text ?? `${url} ${name} ${id}`;
}

export async function useAll(target: Element): Promise<void> {
  const handle: Handle = mount(target, options);
  mount(target);
  const element: UploadWidgetElement = handle.element;
  for (const methods of [handle, element]) {
    await methods.addFiles([new File(["a"], "a.txt")]);
    await methods.start();
    await methods.pause();
    await methods.resume();
    await methods.cancel();
    await methods.clear();
    await methods.logout();
    await methods.open();
  }
  handle.unmount();

  // In the DOM it is known by its name.
  const made = document.createElement("upload-widget");
  made.credentials = access;
  made.texts = { "drop.here": "Here", "account.busy": { one: "One file", other: "{count} files" } };
  made.templates = [];
  const heard = ({ detail }: UploadWidgetEventMap["uploaded"]) => detail.url?.trim();
  made.addEventListener("uploaded", heard);
  made.removeEventListener("uploaded", heard, { capture: true });
  made.removeEventListener("click", console.log);
  made.addEventListener("click", (event) => event.preventDefault());
  const found = document.querySelector("upload-widget");
  await found?.open();
  const all: (keyof UploadWidgetEventMap)[] = Object.keys(options.on) as (keyof UploadWidgetEventMap)[];
  console.log(all, attributes, numbered, integrity["loader.js"]);
}
