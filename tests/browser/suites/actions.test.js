// Each action by key, by button and by menu: the memory is then what the command line makes of a copy by `memory act`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beads, check, interligne, memoryOf, sample, state } from "../support/memory.js";
import { copy, endsAs, focus, idle, press, review, showsWhatIs, ways } from "../support/review.js";

const ids = (segments) => segments.map((segment) => String(segment.id));
const at = (now, suits) => now.beads.findIndex((bead, index) => index > 0 && index < now.beads.length - 1 && bead.state === "auto" && bead.origin === "aligner" && suits(bead, index));
const both = (bead) => bead.source.length > 0 && bead.target.length > 0;

/** `at` finds the bead that the action is for, `on` the segment of it with the focus, `act` what the command line is told. */
const actions = [
  { command: "up", key: "u", suits: (bead) => bead.source.length > 1, on: (bead) => bead.source[0], act: (bead, now, index) => ["move", bead.source[0].id, "--into", now.beads[index - 1].id] },
  { command: "down", key: "d", suits: (bead) => bead.source.length > 1, on: (bead) => bead.source[1], act: (bead, now, index) => ["move", bead.source[1].id, "--into", now.beads[index + 1].id] },
  { command: "merge", key: "m", suits: both, on: (bead) => bead.source[0], act: (bead, now, index) => ["merge", bead.id, now.beads[index + 1].id] },
  { command: "merge_previous", key: "Shift+M", suits: both, on: (bead) => bead.target[0], act: (bead, now, index) => ["merge", now.beads[index - 1].id, bead.id] },
  { command: "part", key: "x", suits: both, on: (bead) => bead.source[0], act: (bead) => ["part", bead.id] },
  { command: "confirm", key: "c", suits: both, on: (bead) => bead.source[0], act: (bead) => ["confirm", bead.id] },
  { command: "confirm_down_to", key: "Shift+C", suits: both, on: (bead) => bead.source[0], act: (bead, now) => ["confirm", now.beads[0].id, "--until", bead.id] },
  { command: "reject", key: "r", suits: both, on: (bead) => bead.target[0], act: (bead) => ["reject", bead.id] },
  { command: "leave_out", key: "Delete", suits: both, on: (bead) => bead.target[0], act: (bead) => ["leave-out", bead.target[0].id] },
];

for (const { command, key, suits, on, act } of actions) {
  test(`${command} by key, button and menu`, async (t) => {
    const memory = await memoryOf(t, [sample("carnet-de-nage")]);
    const { page, server } = await review(t, memory);
    for (const [way, give] of Object.entries(ways)) {
      const before = await beads(memory);
      const index = at(before, suits);
      assert.ok(index > 0, "the sample has such a bead");
      const bead = before.beads[index];
      const copied = await copy(t, memory);
      await focus(page, on(bead).id);
      await give(page, command, key);
      await idle(page);
      await interligne(copied, "memory", "act", "1", ...act(bead, before, index).map(String));
      const after = await showsWhatIs(page, memory);
      assert.deepEqual(state(after), state(await beads(copied)), way);
      assert.notDeepEqual(state(after), state(before), way);
      assert.equal(await page.locator("#alert.shown").count(), 0);
      if (way === "menu") return endsAs(server, memory, copied);
      await press(page, "z");
      assert.deepEqual(state(await showsWhatIs(page, memory)), state(before), `${way}, undone`);
      await press(page, "Shift+Z");
      assert.deepEqual(state(await showsWhatIs(page, memory)), state(after), `${way}, done again`);
      await press(page, "Control+z");
    }
    return undefined;
  });
}

test("a new bead is begun from a segment on, by key, button and menu", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  for (const [way, give] of Object.entries(ways)) {
    const before = await beads(memory);
    const index = at(before, (bead) => bead.source.length === 2 && bead.target.length === 1);
    const bead = before.beads[index];
    await focus(page, bead.source[1].id);
    await give(page, "split", "s");
    await idle(page);
    const after = await showsWhatIs(page, memory);
    const [first, second] = [after.beads[index], after.beads[index + 1]];
    assert.deepEqual([first, second].map((half) => ids(half.source)), [[ids(bead.source)[0]], [ids(bead.source)[1]]], way);
    assert.deepEqual([...ids(first.target), ...ids(second.target)], ids(bead.target), way);
    await press(page, "z");
    assert.deepEqual(state(await beads(memory)), state(before), way);
  }
  await server.end();
  await check(memory);
});

test("what was merged is put right by a realignment of what nobody settled, around and in all", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const index = at(before, both);
  for (const [command, key] of [["realign", "a"], ["realign_all", "Shift+A"]]) {
    for (const [way, give] of Object.entries(ways)) {
      // Parted beads are a person's, who is believed; a segment taken in again is nobody's.
      const bead = (await beads(memory)).beads[index];
      await focus(page, bead.target[0].id);
      await press(page, "Delete");
      await page.locator("#left-out summary").click();
      await page.locator(`#left-out [data-segment="${bead.target[0].id}"] .take-in`).click();
      await idle(page);
      await give(page, command, key);
      await idle(page);
      const after = await showsWhatIs(page, memory);
      assert.deepEqual(ids(after.beads.find((other) => ids(other.source).includes(ids(bead.source)[0])).target), ids(bead.target), `${command} by ${way}`);
      await page.locator("#left-out summary").click();
      await press(page, "Home");
      await page.locator("#grid").focus();
      await press(page, "z", "z", "z");
      assert.deepEqual(state(await beads(memory)), state(before), `${command} by ${way}, undone`);
    }
  }
});

test("a segment and its translation are linked by two presses, and the rest falls into place", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const index = at(before, (bead, here) => both(bead) && both(before.beads[here + 1]));
  const [bead, next] = [before.beads[index], before.beads[index + 1]];
  for (const [way, give] of Object.entries(ways)) {
    // Two translations have come together; the link takes one out again.
    await interligne(memory, "memory", "act", "1", "move", ...ids(bead.target), "--into", String(next.id));
    await page.waitForFunction((id) => document.querySelector(`#bead-${id} .target .empty`), bead.id);
    await idle(page);
    await focus(page, bead.source[0].id);
    await give(page, "pinpoint", " ");
    await idle(page);
    assert.equal(await page.locator(`#segment-${bead.source[0].id}.anchor`).count(), 1);
    await focus(page, bead.target[0].id);
    await give(page, "pinpoint", " ");
    await idle(page);
    const after = await showsWhatIs(page, memory);
    const linked = after.beads.find((other) => ids(other.source)[0] === ids(bead.source)[0]);
    assert.equal(ids(linked.target)[0], ids(bead.target)[0], way);
    assert.equal(linked.state, "confirmed", way);
    await press(page, "z", "z");
    assert.deepEqual(state(await beads(memory)), state(before), way);
  }
  // Esc gives a link up.
  await focus(page, bead.source[0].id);
  await press(page, " ", "Escape");
  assert.equal(await page.locator(".segment.anchor").count(), 0);
  assert.deepEqual(state(await beads(memory)), state(before));
});

test("a link from the translation to its source is a pair that stands elsewhere", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  const before = await beads(memory);
  const bead = before.beads[4];
  const far = before.beads[9];
  await focus(page, far.target[0].id);
  await press(page, " ");
  await focus(page, bead.source[0].id);
  await press(page, " ");
  const after = await showsWhatIs(page, memory);
  const linked = after.beads.find((other) => ids(other.source).includes(ids(bead.source)[0]));
  assert.deepEqual([linked.moved, linked.state, ids(linked.target)], [true, "confirmed", [ids(far.target)[0]]]);
  await server.end();
  await check(memory);
});

test("a note by key, button and menu", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  const before = await beads(memory);
  const bead = before.beads[3];
  for (const [way, give] of Object.entries(ways)) {
    await focus(page, bead.source[0].id);
    await give(page, "note", "o");
    await page.locator("#note-text").fill(`Ask the author (${way})`);
    await page.keyboard.press("Control+Enter");
    await idle(page);
    assert.equal((await beads(memory)).beads[3].note, `Ask the author (${way})`);
    assert.equal(await page.locator(`#bead-${bead.id} .note`).textContent(), `Ask the author (${way})`);
    assert.equal(await page.evaluate(() => document.activeElement.dataset.segment), String(bead.source[0].id), "the focus is back in the row");
  }
  await press(page, "z", "z", "z");
  assert.deepEqual(state(await beads(memory)), state(before));
  await server.end();
  await check(memory);
});

test("a segment without counterpart is confirmed as such", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const lone = (await beads(memory)).beads.find((bead) => !both(bead));
  assert.ok(lone, "the sample has one");
  await focus(page, [...lone.source, ...lone.target][0].id);
  await press(page, "c");
  const after = (await showsWhatIs(page, memory)).beads.find((bead) => bead.id === lone.id);
  assert.equal(after.origin, "person");
});

test("selected rows of which some have no counterpart are settled in one action", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const parted = (await beads(memory)).beads[5];
  await focus(page, parted.source[0].id);
  await press(page, "Delete");
  const before = await beads(memory);
  const lone = before.beads[5];
  assert.equal(lone.source.length, 0);
  const three = before.beads.slice(4, 7);
  await focus(page, three[0].target[0].id);
  await press(page, ...three.flatMap((bead) => bead.target).slice(1).map(() => "Shift+ArrowDown"), "c");
  const settled = (await showsWhatIs(page, memory)).beads.slice(4, 7);
  assert.deepEqual(settled.map((bead) => (bead.source.length > 0 ? bead.state : bead.origin)), ["confirmed", "person", "confirmed"]);
  assert.match(await page.locator("#told").textContent(), /3 rows/);
  await page.locator("#grid").focus();
  await press(page, "z");
  assert.deepEqual(state(await showsWhatIs(page, memory)), state(before));
});

test("selected rows are merged, confirmed and left out together", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const three = before.beads.slice(4, 7);
  const select = async () => {
    await focus(page, three[0].source[0].id);
    for (let step = 0; step < three.flatMap((bead) => bead.source).length - 1; step++) await press(page, "Shift+ArrowDown");
  };
  await select();
  await press(page, "m");
  assert.equal((await showsWhatIs(page, memory)).beads.length, before.beads.length - 2);
  await press(page, "z");
  await select();
  await press(page, "c");
  assert.deepEqual((await showsWhatIs(page, memory)).beads.slice(4, 7).map((bead) => bead.state), ["confirmed", "confirmed", "confirmed"]);
  await page.locator("#grid").focus();
  await press(page, "z");
  await select();
  await press(page, "Delete");
  assert.equal((await beads(memory)).leftOut.length, before.leftOut.length + three.flatMap((bead) => bead.source).length);
  await press(page, "z");
  assert.deepEqual(state(await showsWhatIs(page, memory)), state(before));
});

test("under a filter, rows that are hidden are not confirmed along with those that are seen", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const before = await beads(memory);
  const noted = [3, 6, 9].map((index) => before.beads[index]);
  for (const bead of noted) await interligne(memory, "memory", "act", "1", "note", String(bead.id), "look");
  const { page } = await review(t, memory, { query: "?filter=notes" });
  assert.equal(await page.locator("#rows .bead").count(), 3);
  await focus(page, noted[0].source[0].id);
  await press(page, ...noted.flatMap((bead) => bead.source).slice(1).map(() => "Shift+ArrowDown"));
  await press(page, "c");
  const now = await beads(memory);
  assert.deepEqual(now.beads.filter((bead) => bead.state === "confirmed").map((bead) => bead.id), noted.map((bead) => bead.id));
  // Several rows, one key: one action, and one undo.
  await page.locator("#grid").focus();
  await press(page, "z");
  assert.deepEqual((await beads(memory)).beads.filter((bead) => bead.state === "confirmed"), []);
  await press(page, "Shift+Z", "Shift+C");
  assert.equal((await beads(memory)).beads.filter((bead) => bead.state === "confirmed").length, 3);
});
