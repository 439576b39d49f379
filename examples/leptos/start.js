import start from "./leptos-example.js";

start();
