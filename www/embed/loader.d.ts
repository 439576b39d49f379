/** Importing this file defines `<upload-widget>`. */
export type * from "./index.js";
