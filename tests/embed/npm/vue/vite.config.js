import vue from "@vitejs/plugin-vue";

const isCustomElement = (tag) => tag === "upload-widget";

export default {
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } })],
  optimizeDeps: { exclude: ["upload-widget"] },
};
