// Brings the part of the widget that is not there from the start: `cargo xtask split` puts this into
// upload-widget.js, and the wasm module calls it when somebody wants something of that part. What
// came once stays, what did not come is tried again when it is asked for.
let coming;

async function bring(main) {
  const response = await fetch(new URL("upload-widget_later.wasm", import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  // The two share their memory and the table of functions, where the part puts its own.
  await WebAssembly.instantiate(await response.arrayBuffer(), { __wasm_split: main });
}

async function __wasm_split_load_later(callback, data) {
  // Runs already, so nothing is loaded here: these are the module's exports.
  const main = initSync();
  coming ??= bring(main);
  let there = true;
  try {
    await coming;
  } catch (reason) {
    console.error(reason);
    coming = undefined;
    there = false;
  }
  main.__indirect_function_table.get(callback)(data, there);
}
