import "./jquery.js";
import "blueimp-file-upload/js/jquery.iframe-transport.js";
import "blueimp-file-upload/js/jquery.fileupload-ui.js";
import "bootstrap/dist/css/bootstrap.min.css";
import "blueimp-file-upload/css/jquery.fileupload.css";
import "blueimp-file-upload/css/jquery.fileupload-ui.css";
import { concurrency, endpoint, fields, startsByItself } from "../host.js";

const { jQuery } = window;
jQuery("#fileupload").fileupload({
  url: endpoint,
  dataType: "json",
  autoUpload: startsByItself,
  limitConcurrentUploads: concurrency,
  formData: () => Object.entries(fields()).map(([name, value]) => ({ name, value })),
  // The API lists the files under another name than this library expects.
  getFilesFromResponse: ({ result }) => result?.data ?? [],
});
