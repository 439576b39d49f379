// Brings the parts of the widget that are not there from the start: `cargo xtask split` puts this into
// upload-widget.js, and the wasm module calls it when it wants one. What came once stays, what did
// not come is tried again when it is asked for.
async function bring(address, main) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  // They share their memory and the table of functions, where the part puts its own.
  const imports = { __wasm_split: main };
  // Compiled on the way, where the server says what it is.
  const { module } = await (response.headers.get("Content-Type") === "application/wasm"
    ? WebAssembly.instantiateStreaming(response, imports)
    : WebAssembly.instantiate(await response.arrayBuffer(), imports));
  // What it and those after it need of the browser, and the first file does not.
  const [bindings] = WebAssembly.Module.customSections(module, "bindings");
  if (bindings) await WebAssembly.instantiate(bindings, { ...imports, ...__wbg_get_imports() });
}

function part(address) {
  let coming;
  return async (callback, data) => {
    // Runs already, so nothing is loaded here: these are the module's exports.
    const main = initSync();
    coming ??= bring(address, main);
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
const __wasm_split_load_workspace = part(new URL("upload-widget_workspace.wasm", import.meta.url));
const __wasm_split_load_later = part(new URL("upload-widget_later.wasm", import.meta.url));
