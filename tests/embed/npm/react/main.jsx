import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import "upload-widget";

// React 19 sets attributes on custom elements, and listens for `on` and the event's name.
function Upload() {
  const [link, setLink] = useState("");
  return (
    <>
      <upload-widget host="filecloudy" api-base="/filecloudy/api/v2/"
        onuploaded={({ detail }) => setLink(detail.url)} />
      <output id="heard">{link}</output>
    </>
  );
}

createRoot(document.querySelector("#app")).render(<StrictMode><Upload /></StrictMode>);
