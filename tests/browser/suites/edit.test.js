// A segment edited in its place: saved, given up, cut at the caret, sent on, joined; and segments dragged.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beads, check, interligne, memoryOf, pairs, sample, state } from "../support/memory.js";
import { copy, drag, endsAs, focus, idle, press, review, showsWhatIs } from "../support/review.js";

const ids = (segments) => segments.map((segment) => segment.id);
const single = (now) => now.beads.findIndex((bead, at) => at > 2 && bead.source.length === 1 && bead.target.length === 1 && bead.source[0].text.split(" ").length > 6);

/** Puts the caret before some characters of the text that is edited. */
const caret = (page, at) => page.locator(".editor").evaluate((area, at) => area.setSelectionRange(at, at), at);

test("a text is edited, and Esc keeps what was", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  const before = await beads(memory);
  const index = single(before);
  const bead = before.beads[index];
  const copied = await copy(t, memory);
  const text = `${bead.target[0].text} “Été” 😀 <b>`;
  await focus(page, bead.target[0].id);
  await press(page, "Enter");
  await page.locator(".editor").fill("something else");
  await press(page, "Escape");
  assert.deepEqual(state(await showsWhatIs(page, memory)), state(before));
  assert.equal(await page.evaluate(() => document.activeElement.dataset.segment), String(bead.target[0].id));
  await press(page, "Enter");
  await page.locator(".editor").fill(text);
  await press(page, "Enter");
  const after = await showsWhatIs(page, memory);
  assert.deepEqual([after.beads[index].target_text, after.beads[index].state], [text, "confirmed"]);
  await interligne(copied, "memory", "act", "1", "edit", String(bead.id), "--target", text);
  await press(page, "z");
  assert.deepEqual(state(await showsWhatIs(page, memory)), state(before));
  await press(page, "Shift+Z");
  await endsAs(server, memory, copied);
});

test("by mouse: a double click edits, buttons save and give up", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const index = single(before);
  const bead = before.beads[index];
  await page.locator(`#segment-${bead.source[0].id} .text`).dblclick();
  await page.locator(".editor").fill("Autre chose.");
  await page.getByRole("button", { name: "Cancel" }).click();
  assert.deepEqual(state(await beads(memory)), state(before));
  await page.locator(`#segment-${bead.source[0].id} .text`).dblclick();
  await page.locator(".editor").fill("Autre chose.");
  await page.getByRole("button", { name: "Save" }).click();
  await idle(page);
  assert.equal((await showsWhatIs(page, memory)).beads[index].source_text, "Autre chose.");
});

test("Ctrl+Enter cuts at the caret, and with Shift the rest goes to the next row; Backspace at the start joins again", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  const before = await beads(memory);
  const index = single(before);
  const [bead, next] = [before.beads[index], before.beads[index + 1]];
  const { text } = bead.source[0];
  const at = text.indexOf(" ", Math.floor(text.length / 2)) + 1;
  await focus(page, bead.source[0].id);
  await press(page, "Enter");
  await caret(page, at);
  await press(page, "Control+Enter");
  let now = await showsWhatIs(page, memory);
  assert.deepEqual(now.beads[index].source.map((segment) => segment.text), [text.slice(0, at).trim(), text.slice(at).trim()]);
  await press(page, "z");
  assert.deepEqual(state(await showsWhatIs(page, memory)), state(before));

  await focus(page, bead.source[0].id);
  await press(page, "Enter");
  await caret(page, at);
  await press(page, "Control+Shift+Enter");
  now = await showsWhatIs(page, memory);
  assert.equal(now.beads[index].source_text, text.slice(0, at).trim());
  assert.equal(now.beads[index + 1].source[0].text, text.slice(at).trim());
  assert.deepEqual(ids(now.beads[index + 1].source).slice(1), ids(next.source));
  const sent = now.beads[index + 1].source[0].id;
  assert.equal(await page.evaluate(() => document.activeElement.dataset.segment), String(sent), "the focus is on what was sent");

  // Back again: to the row above, and joined.
  await press(page, "Enter");
  await caret(page, 0);
  await press(page, "Backspace");
  now = await beads(memory);
  assert.deepEqual(pairs(now), pairs(before));
  assert.equal(await page.locator(".editor").inputValue(), text, "one goes on editing what was joined");
  assert.equal(await page.locator(".editor").evaluate((area) => area.selectionStart), text.slice(0, at).trim().length);
  await press(page, "Escape");
  // Fetched and joined in one action: one undo, and then the one of the cut.
  await press(page, "z");
  assert.equal((await showsWhatIs(page, memory)).beads[index + 1].source[0].text, text.slice(at).trim());
  await press(page, "z");
  assert.deepEqual(state(await showsWhatIs(page, memory)), state(before));
  await server.end();
  await check(memory);
});

test("Backspace at the start joins along with what was typed, in one action; within a row, and where the row above is hidden", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  const before = await beads(memory);
  const actions = () => page.evaluate(async () => (await (await fetch("/api/articles/1/history")).json()).actions.filter((action) => !action.undone).length);
  const join = async (segment, typed) => {
    await focus(page, segment);
    await press(page, "Enter");
    if (typed) await page.locator(".editor").fill(typed);
    await caret(page, 0);
    await press(page, "Backspace");
  };
  const index = single(before);
  const [above, bead] = before.beads.slice(index - 1, index + 1);
  const whole = [...above.target.map((segment) => segment.text).slice(-1), "Typed anew."].join(" ");
  for (const hidden of [false, true]) {
    if (hidden) {
      await page.locator("#q").fill(bead.source[0].text);
      await page.waitForFunction(() => document.querySelectorAll("#rows .bead").length === 1);
      await idle(page);
    }
    await join(bead.target[0].id, "Typed anew.");
    const now = await beads(memory);
    assert.equal(now.beads[index - 1].target.at(-1).text, whole);
    assert.equal(now.beads[index].target.length, 0);
    assert.equal(await page.locator(".editor").inputValue(), whole);
    await press(page, "Escape");
    assert.equal(await actions(), 1);
    await press(page, "z");
    assert.deepEqual(state(await beads(memory)), state(before), `hidden: ${hidden}`);
  }
  await page.locator("#q").fill("");
  await page.waitForFunction((count) => document.querySelectorAll("#rows .bead").length === count, before.beads.length);
  await idle(page);
  // Within a row: alone, and with what was typed.
  const several = before.beads.findIndex((other) => other.source.length > 1);
  const texts = before.beads[several].source.map((segment) => segment.text);
  const last = before.beads[several].source.at(-1).id;
  for (const typed of [undefined, "Tout autre chose."]) {
    await join(last, typed);
    const now = await beads(memory);
    assert.equal(now.beads[several].source_text, [...texts.slice(0, -1), typed ?? texts.at(-1)].join(" "));
    assert.equal(now.beads[several].source.length, texts.length - 1);
    assert.equal(await page.locator(".editor").evaluate((area) => area.selectionStart), texts.slice(0, -1).join(" ").length);
    await press(page, "Escape");
    assert.equal(await actions(), 1);
    await press(page, "z");
    assert.deepEqual(state(await showsWhatIs(page, memory)), state(before));
  }
  await server.end();
  await check(memory);
});

test("what was typed is saved before it is cut, and signs beyond the basic plane count as one", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const index = single(await beads(memory));
  const bead = (await beads(memory)).beads[index];
  await focus(page, bead.target[0].id);
  await press(page, "Enter");
  await page.locator(".editor").fill("  😀😀 First part. Second part.");
  await caret(page, "  😀😀 First part. ".length);
  await press(page, "Control+Enter");
  const now = await showsWhatIs(page, memory);
  assert.deepEqual(now.beads[index].target.map((segment) => segment.text), ["😀😀 First part.", "Second part."]);
});

test("an edit that is cut and sent on is one action: one undo takes it back, and what cannot be sent on is not saved", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  // A side of several segments too, which an edit joins.
  for (const index of [single(before), before.beads.findIndex((bead, at) => bead.target.length > 1 && before.beads[at + 1]?.target.length)]) {
    const bead = before.beads[index];
    await focus(page, bead.target.at(-1).id);
    await press(page, "Enter");
    await page.locator(".editor").fill("First part. Second part.");
    await caret(page, "First part. ".length);
    await press(page, "Control+Shift+Enter");
    const now = await showsWhatIs(page, memory);
    const kept = bead.target.slice(0, -1).map((segment) => segment.text);
    assert.equal(now.beads[index].target_text, [...kept, "First part."].join(" "));
    assert.equal(now.beads[index + 1].target[0].text, "Second part.");
    await press(page, "z");
    assert.deepEqual(state(await showsWhatIs(page, memory)), state(before));
  }
  const last = before.beads.findLast((bead) => bead.target.length === 1);
  if (last === before.beads.at(-1)) {
    await focus(page, last.target[0].id);
    await press(page, "Enter");
    await page.locator(".editor").fill("First part. Second part.");
    await caret(page, "First part. ".length);
    await press(page, "Control+Shift+Enter");
    assert.equal(await page.locator(".editor").inputValue(), "First part. Second part.");
    assert.deepEqual(state(await beads(memory)), state(before));
  }
});

test("what cannot be done is told, and what was typed stays", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const bead = before.beads[single(before)];
  await focus(page, bead.source[0].id);
  await press(page, "Enter");
  await caret(page, 0);
  await press(page, "Control+Enter");
  assert.notEqual(await page.locator("#alert.shown").textContent(), "");
  // Between two letters of the first long word.
  await caret(page, bead.source[0].text.search(/\p{L}{5}/u) + 3);
  await press(page, "Control+Enter");
  assert.match(await page.locator("#alert.shown").textContent(), /word/);
  await page.locator(".editor").fill("   ");
  await press(page, "Enter");
  assert.match(await page.locator("#alert.shown").textContent(), /empty/);
  assert.equal(await page.locator(".editor").inputValue(), "   ");
  await press(page, "Escape");
  assert.deepEqual(state(await showsWhatIs(page, memory)), state(before));
});

test("a segment is dragged to the row above and below, and further with what lies between", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  const before = await beads(memory);
  const [one, two, three] = before.beads.slice(1, 4);
  const copied = await copy(t, memory);
  const act = (...args) => interligne(copied, "memory", "act", "1", ...args.map(String));
  await drag(page, two.source[0].id, `#bead-${one.id} .source`);
  await act("move", two.source[0].id, "--into", one.id);
  assert.deepEqual(state(await showsWhatIs(page, memory)), state(await beads(copied)));
  await page.locator("#grid").focus();
  await press(page, "z");
  await act("undo");
  await drag(page, one.source.at(-1).id, `#bead-${three.id} .source`);
  await act("move", one.source.at(-1).id, ...ids(two.source), "--into", three.id);
  assert.deepEqual(state(await showsWhatIs(page, memory)), state(await beads(copied)));
  await endsAs(server, memory, copied);
});

test("a segment dragged onto one of the other side is linked with it", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const [bead, other] = [before.beads[4], before.beads[5]];
  await drag(page, other.target[0].id, `#segment-${bead.source[0].id}`);
  const linked = (await showsWhatIs(page, memory)).beads.find((one) => ids(one.source).includes(bead.source[0].id));
  assert.deepEqual([ids(linked.target), linked.state], [[other.target[0].id], "confirmed"]);
});
