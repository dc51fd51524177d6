// The document: finding and making elements, and the texts of the page's language.

/** The texts of the page, by their names (src/review/texts.rs). */
export const texts = read("texts");
/** What the page says of itself. */
export const data = read("data");

function read(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : {};
}

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

/** A text with its gaps `{name}` filled in. */
export function filled(text, values) {
  return text.replaceAll(/\{(\w+)\}/g, (gap, name) => (name in values ? values[name] : gap));
}

/** An element. What is given as a child is text unless it is an element: no text of an article is ever read as HTML here. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, heard] of Object.entries(value)) element.addEventListener(event, heard);
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** The elements of a piece of a page that the server made. */
export function pieces(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

let told = 0;

/** Says what was done, for eyes and ears. */
export function tell(text) {
  const place = $("#told");
  // The same words once more are news only when the text differs.
  place.textContent = text + (told++ % 2 ? "\u200b" : "");
  place.classList.toggle("shown", text !== "");
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => place.classList.remove("shown"), 6000);
  if (text) calm();
}

/** What went wrong before is over; that the program has ended, or the article is gone, is not. */
export function calm() {
  const { ended, gone } = document.body.dataset;
  if (ended === undefined && gone === undefined) warn("");
}

/** Says what went wrong; it stays until the next action. */
export function warn(text) {
  const place = $("#alert");
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("shown", text !== "");
}

/** What is kept in this browser between visits; nothing where it keeps nothing. */
export const kept = {
  get(name) {
    try {
      return JSON.parse(localStorage.getItem(`interligne-${name}`));
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value === null) localStorage.removeItem(`interligne-${name}`);
      else localStorage.setItem(`interligne-${name}`, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing still works.
    }
  },
};
