// What is typed and not saved: it outlives search, other rows, others' changes, the end of the program and a page that is loaded again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { beads, folder, interligne, memoryOf, sample, state } from "../support/memory.js";
import { open } from "../support/browser.js";
import { focus, idle, press, ready, review, showsWhatIs } from "../support/review.js";

const single = (now, after = 2) => now.beads.find((bead, at) => at > after && bead.source.length === 1 && bead.target.length === 1);
const text = (now, bead) => now.beads.find((one) => one.id === bead.id).target_text;

/** Begins to edit a segment, and types. */
async function type(page, segment, typed) {
  await focus(page, segment);
  await press(page, "Enter");
  await page.locator(".editor").fill(typed);
}

test("a search takes the row away: another segment is edited, and nothing that is typed acts", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const bead = single(before);
  const other = before.beads.findLast((one) => one.id !== bead.id && one.target.length === 1);
  await type(page, bead.target[0].id, "Kept while away.");
  await page.locator("#q").fill(other.target_text);
  await page.waitForFunction((id) => !document.querySelector(`#bead-${id}`), bead.id);
  await idle(page);
  await focus(page, other.target[0].id);
  await page.keyboard.press("Enter");
  await page.keyboard.type("xa");
  await idle(page);
  assert.equal(await page.locator(".editor").inputValue(), `${other.target_text}xa`);
  await press(page, "Escape");
  assert.deepEqual(state(await beads(memory)), state(before), "no letter acted");
  // Back to the first one, which search hides.
  await page.locator("#drafts button").first().click();
  await idle(page);
  assert.equal(await page.locator(".editor").inputValue(), "Kept while away.");
  await press(page, "Enter");
  assert.equal(text(await showsWhatIs(page, memory), bead), "Kept while away.");
  assert.equal(await page.locator("#drafts").count(), 0);
  assert.equal(await page.locator("#saved").textContent(), "Saved");
});

test("where others changed the very text, both wordings are shown before one of them is saved", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const bead = single(await beads(memory));
  const elsewhere = (wording) => interligne(memory, "memory", "act", "1", "edit", String(bead.id), "--target", wording);
  const shows = (wording) => page.waitForFunction(([id, wording]) => document.querySelector(`#bead-${id} .target .text`).textContent === wording, [bead.id, wording]);
  await type(page, bead.target[0].id, "My wording.");
  await elsewhere("Their wording.");
  await shows("Their wording.");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] .wording");
  assert.deepEqual(await page.locator("dialog[open] .wording").allTextContents(), ["Their wording.", "My wording."]);
  await page.keyboard.press("Escape");
  await idle(page);
  assert.equal(await page.locator(".editor").inputValue(), "My wording.");
  assert.equal(text(await beads(memory), bead), "Their wording.");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Save mine" }).click();
  await idle(page);
  assert.equal(text(await showsWhatIs(page, memory), bead), "My wording.");
  // And the other way: what others wrote stays.
  await type(page, bead.target[0].id, "Mine again.");
  await elsewhere("Theirs again.");
  await shows("Theirs again.");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Keep what is there now" }).click();
  await idle(page);
  assert.equal(await page.locator(".editor").count(), 0);
  assert.equal(text(await showsWhatIs(page, memory), bead), "Theirs again.");
});

test("a note that is typed is kept for its row", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const [one, two] = [single(before), before.beads.findLast((bead) => bead.source.length === 1)];
  await focus(page, one.source[0].id);
  await press(page, "o");
  await page.locator("#note-text").fill("To ask the author.");
  await page.keyboard.press("Escape");
  await focus(page, two.source[0].id);
  await page.waitForFunction(() => document.querySelector("#note-text").value === "");
  await page.reload();
  await ready(page);
  // The row says so, to eyes and ears, also when others change it.
  const marked = () => page.locator("#rows .bead:has(.sign.draft)").evaluateAll((rows) => rows.map((row) => [Number(row.dataset.bead), row.querySelector(".sign.draft").textContent]));
  const sign = [[one.id, "⌨typed and not saved"]];
  assert.deepEqual(await marked(), sign);
  await interligne(memory, "memory", "act", "1", "confirm", String(one.id));
  await page.waitForFunction((id) => document.querySelector(`#bead-${id}`).dataset.state === "confirmed", one.id);
  assert.deepEqual(await marked(), sign);
  await page.locator("#drafts button").click();
  await idle(page);
  assert.equal(await page.locator("#note-text").inputValue(), "To ask the author.");
  await page.keyboard.press("Control+Enter");
  await idle(page);
  assert.equal((await beads(memory)).beads.find((bead) => bead.id === one.id).note, "To ask the author.");
  assert.equal(await page.locator("#drafts").count(), 0);
  assert.deepEqual(await marked(), []);
});

test("the end is asked for where text is not saved, and the other page says that it has some", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server, context } = await review(t, memory);
  const other = await open(t, context, `${server.origin}/a/1`);
  await ready(other);
  const before = await beads(memory);
  await type(other, before.beads[6].target[0].id, "Not saved in the other one.");
  await type(page, single(before).target[0].id, "Not saved.");
  assert.equal(await page.locator("#saved").textContent(), "Not saved");
  await page.locator("#quit").click();
  await page.locator("dialog.ask[open] button[value=stay]").click();
  assert.equal(await page.locator(".editor").inputValue(), "Not saved.");
  await page.locator("#quit").click();
  await page.locator("dialog.ask[open] button[value=end]").click();
  await server.ended;
  for (const each of [page, other]) {
    await each.waitForSelector("#alert.shown");
    assert.match(await each.locator("#alert").textContent(), /not saved/);
  }
});

test("a refused page never says that it saved, and offers the text after it was loaded again", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const bead = single(await beads(memory));
  await type(page, bead.target[0].id, "From before.");
  // As a program answers that was started anew and knows nothing of this page.
  await page.route("**/actions", (route) => route.fulfill({ status: 403, contentType: "application/json", body: "{}" }));
  await press(page, "Enter");
  await page.waitForSelector("#alert.shown");
  assert.equal(await page.locator("#saved").textContent(), "Not saved");
  assert.match(await page.locator("#alert.shown").textContent(), /address/);
  await page.unroute("**/actions");
  await page.reload();
  await ready(page);
  assert.equal(await page.locator("#saved").textContent(), "Not saved");
  await page.locator("#drafts button").click();
  await idle(page);
  assert.equal(await page.locator(".editor").inputValue(), "From before.");
  await press(page, "Enter");
  assert.equal(text(await showsWhatIs(page, memory), bead), "From before.");
});

test("one scrolls far away while typing: what is typed goes on in the text, and nothing acts", async (t) => {
  const lines = (say) => Array.from({ length: 900 }, (_, number) => say(number)).join("\n");
  const files = ["fr", "en"].map((lang) => path.join(folder(t), `loin.${lang}.txt`));
  writeFileSync(files[0], lines((number) => `La barque numéro ${number} passe sous le pont.`));
  writeFileSync(files[1], lines((number) => `Boat number ${number} goes under the bridge.`));
  const memory = await memoryOf(t, [files], ["--presegmented"]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const bead = single(before);
  await type(page, bead.target[0].id, "Far away.");
  // Until it is away: rows that are being fetched may bring the page back once.
  const scrollAway = () =>
    page.waitForFunction((id) => {
      if (!document.querySelector(`#bead-${id}`)) return true;
      scrollTo({ top: document.body.scrollHeight, behavior: "instant" });
      return false;
    }, bead.id);
  await scrollAway();
  await page.keyboard.type("xa");
  await idle(page);
  assert.equal(await page.locator(".editor").inputValue(), "Far away.xa");
  assert.equal(await page.evaluate(() => document.activeElement.className), "editor");
  assert.deepEqual(state(await beads(memory)), state(before));
  // Away again, and another row is clicked: Enter edits that one.
  await scrollAway();
  // A row that is seen, once no more rows come.
  const other = await page.waitForFunction(() => {
    const now = `${scrollY} ${document.querySelector("#rows").innerText}`;
    window.calm = window.before === now ? (window.calm ?? 0) + 1 : 0;
    window.before = now;
    const cells = [...document.querySelectorAll("#rows .target .segment")];
    return window.calm > 30 && cells.find((cell) => cell.getBoundingClientRect().top > 200 && cell.getBoundingClientRect().bottom < 600)?.dataset.segment;
  });
  const segment = await other.jsonValue();
  const was = await page.locator(`#segment-${segment} .text`).textContent();
  await focus(page, Number(segment));
  await page.keyboard.press("Enter");
  await page.keyboard.type("r");
  await idle(page);
  assert.equal(await page.locator(".editor").inputValue(), `${was}r`);
  assert.equal(await page.locator("#drafts button").count(), 1);
  assert.deepEqual(state(await beads(memory)), state(before));
});
