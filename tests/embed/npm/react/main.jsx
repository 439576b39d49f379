import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "upload-widget";

// React 19 sets attributes on custom elements, and listens for `on` and the event's name.
function Upload({ onReady }) {
  return <upload-widget host="filecloudy" api-base="/filecloudy/api/v2/" onready={onReady} />;
}

const ready = () => (document.querySelector("#heard").value = "ready");
createRoot(document.querySelector("#app")).render(<StrictMode><Upload onReady={ready} /></StrictMode>);
