// A host that answers what a scene wants it to, in place of the network.

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What can become of a request. */
export const outcome = {
  /** It is answered with this reply. */
  reply: (body, status = 200, headers = {}) => ({ body: JSON.stringify(body), status, headers }),
  /** The host says no in these words. */
  refuse: (words, status = 200, headers = {}) =>
    outcome.reply({ status: "error", response: words, _datetime: "2026-03-14 09:26:53" }, status, headers),
  /** Something else than an answer of the API. */
  text: (body, status = 200, headers = {}) => ({ body, status, headers }),
  /** No answer comes, ever. */
  never: () => ({ never: true }),
  /** The connection breaks. */
  broken: () => ({ broken: true }),
  /** So many percent go up when the scene goes on, and then no more. */
  stuckAt: (percent) => ({ never: true, percent }),
  /** The file is stored as soon as the promise is kept. */
  storedAfter: (promise) => ({ after: promise }),
};

export class Host {
  constructor(clock, replies) {
    this.clock = clock;
    this.replies = replies;
    /**
     * Endpoint → what it answers, or a function of the fields that says so. The name of a file of the
     * page itself → what becomes of the request for it; `anybody` is asked whether a host is there.
     */
    this.answers = {};
    /** File name → what becomes of its upload; the rest is stored. */
    this.uploads = {};
    /** File name → how often it was stored. */
    this.times = {};
    /** Requests whose answer is on its way. */
    this.pending = 0;
    /** Uploads that go part of the way when they are told to: see `goOn`. */
    this.halfway = [];
  }

  /** Lets every upload that will be stuck go that far, one after the other. */
  async goOn(person) {
    for (let next = this.halfway.shift(); next; next = this.halfway.shift()) {
      for (const part of [next.percent / 4, next.percent / 2, next.percent]) {
        this.clock.forward(1500);
        next.tell(part);
        await person.settle();
      }
    }
  }

  /** Puts it in place of `fetch` and `XMLHttpRequest`. */
  install() {
    const host = this;
    const real = window.fetch.bind(window);
    window.fetch = async (input, init) => {
      const request = new Request(input, init);
      const path = new URL(request.url).pathname;
      if (!path.includes("/api/v2/")) {
        const probe = request.mode === "no-cors";
        const answer = host.answers[probe ? "anybody" : path.split("/").at(-1)];
        if (answer) return delivered(answer, request.signal);
        // The locales and the module are the page's own.
        return probe ? new Response() : real(request);
      }
      host.pending += 1;
      const body = init?.body instanceof FormData ? init.body : await fieldsOf(request);
      const answer = host.answerTo(endpointOf(path), body);
      host.pending -= 1;
      return delivered(await answer, request.signal);
    };
    window.XMLHttpRequest = class {
      upload = { onprogress: null };
      onloadend = null;
      status = 0;
      responseText = "";
      responseURL = "";
      open(method, url) {
        this.url = new URL(url, location.href);
      }
      getResponseHeader(name) {
        return this.headers?.[name.toLowerCase()] ?? null;
      }
      abort() {
        this.aborted = true;
      }
      async send(form) {
        const answer = host.answerTo(endpointOf(this.url.pathname), form);
        const size = form.get("upload_file").size;
        if (answer.percent !== undefined) {
          const tell = (percent) =>
            this.upload.onprogress?.({ loaded: Math.round((size * percent) / 100), total: size });
          host.halfway.push({ percent: answer.percent, tell });
        }
        if (answer.never) return;
        host.pending += 1;
        await wait(0);
        host.pending -= 1;
        if (this.aborted) return;
        if (!answer.broken) {
          this.status = answer.status;
          this.headers = answer.headers;
          this.responseText = answer.body;
          this.responseURL = this.url.href;
        }
        this.onloadend?.(new Event("loadend"));
      }
    };
  }

  answerTo(endpoint, fields) {
    const chosen = this.answers[endpoint];
    const answer = typeof chosen === "function" ? chosen(fields) : chosen;
    if (answer) return answer;
    if (endpoint === "file/upload") return this.store(fields);
    if (endpoint === "folder/listing") return this.list(fields.get("parent_folder_id") ?? "");
    return outcome.reply(this.replies[endpoint] ?? { _status: "success", response: "Done." });
  }

  /** What is inside a folder, as `replies.json` lists it. */
  list(parent) {
    const { folders, files } = this.replies.account;
    const below = (item) => (item.parentId ?? item.folderId ?? "") === parent;
    return outcome.reply({
      _status: "success",
      data: { folders: folders.filter(below), files: files.filter(below) },
    });
  }

  store(form) {
    const file = form.get("upload_file");
    const fate = this.uploads[file.name] ?? this.uploads["*"];
    if (fate?.after) return fate.after.then(() => this.stored(file, {}));
    return fate && !fate.stored ? fate : this.stored(file, fate?.stored);
  }

  /** The answer for a file that is stored, with what else is to be said of it. */
  stored(file, told) {
    // Browsers write a quotation mark like this into a form.
    const name = file.name.replaceAll('"', "%22");
    this.times[name] = (this.times[name] ?? 0) + 1;
    const number = numberOf(`${name} ${this.times[name]}`);
    const short = `u${number.toString(36)}`;
    const url = `https://filecloudy.example/${short}`;
    const stored = {
      ...this.replies.stored,
      name,
      size: String(file.size),
      hash: this.replies.hashes[file.size] ?? null,
      file_id: String(number),
      short_url: short,
      url: `${url}/${encodeURIComponent(name)}`,
      delete_url: `${url}~d?0123456789abcdef`,
      info_url: `${url}~i?0123456789abcdef`,
      stats_url: `${url}~s`,
      url_html: `<a href="${url}" target="_blank" title="${name}">${name}</a>`,
      url_bbcode: `[url]${url}[/url]`,
      ...told,
    };
    return outcome.reply({ _status: "success", response: "File uploaded", data: [stored] });
  }
}

/** `account/info` of `/xcloudfile/api/v2/account/info`. */
function endpointOf(path) {
  return path.slice(path.indexOf("/api/v2/") + "/api/v2/".length).replace(/\/$/, "");
}

/** The fields of a request, with the file if there is one. */
async function fieldsOf(request) {
  const multipart = request.headers.get("content-type")?.startsWith("multipart/form-data");
  return multipart ? request.formData() : new URLSearchParams(await request.text());
}

/** A number that a file gets whatever is sent before it. */
function numberOf(text) {
  const hash = [...text].reduce((sum, letter) => Math.imul(sum ^ letter.codePointAt(0), 16777619), 2166136261);
  return 2000 + ((hash >>> 0) % 40000);
}

/** What `fetch` makes of an answer. */
function delivered(answer, signal) {
  if (answer.never) return untilAborted(signal);
  if (answer.broken) throw new TypeError("Failed to fetch");
  return new Response(answer.body, { status: answer.status, headers: answer.headers });
}

function untilAborted(signal) {
  const aborted = () => new DOMException("The user aborted a request.", "AbortError");
  return new Promise((_, reject) => {
    if (signal.aborted) reject(aborted());
    signal.addEventListener("abort", () => reject(aborted()));
  });
}
