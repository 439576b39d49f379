import Uppy from "@uppy/core";
import Dashboard from "@uppy/dashboard";
import XHRUpload from "@uppy/xhr-upload";
import "@uppy/core/css/style.min.css";
import "@uppy/dashboard/css/style.min.css";
import { concurrency, endpoint, fields, startsByItself } from "../host.js";

const uppy = new Uppy({ autoProceed: startsByItself })
  .use(Dashboard, { target: "#uppy", inline: true })
  .use(XHRUpload, {
    endpoint,
    fieldName: "upload_file",
    allowedMetaFields: ["access_token", "account_id"],
    limit: concurrency,
  });
addEventListener("signed-in", () => uppy.setMeta(fields()));
window.uppy = uppy;
