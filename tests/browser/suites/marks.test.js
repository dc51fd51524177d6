// What is marked in the texts: words that translate each other, numbers that disagree, words that are searched for; for eyes and ears.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { beads, folder, memoryOf, sample } from "../support/memory.js";
import { focus, idle, review } from "../support/review.js";

/** The texts that are marked by a name. */
const marked = (page, name) => page.evaluate((name) => [...(CSS.highlights.get(name) ?? [])].map(String), name);
const untilMarked = (page, name) => page.waitForFunction((name) => (CSS.highlights.get(name)?.size ?? 0) > 0, name);

test("words that translate each other are marked on focus and under the pointer", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const bead = (await beads(memory)).beads.find((one) => one.source_text.includes("piscine municipale"));
  await focus(page, bead.source[0].id);
  await page.waitForFunction(() => [...(CSS.highlights.get("link") ?? [])].map(String).includes("municipale"));
  const words = await marked(page, "link");
  assert.ok(words.includes("municipale") && words.includes("municipal"), words.join());
  assert.match(await page.locator("#links-told").textContent(), /municipale – municipal/);
  assert.match(await page.locator(`#segment-${bead.source[0].id}`).getAttribute("aria-describedby"), /links-told/);

  const word = await page.evaluate((id) => {
    const text = document.querySelector(`#segment-${id} .text`);
    const range = new Range();
    range.setStart(text.firstChild, text.textContent.indexOf("municipale"));
    range.setEnd(text.firstChild, text.textContent.indexOf("municipale") + 10);
    const box = range.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }, bead.source[0].id);
  await page.mouse.move(word.x, word.y);
  await page.mouse.move(word.x + 1, word.y);
  await untilMarked(page, "link-here");
  assert.deepEqual((await marked(page, "link-here")).sort(), ["municipal", "municipale"]);
});

test("numbers that disagree are underlined, and said", async (t) => {
  const at = folder(t);
  const files = ["fr", "en"].map((lang) => path.join(at, `numbers.${lang}.txt`));
  writeFileSync(files[0], "Le marché compte 48 étals.\nLa halle date de 1874.\nElle ferme à midi.\n");
  writeFileSync(files[1], "The market has 48 stalls.\nThe hall dates from 1847.\nIt closes at noon.\n");
  const memory = await memoryOf(t, [files], ["--presegmented"]);
  const { page } = await review(t, memory);
  assert.deepEqual(await page.locator(".disagrees").allTextContents(), ["1874", "1847"]);
  const row = page.locator(".bead:has(.disagrees)");
  assert.match(await row.locator(".remarks").textContent(), /Numbers.*1874.*1847/);
  assert.ok(await row.evaluate((row) => row.matches(".place")), "it is a place to look at");
  assert.equal(await page.locator("#places").textContent(), "1");
});

test("words that are searched for are marked, whatever their accents", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  await page.locator("#q").fill("PEUR");
  await untilMarked(page, "found");
  await idle(page);
  const words = await marked(page, "found");
  assert.ok(words.length > 1 && words.every((word) => word.toLowerCase() === "peur"), words.join());
  await page.locator("#q").fill("ete");
  await page.waitForFunction(() => [...(CSS.highlights.get("found") ?? [])].some((range) => String(range) === "été"));
  await page.keyboard.press("Escape");
  await idle(page);
  assert.deepEqual(await marked(page, "found"), []);
});
