// Selections are of rows: those without text on a side are rows like the others. What was decided of them is told, and leaves the open ones.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beads, memoryOf, sample, state } from "../support/memory.js";
import { focus, idle, press, review, showsWhatIs } from "../support/review.js";

/** An article whose sixth row has no text on one side, and the rows around it. */
async function withLone(t, side, options) {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory, options);
  const parted = (await beads(memory)).beads[5];
  const gone = parted[side].map((segment) => segment.id);
  for (const segment of gone) {
    await focus(page, segment);
    await press(page, "Delete");
  }
  const now = await beads(memory);
  assert.equal(now.beads[5][side].length, 0);
  return { memory, page, now, three: now.beads.slice(4, 7) };
}

/** Selects three rows on a side of which the middle one has no text there. */
async function selectThree(page, three, side) {
  const first = three[0][side].at(-1).id;
  await focus(page, first);
  await press(page, "Shift+ArrowDown", "Shift+ArrowDown");
  const selected = await page.evaluate(() => [...document.querySelectorAll("#rows [aria-selected]")].map((cell) => (cell.matches(".empty") ? "empty" : Number(cell.dataset.segment))));
  assert.deepEqual(selected, [first, "empty", three[2][side][0].id]);
}

for (const side of ["source", "target"]) {
  test(`three rows of which the middle one has no ${side} are merged, confirmed and rejected`, async (t) => {
    const { memory, page, now, three } = await withLone(t, side);
    await selectThree(page, three, side);
    await press(page, "m");
    const merged = await showsWhatIs(page, memory);
    assert.equal(merged.beads.length, now.beads.length - 2);
    const texts = (rows) => rows.flatMap((bead) => [...bead.source, ...bead.target]).map((segment) => segment.text).sort();
    assert.deepEqual(texts([merged.beads[4]]), texts(three));
    await press(page, "z");
    await selectThree(page, three, side);
    await press(page, "c");
    const settled = (await showsWhatIs(page, memory)).beads.slice(4, 7);
    assert.deepEqual(settled.map((bead) => [bead.state, bead.origin]), [["confirmed", "aligner"], ["auto", "person"], ["confirmed", "aligner"]]);
    assert.match(await page.locator("#told").textContent(), /3 rows/);
    await page.locator("#grid").focus();
    await press(page, "z");
    await selectThree(page, three, side);
    await press(page, "r");
    assert.deepEqual((await showsWhatIs(page, memory)).beads.slice(4, 7).map((bead) => bead.state), ["rejected", "auto", "rejected"]);
    assert.match(await page.locator("#told").textContent(), /2 rows/);
    await press(page, "z");
    assert.deepEqual(state(await showsWhatIs(page, memory)), state(now));
  });
}

test("a selection begins at a row without text, and the menu is for all of it", async (t) => {
  const { memory, page, now } = await withLone(t, "source");
  await page.locator("#rows .bead").nth(5).locator(".source .empty").click();
  await press(page, "Shift+ArrowDown");
  await page.locator("#rows .bead").nth(5).locator(".source .empty").click({ button: "right" });
  await page.locator('#menu [data-command="merge"]').click();
  await idle(page);
  const after = await showsWhatIs(page, memory);
  assert.equal(after.beads.length, now.beads.length - 1);
  assert.deepEqual(after.beads[5].target.map((segment) => segment.id), now.beads.slice(5, 7).flatMap((bead) => bead.target).map((segment) => segment.id));
});

test("a row without counterpart that is confirmed is told as that, and leaves the undecided rows", async (t) => {
  for (const locale of ["en-GB", "fr-FR"]) {
    const { memory, page, now } = await withLone(t, "source", { locale });
    const lone = now.beads[5];
    await focus(page, lone.target[0].id);
    await press(page, "c");
    const after = await showsWhatIs(page, memory);
    assert.equal(after.beads[5].origin, "person");
    const row = page.locator(`#bead-${lone.id}`);
    assert.match(await row.getAttribute("class"), /state-confirmed/);
    assert.match(await row.locator(".signs").textContent(), locale === "fr-FR" ? /✓confirmé.*∅/ : /✓confirmed.*∅/);
    const shown = async (filter) => {
      const answer = await page.evaluate((filter) => fetch(`/api/articles/1/places?filter=${filter}`).then((answer) => answer.json()), filter);
      return answer.places.some((place) => place.bead === lone.id);
    };
    assert.deepEqual([await shown("confirmed"), await shown("open")], [true, false]);
    const verbs = await page.evaluate(() => fetch("/api/articles/1/history").then((answer) => answer.json()));
    assert.equal(verbs.actions[0].verb, "confirm");
    await focus(page, lone.target[0].id);
    await press(page, "z");
    assert.deepEqual(state(await showsWhatIs(page, memory)), state(now));
    // Down to here: the rows without counterpart, too.
    await focus(page, now.beads[6].target[0].id);
    await press(page, "Shift+C");
    assert.deepEqual((await showsWhatIs(page, memory)).beads.slice(4, 7).map((bead) => [bead.state, bead.origin]), [["confirmed", "aligner"], ["auto", "person"], ["confirmed", "aligner"]]);
  }
});
