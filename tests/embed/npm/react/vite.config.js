// Vite turns JSX into React's calls without a plugin.
export default {
  oxc: { jsx: { runtime: "automatic" } },
  optimizeDeps: { exclude: ["upload-widget"] },
};
