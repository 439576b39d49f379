import { mount } from "upload-widget";

mount(document.querySelector("#app"), {
  host: "filecloudy",
  apiBase: "/filecloudy/api/v2/",
  on: { ready: () => (document.querySelector("#heard").value = "ready") },
});
