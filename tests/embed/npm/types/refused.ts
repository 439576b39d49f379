// What must not compile: each line that is expected to fail fails this check when it does not.
import { mount, type ElementAttributes, type Options } from "upload-widget";
import { UploadClient } from "upload-widget/client";

const target = document.body;

// @ts-expect-error: there is no such host
mount(target, { host: "nowhere" });
// @ts-expect-error: attributes are in camel case
mount(target, { "api-base": "/api/v2/" });
// @ts-expect-error: a number
mount(target, { maxFiles: "five" });
// @ts-expect-error: one of two
mount(target, { transport: "carrier pigeon" });
// @ts-expect-error: there is no such format
mount(target, { formats: ["pdf"] });
// @ts-expect-error: both belong together
mount(target, { credentials: { accessToken: "t" } });
// @ts-expect-error: there is no such escape
mount(target, { templates: [{ name: "n", text: "{url}", escape: "sql" }] });
// @ts-expect-error: there is no such event
mount(target, { on: { finished: () => {} } });
// @ts-expect-error: there is no such field
mount(target, { on: { uploaded: ({ detail }) => detail.password } });
// @ts-expect-error: an element, not a selector
mount("#upload");
// @ts-expect-error: of files
mount(target).addFiles(["a.txt"]);
// @ts-expect-error: there is no such method
mount(target).upload();

document.createElement("upload-widget").addEventListener("failed", ({ detail }) => {
  // @ts-expect-error: a failed file has no link
  detail.url;
});

// @ts-expect-error: an attribute is written with a dash
export const camel: ElementAttributes = { maxSize: "20 MB" };
// @ts-expect-error: written out, since frameworks write true as nothing
export const flag: ElementAttributes = { "auto-upload": false };

const options: Options = {};
// @ts-expect-error: it may be absent
options.host.length;

const client = new UploadClient("filecloudy");
// @ts-expect-error: there is no such host
new UploadClient("nowhere");
// @ts-expect-error: keys come in pairs
client.authorize({ key1: "1" });
// @ts-expect-error: every call but the login needs an access
client.accountInfo();
// @ts-expect-error: a File, not its name
client.fileUpload({ accessToken: "t", accountId: "1" }, "a.txt");
// @ts-expect-error: there is no such visibility
client.folderCreate({ accessToken: "t", accountId: "1" }, { name: "n", visibility: "secret" });
