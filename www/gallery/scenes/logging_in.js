// Logging in.

import { holdTimers, loadedAnew } from "../browser.js";
import { outcome } from "../host.js";
import { file } from "../person.js";
import { only } from "./openings.js";

const refusedLogin = (words, status) => ({
  async play({ host, person }) {
    host.answers.authorize = outcome.refuse(words, status);
    await person.sendLogin();
    await person.find("[role=alert]");
  },
});

export const loggingIn = {
  login: { group: "Logging in", title: "One host", play: () => {} },
  "login-hosts": { title: "Several hosts", attributes: {}, play: () => {} },
  "login-keys": { title: "API keys", play: ({ person }) => person.press("API keys") },
  "login-other": {
    title: "Another host",
    attributes: {},
    play: ({ person }) => person.select("select", "Another host…"),
  },
  "login-one-way": { title: "A host with one way to log in", attributes: only("filecad"), play: () => {} },
  "login-address": {
    title: "No address, and no host for trying out",
    attributes: {},
    before: (host) => (host.answers.anybody = outcome.broken()),
    async play({ person }) {
      await person.select("select", "Another host…");
      await person.type(".sign-in input[type=url]", "ftp://files.example");
      await person.sendLogin();
      await person.read("This is not an http");
    },
  },
  "login-busy": {
    title: "Under way",
    async play({ host, person }) {
      host.answers.authorize = outcome.never();
      await person.sendLogin();
      await person.settle();
    },
  },
  "login-staying": {
    title: "A login taken up again",
    before(host) {
      const times = `${Date.now()} ${Date.now()}`;
      sessionStorage.setItem("upload-widget session /api/v2/", `158642 kept-token ${times}`);
      host.answers["account/info"] = outcome.never();
      loadedAnew();
      holdTimers();
    },
    async play({ person }) {
      const busy = await person.find(".sign-in-busy");
      await person.until("the text to be seen", () => busy.checkVisibility({ visibilityProperty: true }));
    },
  },
  "login-blank": { title: "Nothing filled in", play: ({ person }) => person.press("Log in") },
  "login-refused": {
    title: "Refused",
    ...refusedLogin("Could not authenticate user. The username and password may be invalid or your account may be locked from too many failed logins."),
  },
  "login-unreachable": {
    title: "No answer",
    async play({ host, person }) {
      host.answers.authorize = outcome.broken();
      await person.sendLogin();
      await person.find("[role=alert]");
    },
  },
  "login-code-missing": {
    title: "What comes after it did not load",
    async play({ host, person }) {
      host.answers["upload-widget_workspace.wasm"] = outcome.broken();
      await person.sendLogin();
      await person.button("Try again");
    },
  },
  "login-expired": {
    title: "Ended meanwhile",
    async play({ host, person }) {
      await person.logIn();
      await person.giveFiles([file("notes.txt", 842)]);
      await person.rows({ done: 1 });
      host.answers["file/upload"] = outcome.refuse("Could not validate access_token and account_id, please reauthenticate or try again.", 401);
      host.answers.authorize = outcome.refuse("Could not authenticate user. The username and password may be invalid.");
      await person.giveFiles([file("timetable.csv", 49_123)]);
      await person.find(".sign-in");
      await person.rows({ done: 1, queued: 1 });
    },
  },
};
