// An editor as forums have them: a page of its own in a frame, of which everything may be edited.
const editor = document.getElementById("editor").contentDocument;
editor.body.contentEditable = "true";
editor.body.append("Look: , and so on");
window.inputs = [];
editor.addEventListener("input", ({ inputType }) => window.inputs.push(inputType));
