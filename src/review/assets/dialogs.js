// Questions in a dialog.

import { make, texts } from "./dom.js";

/** Asks which of some `[value, name]` it shall be; null where the question is given up. */
export function choose(title, content, choices) {
  return new Promise((resolve) => {
    const buttons = choices.map(([value, name], at) => make("button", { value, class: at === 0 ? "main" : null }, name));
    const dialog = make(
      "dialog",
      { "aria-labelledby": "choose-title", class: "ask" },
      make("form", { method: "dialog" }, make("h2", { id: "choose-title" }, title), ...content, make("p", { class: "dialog-buttons" }, ...buttons)),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue || null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/**
 * What was typed for a text that others changed meanwhile: `chosen` becomes `save`, `drop`, or `back` to go on. `show` shows another wording
 * of theirs, since they may go on meanwhile; `shown` is the one that was last seen.
 */
export function chooseWording(theirs, yours) {
  const wording = (text) => make("p", { class: "wording", dir: "auto" }, text);
  const own = wording(theirs);
  own.setAttribute("role", "status");
  const content = [make("h3", {}, texts.both_theirs), own, make("h3", {}, texts.both_yours), wording(yours)];
  // What changes nothing comes first, since Enter was pressed just before.
  const choices = [["back", texts.both_back], ["save", texts.both_save], ["drop", texts.both_drop]];
  return {
    chosen: choose(texts.both_title, content, choices).then((chosen) => chosen ?? "back"),
    show: (text) => {
      if (own.textContent !== text) own.textContent = text;
    },
    get shown() {
      return own.textContent;
    },
  };
}
