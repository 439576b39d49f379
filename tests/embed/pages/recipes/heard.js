// Shows the latest link, as a page of somebody else would use it.
document.addEventListener("uploaded", ({ detail }) => (document.querySelector("#heard").value = detail.url));
