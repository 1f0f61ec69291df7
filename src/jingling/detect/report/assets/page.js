// What every page of jingling shares: its data, its language, and making elements without ever parsing markup.
"use strict";

const jingling = {
  data: JSON.parse(document.getElementById("data").textContent),
  redraws: new Set(), // run whenever the language, the colours, the width or the paper change

  get language() {
    return document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  },

  // A text of the data stands as a pair [en, zh].
  say(pair) {
    return pair ? pair[jingling.language === "zh" ? 1 : 0] : "";
  },

  t(en, zh) {
    return jingling.language === "zh" ? zh : en;
  },

  count(value) {
    return value.toLocaleString("en");
  },

  // Texts become text nodes and attributes are set, so that no record's text is ever read as markup.
  make(tag, attributes = {}, ...children) {
    const svg = ["svg", "rect", "path"].includes(tag);
    const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== "" && child !== null && child !== undefined && child !== false));
    return element;
  },

  setLanguage(language) {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    const side = language === "zh" ? "Zh" : "En";
    for (const element of document.querySelectorAll("[data-text-en]")) element.textContent = element.dataset[`text${side}`];
    for (const element of document.querySelectorAll("[data-label-en]")) element.setAttribute("aria-label", element.dataset[`label${side}`]);
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    jingling.redraw();
  },

  redraw() {
    for (const redraw of jingling.redraws) redraw();
  },

  // A page opened from a file may be refused storage; the language is then the browser's each time.
  remembered(language) {
    try {
      if (language) localStorage.setItem("jingling-language", language);
      return localStorage.getItem("jingling-language");
    } catch {
      return null;
    }
  },

  begin() {
    const buttons = document.querySelectorAll("[data-language]");
    for (const button of buttons) {
      button.addEventListener("click", () => {
        jingling.remembered(button.dataset.language);
        jingling.setLanguage(button.dataset.language);
      });
    }
    const browser = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
    if (buttons.length) jingling.setLanguage(jingling.remembered() || browser);
    else jingling.redraw(); // a page of the console, which comes in its reader's language
    let width = innerWidth;
    addEventListener("resize", () => {
      if (innerWidth !== width) jingling.redraw();
      width = innerWidth;
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", jingling.redraw);
    matchMedia("print").addEventListener("change", jingling.redraw);
  },
};
