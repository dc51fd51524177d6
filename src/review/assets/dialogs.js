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

/** What was typed for a text that others changed meanwhile: `save`, `drop`, or `back` to go on. */
export async function chooseWording(theirs, yours) {
  const shown = (name, text) => [make("h3", {}, name), make("p", { class: "wording", dir: "auto" }, text)];
  const content = [...shown(texts.both_theirs, theirs), ...shown(texts.both_yours, yours)];
  // What changes nothing comes first, since Enter was pressed just before.
  const choices = [["back", texts.both_back], ["save", texts.both_save], ["drop", texts.both_drop]];
  return (await choose(texts.both_title, content, choices)) ?? "back";
}
