// Writes down every message that reaches this page, from whatever window.
window.messages = [];
addEventListener("message", ({ origin, data }) => window.messages.push({ origin, data }));
