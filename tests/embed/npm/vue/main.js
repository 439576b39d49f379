import { createApp } from "vue";
import "upload-widget";
import App from "./App.vue";

createApp(App).mount("#app");
