// The page and the API under one origin with Vite's development server. To try it in a clone,
// beside `cargo run -p sandbox` and after `cargo xtask build`:
//   npx vite dist --config tests/embed/proxy/vite.config.js
// Then open http://127.0.0.1:8090/

// The host; a real one is `https://host.example`, and has its API at /api/v2/.
const target = "http://127.0.0.1:8788/filecloudy";

const api = {
  target,
  // The host's own name goes into `Host`: it may serve many sites from one address.
  changeOrigin: true,
  configure(proxy) {
    // Cookies of other things on localhost are none of the host's business.
    proxy.on("proxyReq", (request) => request.removeHeader("cookie"));
    proxy.on("proxyRes", (response) => delete response.headers["set-cookie"]);
  },
};

// Node cuts off every request that takes more than five minutes to arrive.
const patience = {
  name: "patience",
  configureServer: ({ httpServer }) => void (httpServer.requestTimeout = 0),
};

export default {
  plugins: [patience],
  server: { host: "127.0.0.1", port: 8090, strictPort: true, cors: false, proxy: { "/api/v2/": api } },
};
