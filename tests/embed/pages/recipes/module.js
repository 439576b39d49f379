import { mount } from "/upload-widget/index.js";

mount(document.querySelector("#upload"), { host: "filecloudy", apiBase: "/filecloudy/api/v2/" });
