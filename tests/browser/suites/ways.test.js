// The rest of what can be done, each by key, by button and by menu or mouse: texts, undoing, links, going about. What the command line
// can do to a copy too is compared with it, files and all; `memory check` compares the files with the database.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beads, check, interligne, memoryOf, sample, state } from "../support/memory.js";
import { copy, drag, endsAs, focus, idle, pointIn, press, review, showsWhatIs, ways } from "../support/review.js";

const both = (bead) => bead.source.length > 0 && bead.target.length > 0;
const single = (now, after = 2) => now.beads.findIndex((bead, at) => at > after && bead.source.length === 1 && bead.target.length === 1 && bead.target[0].text.split(" ").length > 6);
const act = (memory, ...args) => interligne(memory, "memory", "act", "1", ...args.map(String));
const caret = (page, at) => page.locator(".editor").evaluate((area, at) => area.setSelectionRange(at, at), at);
const tool = (page, name) => page.locator(".edit-tools").getByRole("button", { name, exact: true }).click();

/** Does something in each way, undoing it between them, and compares each time with what the command line makes of a copy. */
async function everyWay(t, steps, each) {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  const before = await beads(memory);
  const names = Object.keys(steps);
  for (const name of names) {
    const copied = await copy(t, memory);
    await each({ page, memory, before, copied, step: steps[name], name });
    await idle(page);
    const after = state(await showsWhatIs(page, memory));
    assert.deepEqual(after, state(await beads(copied)), name);
    assert.notDeepEqual(after, state(before), name);
    assert.equal(await page.locator("#alert.shown").count(), 0, name);
    if (name === names.at(-1)) return endsAs(server, memory, copied);
    await page.locator("#grid").focus();
    await press(page, "z");
    assert.deepEqual(state(await showsWhatIs(page, memory)), state(before), `${name}, undone by one undo`);
  }
  return undefined;
}

const editing = {
  "key, saved by Enter": [ways.key, (page) => press(page, "Enter")],
  "button, saved by button": [ways.button, (page) => tool(page, "Save")],
  "menu, saved by button": [ways.menu, (page) => tool(page, "Save")],
  "double click, saved by Enter": [(page) => page.locator(".segment[tabindex='0'] .text").dblclick(), (page) => press(page, "Enter")],
};

test("a text is edited by key, button, menu and double click", (t) =>
  everyWay(t, editing, async ({ page, before, copied, step: [give, save], name }) => {
    const bead = before.beads[single(before)];
    await focus(page, bead.target[0].id);
    await give(page, "edit", "Enter");
    await page.locator(".editor").fill(`Said anew (${name}).`);
    await save(page);
    await act(copied, "edit", bead.id, "--target", `Said anew (${name}).`);
  }));

const inEditor = (key, name) => ({ key: (page) => press(page, key), button: (page) => tool(page, name) });

/** Chooses in the menu at a place of a text, without an editor. */
async function menuAt(page, segment, at, command) {
  const point = await pointIn(page, segment, at);
  await page.mouse.click(point.x, point.y, { button: "right" });
  await page.locator(`#menu [data-command="${command}"]`).click();
  await idle(page);
}

test("a text is cut at the caret by key and button, and before the word that the menu is asked at", (t) =>
  everyWay(t, { ...inEditor("Control+Enter", "Cut here"), menu: null }, async ({ page, before, copied, step }) => {
    const segment = before.beads[single(before)].target[0];
    const at = segment.text.indexOf(" ", Math.floor(segment.text.length / 2)) + 1;
    await focus(page, segment.id);
    if (step) {
      await press(page, "Enter");
      await caret(page, at);
      await step(page);
    } else await menuAt(page, segment.id, at, "cut_before");
    await act(copied, "cut", segment.id, "--at", [...segment.text.slice(0, at)].length);
  }));

test("a text is cut and the rest sent on by key, button and menu, in one action", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  const before = await beads(memory);
  const index = single(before);
  const segment = before.beads[index].target[0];
  const at = segment.text.indexOf(" ", Math.floor(segment.text.length / 2)) + 1;
  for (const [name, step] of Object.entries({ ...inEditor("Control+Shift+Enter", "Send the rest on"), menu: null })) {
    await focus(page, segment.id);
    if (step) {
      await press(page, "Enter");
      await caret(page, at);
      await step(page);
    } else await menuAt(page, segment.id, at, "send_before");
    await idle(page);
    const now = await showsWhatIs(page, memory);
    assert.equal(now.beads[index].target_text, segment.text.slice(0, at).trim(), name);
    assert.equal(now.beads[index + 1].target[0].text, segment.text.slice(at).trim(), name);
    await page.locator("#grid").focus();
    await press(page, "z");
    assert.deepEqual(state(await showsWhatIs(page, memory)), state(before), name);
  }
  await server.end();
  await check(memory);
});

test("by keys the menu opens the text, for the place of the cut to be chosen", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const segment = (await beads(memory)).beads[3].target[0];
  await focus(page, segment.id);
  await page.keyboard.press("Shift+F10");
  await page.locator('#menu [data-command="cut_before"]').focus();
  await page.keyboard.press("Enter");
  await idle(page);
  assert.equal(await page.locator(".editor").inputValue(), segment.text);
  assert.match(await page.locator("#told").textContent(), /Put the caret/);
});

test("a segment is joined with the one before it by key, button and menu", (t) =>
  everyWay(t, { ...inEditor("Backspace", "Join with the one before"), menu: null }, async ({ page, before, copied, step }) => {
    const bead = before.beads.find((one) => one.source.length === 2);
    await focus(page, bead.source[1].id);
    if (step) {
      await press(page, "Enter");
      await caret(page, 0);
      await step(page);
    } else {
      await ways.menu(page, "join_before");
      await page.waitForSelector(".editor");
      await idle(page);
    }
    await press(page, "Escape");
    await act(copied, "join", ...bead.source.map((segment) => segment.id));
  }));

test("a new row is begun as the command line splits, by key, button and menu", (t) =>
  everyWay(t, ways, async ({ page, memory, before, copied, step }) => {
    const index = before.beads.findIndex((bead) => bead.source.length === 2 && bead.target.length === 2);
    const bead = before.beads[index < 0 ? before.beads.findIndex((one) => one.source.length === 2 && both(one)) : index];
    await focus(page, bead.source[1].id);
    await step(page, "split", "s");
    await idle(page);
    const stays = (await beads(memory)).beads.find((one) => one.source.some((segment) => segment.id === bead.source[0].id));
    await act(copied, "split", bead.id, 1, stays.target.length);
  }));

test("a note as the command line writes it, by key, button and menu", (t) =>
  everyWay(t, ways, async ({ page, before, copied, step }) => {
    const bead = before.beads[3];
    await focus(page, bead.source[0].id);
    await step(page, "note", "o");
    await page.locator("#note-text").fill("Ask the author");
    await page.locator("#panel-note").getByRole("button", { name: "Save" }).click();
    await act(copied, "note", bead.id, "Ask the author");
  }));

test("the rest is aligned anew as the command line does it, by key, button and menu", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  const before = await beads(memory);
  const segment = before.beads[6].target[0].id;
  for (const [way, give] of Object.entries(ways)) {
    const copied = await copy(t, memory);
    // What is taken in again is nobody's; in the copy, too.
    for (const where of [memory, copied]) for (const verb of ["leave-out", "take-in"]) await act(where, verb, segment);
    const now = await beads(memory);
    await page.waitForFunction((count) => document.querySelectorAll("#rows .bead").length === count, now.beads.length);
    await page.waitForSelector(`#segment-${segment}`);
    await idle(page);
    await focus(page, segment);
    await give(page, "realign_all", "Shift+A");
    await idle(page);
    await act(copied, "realign");
    const after = state(await showsWhatIs(page, memory));
    assert.deepEqual(after, state(await beads(copied)), way);
    assert.notDeepEqual(after, state(now), way);
    if (way === "menu") return endsAs(server, memory, copied);
    await page.locator("#grid").focus();
    await press(page, "z", "z", "z");
    assert.deepEqual(state(await showsWhatIs(page, memory)), state(before), way);
  }
  return undefined;
});

test("a pair that stands elsewhere is linked backwards by key, button and menu, and a pair by dragging", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  const before = await beads(memory);
  const [bead, far] = [before.beads[4], before.beads[9]];
  for (const [way, give] of Object.entries(ways)) {
    await focus(page, far.target[0].id);
    await give(page, "pinpoint", " ");
    await idle(page);
    await focus(page, bead.source[0].id);
    await give(page, "pinpoint", " ");
    await idle(page);
    const linked = (await showsWhatIs(page, memory)).beads.find((other) => other.source.some((segment) => segment.id === bead.source[0].id));
    assert.deepEqual([linked.moved, linked.state, linked.target.map((segment) => segment.id)], [true, "confirmed", [far.target[0].id]], way);
    await press(page, "z");
    assert.deepEqual(state(await showsWhatIs(page, memory)), state(before), way);
  }
  await drag(page, bead.source[0].id, `#segment-${before.beads[5].target[0].id}`);
  const linked = (await showsWhatIs(page, memory)).beads.find((other) => other.source.some((segment) => segment.id === bead.source[0].id));
  assert.deepEqual([linked.state, linked.target.map((segment) => segment.id)], ["confirmed", [before.beads[5].target[0].id]]);
  await server.end();
  await check(memory);
});

test("undone and done again by key, button, menu and in the history", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  const before = await beads(memory);
  const bead = before.beads[single(before)];
  const copied = await copy(t, memory);
  await focus(page, bead.source[0].id);
  await press(page, "x");
  await act(copied, "part", bead.id);
  const after = state(await showsWhatIs(page, memory));
  const listed = async (page, command) => {
    await page.locator("#tab-history").click();
    await page.locator(`#panel-history button[aria-label^="${command === "undo" ? "Undo" : "Redo"}"]`).first().click();
  };
  const given = { ...ways, "the other key": (page, command) => page.keyboard.press(command === "undo" ? "Control+z" : "Control+y"), history: listed };
  for (const [way, give] of Object.entries(given)) {
    await page.locator("#grid").focus();
    await give(page, "undo", "z");
    await page.waitForFunction((id) => document.querySelector(`#bead-${id} .target .segment`), bead.id);
    await idle(page);
    assert.deepEqual(state(await showsWhatIs(page, memory)), state(before), `undone by ${way}`);
    await page.locator("#grid").focus();
    await give(page, "redo", "Shift+Z");
    await page.waitForFunction((count) => document.querySelectorAll("#rows .bead").length > count, before.beads.length);
    await idle(page);
    assert.deepEqual(state(await showsWhatIs(page, memory)), after, `done again by ${way}`);
  }
  await endsAs(server, memory, copied);
});

test("places and rows are gone to, and the keys shown, by key, button and menu; search and filter by key", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const places = await page.evaluate(async () => (await (await fetch("/api/articles/1/places")).json()).places.map((place) => place.bead));
  const here = () => page.evaluate(() => Number(document.querySelector("#rows .bead.current").dataset.bead));
  for (const [way, give] of Object.entries(ways)) {
    await focus(page, before.beads[0].source[0].id);
    await give(page, "next_place", "n");
    await idle(page);
    assert.equal(await here(), places[0], way);
    await give(page, "next_place", "n");
    await idle(page);
    await give(page, "previous_place", "Shift+N");
    await idle(page);
    assert.equal(await here(), places[0], way);
    await give(page, "go_to", "g");
    await page.locator("#go-to").fill("9");
    await page.keyboard.press("Enter");
    // The dialog holds nothing up, so that nothing says when it is done.
    await page.waitForFunction((bead) => Number(document.querySelector("#rows .bead.current").dataset.bead) === bead, before.beads[8].id);
    assert.equal(await here(), before.beads[8].id, way);
    await give(page, "keys", "?");
    await page.waitForSelector("#help[open]");
    await page.keyboard.press("Escape");
  }
  for (const [key, field] of [["/", "q"], ["f", "filter"]]) {
    await focus(page, before.beads[0].source[0].id);
    await press(page, key);
    assert.equal(await page.evaluate(() => document.activeElement.id), field);
  }
  assert.deepEqual(state(await showsWhatIs(page, memory)), state(before), "nothing was changed");
});
