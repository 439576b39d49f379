/** One of the five hosts by name, or `other` for any host of the family at `api-base`. */
export type HostName = "filecloudy" | "xcloudfile" | "disccloud" | "filecad" | "cyberfile" | "other";

/** How a link is written down. */
export type Format = "link" | "html" | "bbcode" | "markdown";

/** How the values put into a template are made harmless. */
export type Escape = "none" | "html" | "bbcode" | "markdown";

/** An access token, as `/authorize` of the host gives it. */
export interface Access {
  accessToken: string;
  accountId: string | number;
}

/**
 * Supplies a token whenever one is needed: at the start, and once more whenever the host rejects
 * the one in use. Ask your own server here, so that no key ever reaches the browser. Nothing: there is
 * no token for this reader.
 */
export type CredentialsSupplier = () =>
  | Access
  | null
  | undefined
  | Promise<Access | null | undefined>;

/** A file in the queue, by the id that all its events carry. */
export interface FileDetail {
  id: number;
  name: string;
  /** In bytes. */
  size: number;
}

export interface UploadedDetail extends FileDetail {
  /** The share link; absent when the host sent none. */
  url?: string;
  /** The host's id of the file. Not told by a framed page. */
  fileId?: string;
  /** The link written down in each format. */
  snippets?: Record<Format, string>;
}

export interface FailedDetail extends Omit<FileDetail, "id"> {
  /** Absent when the code is `refused`: the file was never in the queue. */
  id?: number;
  /** A stable word, for example `file-too-large`; see docs/elements.md. */
  code: string;
  /** A sentence in the reader's language. */
  message: string;
}

export interface ProgressDetail {
  items: number;
  /** Not yet ended. */
  open: number;
  done: number;
  failed: number;
  bytes: number;
  bytesSent: number;
  /** Bytes a second, while something moves. */
  rate?: number;
  /** Milliseconds. */
  timeLeft?: number;
  paused: boolean;
}

export interface SnippetDetail {
  id: number;
  name: string;
  url: string;
  /** The format of `text`: the first of `formats`, or `link`. */
  format: Format;
  text: string;
  snippets: Record<Format, string>;
}

/** The events of the element; all bubble and cross shadow roots. */
export interface UploadWidgetEventMap {
  /** The widget is there. */
  ready: CustomEvent<Record<string, never>>;
  /** Somebody is logged in. A framed page does not tell who. */
  login: CustomEvent<{ host?: string; username?: string }>;
  logout: CustomEvent<Record<string, never>>;
  "file-added": CustomEvent<FileDetail>;
  /** At most once an animation frame, while anything changes. */
  progress: CustomEvent<ProgressDetail>;
  /** A file is stored and was compared with the one sent. */
  uploaded: CustomEvent<UploadedDetail>;
  /** A file is not stored, and that is how it stays. */
  failed: CustomEvent<FailedDetail>;
  /** Nothing is left to do. */
  complete: CustomEvent<{ done: number; failed: number }>;
  /** A link is ready to be put somewhere. */
  snippet: CustomEvent<SnippetDetail>;
  /** The widget itself could not start or stopped. */
  error: CustomEvent<{ code: string; message: string }>;
  /** The popup with the upload page was closed. */
  closed: CustomEvent<Record<string, never>>;
}

/** What scripts can do with the widget; it loads first where it has to. */
export interface Methods {
  /** Adds files to the queue. */
  addFiles(files: Iterable<File>): Promise<void>;
  /** Sends what waits because of `auto-upload="false"`. */
  start(): Promise<void>;
  /** Holds everything back. */
  pause(): Promise<void>;
  /** Lets everything go on. */
  resume(): Promise<void>;
  /** Stops everything for good. */
  cancel(): Promise<void>;
  /** Stops everything and empties the list. */
  clear(): Promise<void>;
  /** Logs out, in all tabs, and has the host disable the token. */
  logout(): Promise<void>;
  /** Loads the widget now, or opens the popup or dialog: call it from a click. */
  open(): Promise<void>;
}

/** The forms of a text with a number in it, as `Intl.PluralRules` names them. */
export type PluralForm = "zero" | "one" | "two" | "few" | "many" | "other";

/** What only a script can set, before the widget starts. */
export interface Properties {
  /** Texts that replace the widget's own, by their keys in a locale file. */
  texts?: Record<string, string | Partial<Record<PluralForm, string>>>;
  /** Ways to write links down, offered beside the usual ones. */
  templates?: { name: string; text: string; escape: Escape }[];
  /** A token, or what supplies one. Unused when framed. */
  credentials?: Access | CredentialsSupplier;
}

export interface UploadWidgetElement extends HTMLElement, Methods, Properties {
  addEventListener<K extends keyof UploadWidgetEventMap>(
    type: K,
    listener: (this: UploadWidgetElement, event: UploadWidgetEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof UploadWidgetEventMap>(
    type: K,
    listener: (this: UploadWidgetElement, event: UploadWidgetEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** The attributes in camel case, the properties, and listeners. */
export interface Options extends Properties {
  host?: HostName;
  apiBase?: string;
  transport?: "auto" | "fetch" | "watched";
  concurrency?: number;
  page?: string;
  mode?: "popup" | "frame";
  load?: "visible" | "intent" | "now";
  label?: string;
  fallback?: string;
  folder?: string;
  lang?: string;
  locales?: string;
  theme?: "light" | "dark" | "auto";
  accept?: string;
  maxSize?: number | string;
  maxFiles?: number;
  maxTotal?: number | string;
  sameName?: "upload" | "skip" | "rename";
  changedName?: "upload" | "refuse" | "rename";
  emptyFolders?: boolean;
  verifyUpTo?: number | string;
  skipChecks?: string;
  dropZone?: "widget" | "page";
  recovery?: "files" | "list" | "off";
  autoUpload?: boolean;
  formats?: Format[] | string;
  insertInto?: string;
  insertFormat?: Format;
  attach?: string;
  attachClass?: string;
  placeholder?: string;
  on?: { [K in keyof UploadWidgetEventMap]?: (event: UploadWidgetEventMap[K]) => unknown };
}

/** "maxSize" as "max-size". */
type Dashed<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Dashed<Rest>}`
  : "";

/**
 * The element as JSX has it: its attributes, its properties, and a listener for each event by `on` and
 * the event's name. docs/embedding.md says how React gets to know it.
 */
export type ElementAttributes = Properties & {
  // As an attribute `true` would be written as nothing.
  [Name in keyof Omit<Options, keyof Properties | "on"> as Dashed<Name>]?: boolean extends Options[Name]
    ? "true" | "false"
    : Options[Name];
} & {
  [Name in keyof UploadWidgetEventMap as `on${Name}`]?: (event: UploadWidgetEventMap[Name]) => unknown;
};

export interface Handle extends Methods {
  element: UploadWidgetElement;
  /** Takes the element off the page; uploads that are on their way stop. */
  unmount(): void;
}

/** Puts an upload widget into an element of the page; a link, in a browser that cannot run it. */
export function mount(target: Element, options?: Options): Handle;

declare global {
  interface HTMLElementTagNameMap {
    "upload-widget": UploadWidgetElement;
  }
}
