// An article of 10,000 segments: few rows are in the document, all are found, numbered and mended.

import assert from "node:assert/strict";
import { test } from "node:test";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { beads, check, folder, interligne, memoryOf } from "../support/memory.js";
import { browser, open } from "../support/browser.js";
import { idle, press, ready, review } from "../support/review.js";

const SEGMENTS = 5_000;
const MOST = 300;

/** An article of our own wording, as many sentences as one likes, each with its number. */
function article(t) {
  const at = folder(t);
  const say = (lang, line) => Array.from({ length: SEGMENTS }, (_, number) => line(number)).join(lang === "fr" ? "\n" : "\n");
  const places = [["le port", "the harbour"], ["la gare", "the station"], ["le marché", "the market"], ["l’école", "the school"], ["la forge", "the forge"]];
  const files = [path.join(at, "long.fr.txt"), path.join(at, "long.en.txt")];
  writeFileSync(files[0], say("fr", (number) => `Le wagon numéro ${number} attend devant ${places[number % 5][0]}.`));
  writeFileSync(files[1], say("en", (number) => `Wagon number ${number} waits in front of ${places[number % 5][1]}.`));
  return files;
}

const count = (page) => page.locator("#rows .bead").count();

/** Whether the rows of the document follow each other without a gap, and are numbered as they stand. */
async function isWhole(page) {
  const rows = await page.evaluate(() => [...document.querySelectorAll("#rows .bead")].map((row) => [Number(row.dataset.index), row.querySelector(".number").textContent, Number(row.getAttribute("aria-rowindex"))]));
  rows.forEach(([index, number, at], place) => {
    assert.equal(index, rows[0][0] + place);
    assert.equal(number, String(index + 1));
    assert.equal(at, index + 2);
  });
  assert.ok(rows.length <= MOST, `${rows.length} rows in the document`);
  return rows;
}

test("10,000 segments", async (t) => {
  const memory = await memoryOf(t, [article(t)], ["--presegmented"]);
  const { page, server } = await review(t, memory);
  const all = (await beads(memory)).beads.length;
  assert.ok(all > SEGMENTS - 50);
  await isWhole(page);

  await t.test("one scrolls down, jumps, and comes back", async () => {
    for (let turn = 0; turn < 12; turn++) {
      await page.mouse.move(400, 400);
      await page.mouse.wheel(0, 2500);
      await page.waitForFunction(() => [...document.querySelectorAll("#rows .bead")].some((row) => row.getBoundingClientRect().top > 0 && row.getBoundingClientRect().top < innerHeight));
    }
    await isWhole(page);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
    await page.waitForFunction(() => [...document.querySelectorAll("#rows .bead")].some((row) => row.getBoundingClientRect().top > 0 && row.getBoundingClientRect().top < innerHeight));
    const middle = (await isWhole(page))[0][0];
    assert.ok(middle > all / 4 && middle < (all * 3) / 4, `at ${middle}`);
    await page.locator("#grid").focus();
    await press(page, "Control+Home");
    assert.equal((await isWhole(page))[0][0], 0);
  });

  await t.test("Ctrl+End, and a row by its number", async () => {
    await press(page, "Control+End");
    assert.equal((await isWhole(page)).at(-1)[0], all - 1);
    assert.ok(await page.evaluate(() => document.activeElement.closest(".bead")?.matches(":last-child")));
    await page.keyboard.press("g");
    await page.locator("#go-to").fill("2500");
    await page.keyboard.press("Enter");
    await idle(page);
    assert.equal(await page.evaluate(() => document.activeElement.closest(".bead").dataset.index), "2499");
    await isWhole(page);
  });

  await t.test("the focused row keeps its place on the screen while rows above it become more", async () => {
    const top = () => page.evaluate(() => Math.round(document.activeElement.getBoundingClientRect().top));
    const before = await top();
    const index = Number(await page.evaluate(() => document.activeElement.closest(".bead").dataset.index));
    const above = (await beads(memory)).beads[index - 3];
    await interligne(memory, "memory", "act", "1", "part", String(above.id));
    await page.waitForFunction((at) => Number(document.activeElement.closest(".bead")?.dataset.index) === at, index + 1);
    assert.ok(Math.abs((await top()) - before) <= 2, `${before} → ${await top()}`);
    await isWhole(page);
    await press(page, "m");
    assert.ok(Math.abs((await top()) - before) <= 2);
    await press(page, "z", "z");
    assert.equal((await beads(memory)).beads.length, all);
    await isWhole(page);
  });

  await t.test("search finds what is not in the document, and what passes is mended there", async () => {
    await press(page, "/");
    await page.keyboard.type("4321");
    await page.waitForFunction(() => document.querySelectorAll("#rows .bead").length === 1);
    assert.match(await page.locator("#rows .source .text").textContent(), /4321/);
    await page.keyboard.press("Enter");
    await idle(page);
    assert.ok(await page.evaluate(() => document.activeElement.matches("#rows .segment")));
    await press(page, "c");
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    await idle(page);
    assert.match(await page.evaluate(() => document.activeElement.textContent), /4321/, "all rows again, and the focus where it was");
    await isWhole(page);
    await page.locator("#filter").selectOption("confirmed");
    await page.waitForFunction(() => document.querySelectorAll("#rows .bead").length === 1);
    await page.locator("#filter").selectOption("all");
    await idle(page);
  });

  await t.test("the strip leads to its part", async () => {
    const part = page.locator("#strip a").nth(40);
    const index = await part.getAttribute("data-index");
    await part.click();
    await idle(page);
    assert.equal(await page.evaluate(() => document.activeElement.closest(".bead").dataset.index), index);
    await isWhole(page);
  });

  await t.test("many rows confirmed at once, and taken back", async () => {
    await page.locator("#grid").focus();
    await page.keyboard.press("g");
    await page.locator("#go-to").fill("700");
    await page.keyboard.press("Enter");
    await idle(page);
    const states = async () => new Set((await beads(memory)).beads.slice(0, 700).map((bead) => bead.state));
    await press(page, "Shift+C");
    assert.deepEqual([...(await states())], ["confirmed"]);
    assert.equal(await page.evaluate(() => document.activeElement.closest(".bead")?.dataset.state), "confirmed", "the focus stays");
    await isWhole(page);
    await press(page, "z");
    assert.ok((await states()).has("auto"));
    await isWhole(page);
  });

  await t.test("the address of a row opens there", async () => {
    const context = await browser(t);
    const page = await open(t, context, server.address);
    await page.goto(`${server.origin}/a/1?at=3210`);
    await ready(page);
    assert.equal(await page.evaluate(() => document.querySelector("[tabindex='0']:is(.segment)").closest(".bead").dataset.index), "3209");
    assert.ok((await count(page)) <= MOST);
  });
  await server.end();
  await check(memory);
});
