// What a server imports that renders pages: there is no document yet, and no element.
import assert from "node:assert";
import { mount } from "upload-widget";
import "upload-widget/loader.js";

assert.equal(typeof mount, "function");
assert.equal(typeof globalThis.document, "undefined");
