import { mount } from "upload-widget";

const heard = document.querySelector("#heard");

mount(document.querySelector("#app"), {
  host: "filecloudy",
  apiBase: "/filecloudy/api/v2/",
  on: { uploaded: ({ detail }) => (heard.value = detail.url) },
});
