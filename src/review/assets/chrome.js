// What all pages have above: the theme, and the button that ends the program.

import { $, kept, make, tell, texts, warn } from "./dom.js";
import { choose } from "./dialogs.js";
import { post } from "./api.js";

const themes = ["auto", "light", "dark"];

function show(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const button = $("#theme");
  if (button) button.textContent = `${texts.theme}${texts.colon}${texts[`theme_${theme}`]}`;
}

/** Tells how many texts are typed and not saved in this page. */
export const unsaved = { count: () => 0 };

/** Says that the program has ended. */
export function ended() {
  document.body.dataset.ended = "";
  warn(unsaved.count() > 0 ? texts.ended_unsaved : texts.ended);
}

export function start() {
  let theme = themes.includes(kept.get("theme")) ? kept.get("theme") : "auto";
  show(theme);
  const button = $("#theme");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      kept.set("theme", theme === "auto" ? null : theme);
      show(theme);
      tell(`${texts.theme}${texts.colon}${texts[`theme_${theme}`]}`);
    });
  }
  const quit = $("#quit");
  if (quit) {
    quit.hidden = false;
    quit.addEventListener("click", async () => {
      if (unsaved.count() > 0) {
        const chosen = await choose(texts.end_title, [make("p", {}, texts.end_hint)], [["stay", texts.cancel], ["end", texts.quit]]);
        if (chosen !== "end") return;
      }
      try {
        await post("/api/quit");
        ended();
      } catch (refusal) {
        if (refusal.isUnreachable) ended();
        else warn(refusal.message);
      }
    });
  }
}
