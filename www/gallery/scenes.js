// Every state of the widget, each with what the host answers and what somebody does to get there.
// A scene without a group of its own stands under that of the one before it. Beside `play` it may have
// the `attributes` and `properties` of the widget's element, what is done `before` the widget is there,
// and how it is put on the page: `mount`.

import { choosing } from "./scenes/choosing.js";
import { failing } from "./scenes/failing.js";
import { folderScenes } from "./scenes/folders.js";
import { imports } from "./scenes/imports.js";
import { links } from "./scenes/links.js";
import { loggingIn } from "./scenes/logging_in.js";
import { myFileScenes } from "./scenes/my_files.js";
import { pages } from "./scenes/pages.js";
import { strings } from "./scenes/strings.js";
import { uploading } from "./scenes/uploading.js";

export const scenes = {
  ...loggingIn,
  ...choosing,
  ...folderScenes,
  ...uploading,
  ...failing,
  ...links,
  ...myFileScenes,
  ...imports,
  ...pages,
  ...strings,
};

/** Where a scene is to be seen. */
export function address(name) {
  const language = scenes[name].language;
  return `scene.html?scene=${name}${language ? `&lang=${language}` : ""}`;
}
