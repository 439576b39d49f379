import { mount } from "svelte";
import "upload-widget";
import App from "./App.svelte";

mount(App, { target: document.querySelector("#app") });
