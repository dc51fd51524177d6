// Several at one article: two pages and the command line; a page that comes too late, an article that is gone, a program that has ended.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beads, check, interligne, memoryOf, sample } from "../support/memory.js";
import { open } from "../support/browser.js";
import { focus, idle, press, ready, review, showsWhatIs } from "../support/review.js";

test("two pages and the command line: each is told of what the others do, and nothing is lost", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server, context } = await review(t, memory);
  const other = await open(t, context, `${server.origin}/a/1`);
  await ready(other);
  const before = await beads(memory);
  const [one, two, three] = [before.beads[2], before.beads[6], before.beads[9]];
  await focus(page, one.source[0].id);
  await press(page, "c");
  await other.waitForFunction((id) => document.querySelector(`#bead-${id}`).dataset.state === "confirmed", one.id);
  await focus(other, two.source[0].id);
  await press(other, "r");
  await page.waitForFunction((id) => document.querySelector(`#bead-${id}`).dataset.state === "rejected", two.id);
  await interligne(memory, "memory", "act", "1", "part", String(three.id));
  for (const each of [page, other]) {
    await each.waitForFunction((id) => document.querySelector(`#bead-${id} .empty`), three.id);
    assert.notEqual(await each.locator("#told").textContent(), "");
    await showsWhatIs(each, memory);
  }
  const now = await beads(memory);
  assert.deepEqual([one, two].map((bead) => now.beads.find((same) => same.id === bead.id).state), ["confirmed", "rejected"]);
  // Each undoes what was done last, whoever did it.
  await press(other, "z");
  await page.waitForFunction((count) => document.querySelectorAll(".bead").length === count, before.beads.length);
  await showsWhatIs(page, memory);
  await server.end();
  await check(memory);
});

test("a text that is typed outlives what others do to its row", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const bead = before.beads.find((one, at) => at > 2 && one.source.length === 1 && one.target.length === 1);
  await focus(page, bead.target[0].id);
  await press(page, "Enter");
  await page.locator(".editor").fill("Typed, and not saved yet.");
  await interligne(memory, "memory", "act", "1", "confirm", String(bead.id));
  await page.waitForFunction((id) => document.querySelector(`#bead-${id}`).dataset.state === "confirmed", bead.id);
  await idle(page);
  assert.equal(await page.locator(".editor").inputValue(), "Typed, and not saved yet.");
  assert.equal(await page.evaluate(() => document.activeElement.className), "editor", "one goes on typing");
  await press(page, "Enter");
  assert.equal((await showsWhatIs(page, memory)).beads.find((one) => one.id === bead.id).target_text, "Typed, and not saved yet.");

  // The segment itself goes: what was typed is shown, to be copied.
  await press(page, "Enter");
  await page.locator(".editor").fill("Typed for nothing?");
  await interligne(memory, "memory", "act", "1", "leave-out", String(bead.target[0].id));
  await page.waitForSelector("#kept textarea");
  assert.equal(await page.locator("#kept textarea").inputValue(), "Typed for nothing?");
});

test("who comes too late is told what changed, and what was typed stays", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const bead = before.beads[4];
  // This page hears of nothing: its next action names an old version.
  await page.route("**/changes?*", (route) => route.abort());
  await focus(page, bead.target[0].id);
  await press(page, "Enter");
  await page.locator(".editor").fill("Too late.");
  await interligne(memory, "memory", "act", "1", "confirm", String(before.beads[1].id));
  await press(page, "Enter");
  await page.waitForSelector("#alert.shown");
  assert.equal(await page.locator(".editor").inputValue(), "Too late.");
  assert.equal((await beads(memory)).beads[4].target_text, bead.target_text, "nothing was done");
  assert.equal(await page.locator(`#bead-${before.beads[1].id}`).getAttribute("data-state"), "confirmed", "what changed is shown");
  await press(page, "Enter");
  assert.equal((await beads(memory)).beads[4].target_text, "Too late.", "the second time it is saved");
});

test("an article that is gone is told of", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage"), sample("bac-de-lorme")]);
  const { page } = await review(t, memory);
  const bead = (await beads(memory)).beads[4];
  await focus(page, bead.source[0].id);
  await interligne(memory, "memory", "delete", "--article", "carnet-de-nage", "--yes").catch(() => interligne(memory, "memory", "delete", "--article", "carnet-de-nage"));
  await press(page, "c");
  await page.waitForSelector("#alert.shown");
  assert.match(await page.locator("#alert").textContent(), /no longer in the memory/);
});

test("the program has ended: it is said, and what was typed stays", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  const bead = (await beads(memory)).beads[4];
  await focus(page, bead.target[0].id);
  await press(page, "Enter");
  await page.locator(".editor").fill("Not lost.");
  await server.end("SIGKILL");
  await press(page, "Enter");
  await page.waitForSelector("#alert.shown");
  assert.match(await page.locator("#alert").textContent(), /interligne review/);
  assert.equal(await page.locator(".editor").inputValue(), "Not lost.");
  assert.match(await page.locator("#saved").textContent(), /Not saved/);
  await check(memory);
});

test("the button ends the program, which has written everything", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server } = await review(t, memory);
  await page.locator(".segment[tabindex='0']").first().focus();
  await press(page, "c");
  await page.locator("#quit").click();
  await server.ended;
  await page.waitForSelector("#alert.shown");
  assert.match(await page.locator("#alert").textContent(), /can be closed/);
  await check(memory);
});
