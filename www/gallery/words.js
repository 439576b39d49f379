// What the widget's texts are in the language that a scene is shown in: scenes are written down in
// English.

const PLACEHOLDER = /\{\w+\}/;

export class Words {
  #pairs;

  constructor(pairs) {
    this.#pairs = pairs;
  }

  static async of(language) {
    if (!language || language === "en") return new Words([]);
    const read = async (address) => (await fetch(new URL(address, import.meta.url))).json();
    const [english, other] = await Promise.all([read("en.json"), read(`../locales/${language}.json`)]);
    const pairs = Object.keys(english).map((key) => [english[key], other[key]]);
    return new Words(pairs.filter((pair) => pair.every((text) => typeof text === "string")));
  }

  /** All that something may be called that is called this in English. */
  names(name) {
    const names = this.#pairs.flatMap(([english, other]) => {
      const [start, end, ...more] = english.split(PLACEHOLDER);
      if (end === undefined) return english === name ? [other] : [];
      const room = name.length - start.length - end.length;
      const fits = start + end !== "" && room > 0 && name.startsWith(start) && name.endsWith(end);
      // Only the name of a file or folder is filled in.
      if (!fits || more.length > 0) return [];
      return [other.replace(PLACEHOLDER, () => name.substr(start.length, room))];
    });
    return [name, ...names];
  }

  /** The words that a text begins with, or has in it, that begins like this in English. */
  beginnings(beginning) {
    const texts = this.#pairs.filter(([english]) => english.startsWith(beginning));
    const longest = (text) => text.split(PLACEHOLDER).reduce((one, other) => (other.length > one.length ? other : one));
    return [beginning, ...texts.map(([, other]) => longest(other).trim())].filter((text) => text !== "");
  }
}
