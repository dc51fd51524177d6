// What is told: why something is not done, which row an undo changed, what is done to several rows; and how few stops of the Tab key there are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beads, interligne, memoryOf, sample, state } from "../support/memory.js";
import { focus, press, review, showsWhatIs } from "../support/review.js";

const told = (page) => page.locator("#told").textContent();

test("a key that does nothing here says why", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  await focus(page, before.beads[0].source[0].id);
  await press(page, "u");
  assert.match(await told(page), /no row above/);
  await press(page, "z");
  assert.match(await told(page), /Nothing to take back/);
  assert.deepEqual(state(await beads(memory)), state(before));
  await press(page, "x");
  await press(page, "r");
  assert.match(await told(page), /one side/);
  await press(page, "u");
  // A button that is not possible here is there to be pressed: it tells the same.
  await page.locator('#actions [data-command="reject"]').click({ force: true });
  assert.match(await told(page), /one side/);
});

test("all selected rows are rejected, and an undo goes to what it undid and names it", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const at = before.beads.findIndex((bead, at) => at > 1 && [bead, before.beads[at + 1]].every((one) => one.source.length === 1 && one.target.length === 1));
  const pair = before.beads.slice(at, at + 2);
  await focus(page, pair[0].source[0].id);
  await press(page, "Shift+ArrowDown", "r");
  let now = await showsWhatIs(page, memory);
  assert.deepEqual(now.beads.slice(at, at + 2).map((bead) => bead.state), ["rejected", "rejected"]);
  assert.match(await told(page), /2 rows/);
  // One key, one action, one undo.
  await press(page, "Control+End", "z");
  now = await showsWhatIs(page, memory);
  assert.deepEqual(state(now), state(before));
  assert.match(await told(page), new RegExp(`Undone: Reject.*row ${at + 1}\\b`));
  const box = await page.evaluate(() => {
    const { top, bottom } = document.activeElement.getBoundingClientRect();
    return { bead: document.activeElement.closest(".bead").id, isSeen: top >= 0 && bottom <= innerHeight };
  });
  assert.deepEqual(box, { bead: `bead-${pair[0].id}`, isSeen: true });
});

test("the search for places begins again and says so", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  for (const bead of (await beads(memory)).beads.slice(3, 5)) await interligne(memory, "memory", "act", "1", "edit", String(bead.id), "--target", `${bead.target_text} 4711 words.`);
  const { page } = await review(t, memory);
  const places = Number(await page.locator("#places").textContent());
  assert.ok(places >= 2);
  await page.locator(".segment[tabindex='0']").first().focus();
  const said = [];
  for (let turn = 0; turn <= places; turn++) {
    await press(page, "n");
    said.push(await told(page));
  }
  assert.equal(said.filter((each) => /again from the beginning, row \d/.test(each)).length, 1);
});

test("an alert goes with what it was about, and a joined side is told of", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const at = before.beads.findIndex((bead, at) => at > 1 && bead.source.length === 1 && bead.target.length === 1);
  await focus(page, before.beads[at].source[0].id);
  await press(page, "Enter");
  await page.locator(".editor").fill("  ");
  await press(page, "Enter");
  await page.waitForSelector("#alert.shown");
  await press(page, "Escape");
  assert.equal(await page.locator("#alert.shown").count(), 0);
  await press(page, "m", "Enter");
  assert.match(await page.locator("#edit-hint").textContent(), /joins the \d segments/);
  await page.keyboard.type(" And more.");
  await press(page, "Enter");
  assert.match(await told(page), /now one/);
  await showsWhatIs(page, memory);
});

test("the strip is one stop of the Tab key, and the skip link leads to the rows", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  assert.equal(await page.locator("#strip a[tabindex='0']").count(), 1);
  await page.locator("#strip a[tabindex='0']").focus();
  await page.keyboard.press("End");
  assert.equal(await page.evaluate(() => document.activeElement === document.querySelector("#strip a:last-child")), true);
  assert.equal(await page.locator("#strip a[tabindex='0']").count(), 1);
  await page.locator(".skip").focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.matches("#grid [role=gridcell]")), true);
});
