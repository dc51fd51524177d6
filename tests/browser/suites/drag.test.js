// Everything that is done by dragging, by mouse and by finger: compared with what the command line makes of a copy, files and all.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beads, check, interligne, memoryOf, sample, state } from "../support/memory.js";
import { carry, copy, dragFrom, endsAs, focus, grip, idle, middle, pointIn, press, review, showsWhatIs } from "../support/review.js";

const ids = (segments) => segments.map((segment) => segment.id);
const characters = (text, at) => [...text.slice(0, at)].length;
/** The beginning of a word at about the middle of a text. */
const inside = (text) => text.indexOf(" ", Math.floor(text.length / 2)) + 1;

async function begun(t, options = {}) {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server, context } = await review(t, memory, options);
  const before = await beads(memory);
  const single = before.beads.findIndex((bead, at) => at > 2 && bead.source.length === 1 && bead.target.length === 1 && bead.target[0].text.split(" ").length > 6);
  const double = before.beads.find((bead) => bead.source.length === 2 && bead.position > 0);
  return { memory, page, server, context, before, single, double };
}

/** Drags, compares with what the command line makes of a copy, and undoes it by one undo; `steps` are `[name, drag, acts]`. */
async function each({ page, memory, before }, t, steps) {
  for (const [name, drag, acts] of steps) {
    const copied = await copy(t, memory);
    await drag();
    for (const args of acts) await interligne(copied, "memory", "act", "1", ...args.map(String));
    const after = state(await showsWhatIs(page, memory));
    assert.deepEqual(after, state(await beads(copied)), name);
    assert.notDeepEqual(after, state(before), name);
    assert.equal(await page.locator("#alert.shown").count(), 0, name);
    assert.equal(await page.locator("#drag-hint:visible, #drag-line:visible, .drop, .dragged").count(), 0, name);
    await page.locator("#grid").focus();
    await press(page, "z");
    assert.deepEqual(state(await showsWhatIs(page, memory)), state(before), `${name}, undone by one undo`);
  }
}

test("a text is cut by its grip, and joined with its neighbour", async (t) => {
  const made = await begun(t);
  const { page, before, single, double, memory } = made;
  const { id, text } = before.beads[single].target[0];
  const at = inside(text);
  await each(made, t, [
    ["cut", async () => dragFrom(page, await grip(page, id), await pointIn(page, id, at)), [["cut", id, "--at", characters(text, at)]]],
    ["joined downwards", async () => dragFrom(page, await grip(page, double.source[0].id), await middle(page, `#segment-${double.source[1].id}`)), [["join", ...ids(double.source)]]],
    ["joined upwards", async () => dragFrom(page, await grip(page, double.source[1].id), await middle(page, `#segment-${double.source[0].id}`)), [["join", ...ids(double.source)]]],
  ]);
  await made.server.end();
  await check(memory);
});

test("what stands above or below the line between two segments is dragged to the row above or below", async (t) => {
  const made = await begun(t);
  const { page, before, double } = made;
  const at = before.beads.indexOf(double);
  const seam = () => middle(page, `#segment-${double.source[1].id} > .seam`);
  const [above, below] = [before.beads[at - 1], before.beads[at + 1]];
  await each(made, t, [
    ["up", async () => dragFrom(page, await seam(), await middle(page, `#bead-${above.id} .source`)), [["move", double.source[0].id, "--into", above.id]]],
    ["down", async () => dragFrom(page, await seam(), await middle(page, `#bead-${below.id} .source`)), [["move", double.source[1].id, "--into", below.id]]],
  ]);
});

test("the line between two rows is dragged past a segment and into a text", async (t) => {
  const made = await begun(t);
  const { page, before, single, double } = made;
  const row = before.beads[single];
  const next = before.beads[single + 1];
  const [last, first] = [row.target[0], next.target[0]];
  const edge = (bead, side) => middle(page, `#bead-${bead.id} .${side} > .edge`);
  const below = before.beads[before.beads.indexOf(double) + 1];
  const start = async (segment) => {
    const box = await page.locator(`#segment-${segment}`).boundingBox();
    return { x: box.x + 40, y: box.y + 2 };
  };
  const [up, down] = [inside(last.text), inside(first.text)];
  // A segment that the command line cut off has the next number that is free.
  const cutOff = Math.max(...before.beads.flatMap((bead) => [...ids(bead.source), ...ids(bead.target)]), ...ids(before.leftOut)) + 1;
  await each(made, t, [
    ["past a segment", async () => dragFrom(page, await edge(double, "source"), await start(double.source[1].id)), [["move", double.source[1].id, "--into", below.id]]],
    ["past the row below", async () => dragFrom(page, await edge(row, "target"), await edge(next, "target")), [["move", ...ids(next.target), "--into", row.id]]],
    [
      "up into a text",
      async () => dragFrom(page, await edge(row, "target"), await pointIn(page, last.id, up)),
      [["cut", last.id, "--at", characters(last.text, up)], ["move", cutOff, "--into", next.id]],
    ],
  ]);
  await dragFrom(page, await edge(row, "target"), await pointIn(page, first.id, down));
  const now = (await showsWhatIs(page, made.memory)).beads;
  assert.equal(now[single].target.at(-1).text, first.text.slice(0, down).trim());
  assert.equal(now[single + 1].target[0].text, first.text.slice(down).trim());
  await made.server.end();
  await check(made.memory);
});

test("a segment on the line below its row begins a row; a row dragged to another by its number is merged with it", async (t) => {
  const made = await begun(t);
  const { page, memory, server, before, double, single } = made;
  const rows = before.beads.slice(single, single + 3);
  await each(made, t, [
    ["merged", async () => dragFrom(page, await middle(page, `#bead-${rows[0].id} .number`), await middle(page, `#bead-${rows[2].id} .target`)), [["merge", ...ids(rows)]]],
  ]);
  const copied = await copy(t, memory);
  await dragFrom(page, await grip(page, double.source[1].id), await middle(page, `#bead-${double.id} .source > .edge`));
  const now = (await showsWhatIs(page, memory)).beads;
  const stays = now.find((bead) => ids(bead.source).includes(double.source[0].id));
  assert.deepEqual(ids(stays.source), [double.source[0].id]);
  await interligne(copied, "memory", "act", "1", "split", String(double.id), "1", String(stays.target.length));
  await endsAs(server, memory, copied);
});

test("while something is dragged it is told what letting go would do; Esc gives up, and so does a place where nothing happens", async (t) => {
  const made = await begun(t);
  const { page, memory, before, single } = made;
  const row = before.beads[single];
  const { id, text } = row.target[0];
  const at = inside(text);
  const word = /\S+/u.exec(text.slice(at))[0];
  const hint = page.locator("#drag-hint");
  await carry(page, await grip(page, id), await pointIn(page, id, at));
  assert.equal(await hint.textContent(), `Cut before “${word}”`);
  assert.ok(await page.locator("#drag-line").isVisible());
  await page.mouse.move(...Object.values(await middle(page, `#segment-${row.source[0].id}`)));
  await page.waitForFunction(() => document.querySelector("#drag-hint").textContent.startsWith("Link with: "));
  assert.equal(await page.locator(`#segment-${row.source[0].id}.drop`).count(), 1);
  await page.mouse.move(...Object.values(await middle(page, `#bead-${before.beads[single + 1].id} .target`)));
  await page.waitForFunction((said) => document.querySelector("#drag-hint").textContent.startsWith(said), `To row ${single + 2}: `);
  await press(page, "Escape");
  assert.ok(await hint.isHidden());
  assert.match(await page.locator("#told.shown").textContent(), /Given up/);
  await page.mouse.up();
  await idle(page);
  assert.deepEqual(state(await showsWhatIs(page, memory)), state(before), "given up by Esc");
  await dragFrom(page, await middle(page, `#bead-${row.id} .target > .edge`), await middle(page, "#top h1"));
  assert.deepEqual(state(await showsWhatIs(page, memory)), state(before), "let go where nothing happens");
  // A press without a way is no drag: the segment has the focus, and keys go on.
  await page.mouse.click(...Object.values(await grip(page, id)));
  assert.equal(await page.evaluate(() => document.activeElement.dataset.segment), String(id));
});

test("a text that is typed and not saved is not cut by dragging", async (t) => {
  const made = await begun(t);
  const { page, memory, before, single } = made;
  const { id } = before.beads[single].target[0];
  await focus(page, id);
  await press(page, "Enter");
  await page.locator(".editor").fill("Typed, and not yet saved at all.");
  await focus(page, before.beads[single + 1].target[0].id);
  // Another text is opened: this one is put aside.
  await press(page, "Enter", "Escape");
  await carry(page, await grip(page, id), await pointIn(page, id, inside(before.beads[single].target[0].text)));
  assert.match(await page.locator("#drag-hint").textContent(), /not saved/);
  await page.mouse.up();
  await idle(page);
  assert.deepEqual(state(await showsWhatIs(page, memory)), state(before));
});

test("by finger a text is cut and what is cut off sent on", async (t) => {
  const made = await begun(t, { hasTouch: true, isMobile: true, viewport: { width: 390, height: 780 } });
  const { page, memory, context, before, single } = made;
  const row = before.beads[single];
  const { id, text } = row.target[0];
  const at = inside(text);
  const session = await context.newCDPSession(page);
  const touch = (type, points) => session.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  await page.locator(`#bead-${row.id}`).scrollIntoViewIfNeeded();
  await page.evaluate((id) => document.getElementById(`bead-${id}`).scrollIntoView({ block: "center", behavior: "instant" }), row.id);
  const from = await middle(page, `#bead-${row.id} .target > .edge`);
  const to = await pointIn(page, id, at);
  await touch("touchStart", [from]);
  for (let step = 1; step <= 8; step++) await touch("touchMove", [{ x: from.x + ((to.x - from.x) * step) / 8, y: from.y + ((to.y - from.y) * step) / 8 }]);
  await page.waitForFunction(() => document.querySelector("#drag-hint:not([hidden])")?.textContent.startsWith("Cut before"));
  await touch("touchEnd", []);
  await idle(page);
  const now = (await showsWhatIs(page, memory)).beads;
  assert.equal(now[single].target_text, text.slice(0, at).trim());
  assert.equal(now[single + 1].target[0].text, text.slice(at).trim());
});
