// What every peer's page knows of the host it uploads to, and of how this run wants it set up.

const query = new URLSearchParams(location.search);

/** Where files go: the sandbox, on the page's own origin. */
export const endpoint = "/filecloudy/api/v2/file/upload";

/** Uploads at the same time. */
export const concurrency = Number(query.get("concurrency") ?? 3);

/** Whether chosen files are sent at once, or only listed. */
export const startsByItself = query.has("start");

/** The fields that go with each file; the benchmark logs in before it chooses files. */
export const fields = () => window.access ?? {};
