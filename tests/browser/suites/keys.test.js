// The list of keys: which keys a command can have, and why not others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beads, memoryOf, sample } from "../support/memory.js";
import { focus, press, review } from "../support/review.js";

test("a key that never comes to the page is refused with the reason, and any other one is taken", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const bead = (await beads(memory)).beads[4];
  await focus(page, bead.source[0].id);
  await press(page, "?");
  const change = page.locator('#help [data-command="reject"] button');
  const told = page.locator("#key-told");
  /** Offers a key press, as the browser would hand it over. */
  const offer = async (key, modifiers = {}) => {
    await change.click();
    await page.evaluate(({ key, modifiers }) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, ...modifiers, bubbles: true, cancelable: true })), { key, modifiers });
    return told.textContent();
  };
  for (const [key, modifiers, reason] of [
    ["w", { ctrlKey: true }, /browser keeps Ctrl\+W/],
    ["t", { ctrlKey: true }, /browser keeps Ctrl\+T/],
    ["N", { ctrlKey: true, shiftKey: true }, /browser keeps Ctrl\+Shift\+N/],
    ["q", { metaKey: true }, /browser keeps/],
    ["F5", {}, /browser keeps F5/],
    ["BrowserBack", {}, /browser keeps/],
    ["Dead", {}, /browser keeps/],
    ["r", { altKey: true }, /with Alt/],
    ["@", { modifierAltGraph: true }, /with Alt/],
    ["x", {}, /already does/],
    ["PageDown", {}, /already does/],
  ]) {
    assert.match(await offer(key, modifiers), reason, key);
  }
  assert.equal(await page.evaluate(() => localStorage.getItem("interligne-keys")), null, "nothing was changed");
  assert.match(await offer("j"), /J/);
  await page.keyboard.press("Escape");
  await focus(page, bead.source[0].id);
  await press(page, "r");
  assert.equal((await beads(memory)).beads[4].state, "auto");
  await press(page, "j");
  assert.equal((await beads(memory)).beads[4].state, "rejected");
});
