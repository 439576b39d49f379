export default { optimizeDeps: { exclude: ["upload-widget"] } };
