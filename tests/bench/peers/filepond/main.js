import * as FilePond from "filepond";
import ImagePreview from "filepond-plugin-image-preview";
import ValidateSize from "filepond-plugin-file-validate-size";
import ValidateType from "filepond-plugin-file-validate-type";
import "filepond/dist/filepond.min.css";
import "filepond-plugin-image-preview/dist/filepond-plugin-image-preview.min.css";
import { concurrency, endpoint, fields, startsByItself } from "../host.js";

FilePond.registerPlugin(ValidateSize, ValidateType, ImagePreview);
window.pond = FilePond.create(document.querySelector("input"), {
  allowMultiple: true,
  instantUpload: startsByItself,
  // It knows no unit above this one.
  maxFileSize: "2000MB",
  maxParallelUploads: concurrency,
  server: {
    process: {
      url: endpoint,
      ondata(body) {
        for (const [name, value] of Object.entries(fields())) body.append(name, value);
        return body;
      },
    },
  },
});
