// Brings the parts of the widget that are not there from the start: `cargo xtask split` puts this into
// upload-widget.js, and the wasm module calls it when it wants one. What came once stays, what did
// not come is tried again when it is asked for.
async function bring(address, main, script) {
  // What writes numbers, as the workspace does, takes the browser ten times longer the first time: while
  // nothing else is to do.
  if (script) setTimeout(() => new Intl.NumberFormat());
  const [response, binding] = await Promise.all([fetch(address), script && import(/* webpackIgnore: true */ /* @vite-ignore */ script)]);
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  // They share their memory and the table of functions, where the part puts its own.
  const imports = { __wasm_split: main };
  // Compiled on the way, where the server says what it is.
  const { module } = await (response.headers.get("Content-Type") === "application/wasm"
    ? WebAssembly.instantiateStreaming(response, imports)
    : WebAssembly.instantiate(await response.arrayBuffer(), imports));
  if (!binding) return;
  // What it and those after it need of the browser, and the first file does not.
  const bindings = { ...__wbg_get_imports()[BOUND], ...binding.default(bindingScope()) };
  const [section] = WebAssembly.Module.customSections(module, "bindings");
  await WebAssembly.instantiate(section, { ...imports, [BOUND]: bindings });
}

const BOUND = "./upload-widget_bg.js";

function part(address, script) {
  let coming;
  let tries = 0;
  return async (callback, data) => {
    // Runs already, so nothing is loaded here: these are the module's exports.
    const main = initSync();
    // A script that did not come is asked for by another name: browsers do not try the same again.
    coming ??= bring(address, main, script && (tries++ ? `${script}?${tries}` : script));
    let there = true;
    try {
      await coming;
    } catch (reason) {
      console.error(reason);
      coming = undefined;
      there = false;
    }
    main.__indirect_function_table.get(callback)(data, there);
  };
}

// What the module imports. Each address is written out, so that bundlers find the file.
const workspace = [
  new URL("upload-widget_workspace.wasm", import.meta.url),
  new URL("upload-widget_workspace.js", import.meta.url),
];
const __wasm_split_load_workspace = part(...workspace);
const __wasm_split_load_later = part(new URL("upload-widget_later.wasm", import.meta.url));

// A reader who stays logged in (src/session/storage.rs), and has loaded the page anew, needs the workspace at
// once. The browser's storage keeps a page waiting when it is asked for the first time: nobody else has to.
try {
  const [{ type }] = performance.getEntriesByType("navigation");
  const stays = () => Object.keys(sessionStorage).some((key) => key.startsWith("upload-widget session "));
  if (type !== "navigate" && stays()) {
    const link = (rel, href, more) => document.head.append(Object.assign(document.createElement("link"), { rel, href, ...more }));
    link("preload", workspace[0], { as: "fetch", crossOrigin: "" });
    link("modulepreload", workspace[1]);
  }
} catch {
  // Nobody stays logged in on a page without storage.
}
