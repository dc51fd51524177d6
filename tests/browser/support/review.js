// The page of an article in a test: opened, driven as a person would, and compared with what the command line says.

import assert from "node:assert/strict";
import path from "node:path";
import { beads, check, folder, interligne, serve, state, tmx } from "./memory.js";
import { browser, open } from "./browser.js";

/** Starts the program on a memory, and opens the page of an article of it. */
export async function review(t, memory, { article = 1, query = "", ...options } = {}) {
  const server = await serve(t, memory);
  const context = await browser(t, options);
  const page = await open(t, context, server.address);
  await page.goto(`${server.origin}/a/${article}${query}`);
  await ready(page);
  return { server, context, page, memory, article };
}

/** Waits until the rows are there and nothing is under way. */
export async function ready(page) {
  await page.waitForSelector("body[data-ready]");
  await idle(page);
}

export async function idle(page) {
  await page.waitForFunction(() => !document.querySelector("#grid[aria-busy]"));
}

/** Gives a segment the focus by a click on its text. */
export async function focus(page, segment) {
  await page.locator(`#segment-${segment} .text`).click();
  await idle(page);
}

/** Selects so many segments of a side by keys, from one on; rows without text on that side lie between. */
export async function select(page, segment, count) {
  await focus(page, segment);
  for (let step = 0; step < 40 && (await page.locator("#rows .segment[aria-selected]").count()) < count; step++) await press(page, "Shift+ArrowDown");
  assert.equal(await page.locator("#rows .segment[aria-selected]").count(), count, "so many are selected");
}

/** Presses keys one after another, each when what the one before asked for is done. */
export async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await idle(page);
  }
}

/** The ways in which a command is given: a key, a button, the menu at the pointer. */
export const ways = {
  key: (page, command, key) => page.keyboard.press(key),
  button: (page, command) => page.locator(`#actions [data-command="${command}"]`).click(),
  menu: async (page, command) => {
    await page.locator(".segment[tabindex='0'] .text, .empty[tabindex='0']").first().click({ button: "right" });
    await page.locator(`#menu [data-command="${command}"]`).click();
  },
};

/** The next picture of the page is painted. */
const painted = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** The middle of an element, in the window. */
export async function middle(page, selector) {
  const box = await page.locator(selector).first().boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Where a character of a segment's text begins, in the window. */
export function pointIn(page, segment, at) {
  return page.locator(`#segment-${segment} .text`).evaluate((text, at) => {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    for (let rest = at; rest > node.data.length; node = walker.nextNode()) at = rest -= node.data.length;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const { left, top, height } = range.getBoundingClientRect();
    return { x: left + 1, y: top + height / 2 };
  }, at);
}

/** Takes what is at a point and carries it to another, without letting go. */
export async function carry(page, from, to) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x - 7, to.y - 2, { steps: 6 });
  await page.mouse.move(to.x, to.y);
  await painted(page);
}

/** Drags what is at a point to another. */
export async function dragFrom(page, from, to) {
  await carry(page, from, to);
  await page.mouse.up();
  await idle(page);
}

/** Where the grip of a segment is. */
export const grip = (page, segment) => middle(page, `#segment-${segment} > .grip`);

/** Drags a segment by its grip to the middle of another element. */
export async function drag(page, segment, to) {
  await dragFrom(page, await grip(page, segment), await middle(page, to));
}

/** A copy of a memory as it is now, for the command line to do the same to. */
export async function copy(t, memory) {
  const to = path.join(folder(t), "copy");
  await interligne(memory, "memory", "backup", to);
  return to;
}

/** The rows as the page shows them, where it shows all. */
export function shownRows(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("#rows .bead")].map((row) => ({
      bead: Number(row.dataset.bead),
      state: row.dataset.state,
      number: row.querySelector(".number").textContent,
      index: Number(row.dataset.index),
      source: [...row.querySelectorAll(".source .segment")].map((cell) => [Number(cell.dataset.segment), cell.querySelector(".text").textContent]),
      target: [...row.querySelectorAll(".target .segment")].map((cell) => [Number(cell.dataset.segment), cell.querySelector(".text").textContent]),
    })),
  );
}

/** Refuses unless the page shows what the memory has, row by row. */
export async function showsWhatIs(page, memory, article = "1") {
  const now = await beads(memory, String(article));
  const rows = await shownRows(page);
  const expected = now.beads.map((bead, at) => ({
    bead: bead.id,
    state: bead.state,
    number: String(at + 1),
    index: at,
    source: bead.source.map((segment) => [segment.id, segment.text]),
    target: bead.target.map((segment) => [segment.id, segment.text]),
  }));
  assert.deepEqual(rows, expected);
  return now;
}

/** The pairs of texts in a memory's files, in no order. */
export function filed(memory) {
  const units = (name) => [...tmx(memory, name).matchAll(/<tu\b[\s\S]*?<\/tu>/g)].map(([unit]) => [...unit.matchAll(/<seg>([\s\S]*?)<\/seg>/g)].map(([, text]) => text).join(" ⇔ ")).sort();
  return { sure: units("tmx"), doubtful: units("tmx-to-review") };
}

/** Ends the program, and refuses unless the memory is sound and its files say the same as those of a copy to which the same was done. */
export async function endsAs(server, memory, copied) {
  await server.end();
  await check(memory);
  await check(copied);
  assert.deepEqual(state(await beads(memory)), state(await beads(copied)));
  assert.deepEqual(filed(memory), filed(copied));
}
