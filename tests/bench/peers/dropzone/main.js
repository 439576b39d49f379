import { Dropzone } from "dropzone";
import "dropzone/dist/dropzone.css";
import { concurrency, endpoint, fields, startsByItself } from "../host.js";

window.drop = new Dropzone("#drop", {
  url: endpoint,
  paramName: "upload_file",
  // A function: the login is not known yet.
  params: () => fields(),
  parallelUploads: concurrency,
  autoProcessQueue: startsByItself,
  // In MiB; its own default is 256.
  maxFilesize: 2048,
});
