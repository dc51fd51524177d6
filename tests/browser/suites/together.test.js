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

for (const [locale, gone, renamed] of [
  ["en-GB", /no longer in the memory/, /called “other name” now/],
  ["fr-FR", /n’est plus dans la mémoire/, /s’appelle maintenant « other name »/],
]) {
  test(`an article that is renamed, is gone and is back is told of by itself: ${locale}`, async (t) => {
    const memory = await memoryOf(t, [sample("carnet-de-nage"), sample("bac-de-lorme")]);
    const { page } = await review(t, memory, { locale });
    const before = await beads(memory);
    await focus(page, before.beads[4].target[0].id);
    await press(page, "Enter");
    await page.locator(".editor").fill("Typed before it was gone.");
    await interligne(memory, "memory", "rename", "carnet-de-nage", "other name");
    await page.waitForFunction(() => document.querySelector("#top h1").textContent === "other name");
    assert.match(await page.title(), /^other name/);
    assert.match(await page.locator("#told").textContent(), renamed);
    await interligne(memory, "memory", "delete", "--article", "other name");
    await page.waitForSelector("#alert.shown");
    assert.match(await page.locator("#alert").textContent(), gone);
    assert.equal(await page.locator(".editor").inputValue(), "Typed before it was gone.");
    await press(page, "Enter");
    assert.equal(await page.locator(".editor").inputValue(), "Typed before it was gone.", "it is kept");
    await focus(page, before.beads[6].source[0].id);
    await press(page, "c");
    assert.match(await page.locator("#alert").textContent(), gone, "it stays said");
    assert.equal(await page.locator('#actions [data-command="confirm"]').getAttribute("aria-disabled"), "true");
    await interligne(memory, "memory", "undo");
    await page.waitForFunction(() => !document.querySelector("#alert.shown"));
    await press(page, "c");
    assert.equal((await showsWhatIs(page, memory)).beads[6].state, "confirmed");
  });
}

test("while a question is open, what others do is shown, and the newest wording is what one decides of", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const [one, two] = [(await beads(memory)).beads[2], (await beads(memory)).beads[4]];
  await focus(page, one.source[0].id);
  await page.keyboard.press("g");
  await page.waitForSelector("dialog[open] #go-to");
  await interligne(memory, "memory", "act", "1", "confirm", String(one.id));
  await page.waitForFunction((id) => document.querySelector(`#bead-${id}`).dataset.state === "confirmed", one.id);
  assert.equal(await page.locator("#grid[aria-busy]").count(), 0);
  await page.keyboard.press("Escape");
  await idle(page);
  assert.ok(await page.evaluate(() => document.activeElement.closest(".bead")), "the rows have the focus again");

  const edit = (text) => interligne(memory, "memory", "act", "1", "edit", String(two.id), "--target", text);
  await focus(page, two.target[0].id);
  await press(page, "Enter");
  await page.locator(".editor").fill("Mine.");
  await edit("Theirs.");
  await page.waitForFunction((id) => document.querySelector(`#segment-${id} .text`).textContent === "Theirs.", two.target[0].id);
  await page.locator(".editor").press("Enter");
  await page.waitForFunction(() => document.querySelector("dialog[open] .wording")?.textContent === "Theirs.");
  await edit("Theirs again.");
  await page.waitForFunction(() => document.querySelector("dialog[open] .wording")?.textContent === "Theirs again.");
  await page.locator("dialog[open] button[value=save]").click();
  await idle(page);
  assert.equal(await page.locator("dialog[open]").count(), 0, "it is not asked again");
  assert.equal((await showsWhatIs(page, memory)).beads[4].target_text, "Mine.");
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
