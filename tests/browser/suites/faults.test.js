// Eleven faults in each of twenty article pairs, each mended by keys in three actions at most, finding one's way apart; then all goes
// together as it truly does.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beads, check } from "../support/memory.js";
import { faulty, kinds, wrong } from "../support/faults.js";
import { actions, arrange, laid, link, on, opened, python, together } from "../support/mending.js";
import { press, ready, select } from "../support/review.js";

const PAIRS = Number(process.env.FAULT_PAIRS ?? 20);

/** The shortest way by keys out of each fault. `segment(side, line)` is the number of a line's segment. */
const mends = {
  shift: async (page, { at }, segment) => link(page, segment("source", at), segment("target", at)),
  missing: async (page, { at }, segment) => link(page, segment("source", at), segment("target", at - 4)),
  moved: async (page, { at, groups }, segment) => {
    for (const line of [at, at + 1]) await link(page, segment("target", groups[line][1][0]), segment("source", line));
  },
  // A paragraph that the translation has elsewhere is found by realigning, or linked as a block.
  "moved-paragraph": async (page, { at, groups, seed }, segment) => {
    if (seed % 2 === 0) return on(page, segment("source", at), "a");
    await select(page, segment("target", groups[at][1][0]), 4);
    await press(page, " ");
    await select(page, segment("source", at), 4);
    return press(page, " ");
  },
  merged: async (page, { at }, segment) => on(page, segment("source", at + 1), "s"),
  cut: async (page, { at }, segment) => on(page, segment("target", at + 1), "u"),
  "false-pair": async (page, { at }, segment) => on(page, segment("source", at), "x"),
  "null-taken-in": async (page, { at }, segment) => on(page, segment("source", at + 1), "s"),
  furniture: async (page, { at }, segment) => on(page, segment("source", at + 1), "Delete"),
  typo: async (page, { at, right }, segment) => {
    await on(page, segment("target", at), "Enter");
    await page.locator(".editor").fill(right);
    await press(page, "Enter");
  },
  clause: async (page, { at, tail }, segment) => {
    await on(page, segment("target", at + 1), "Enter");
    await page.locator(".editor").evaluate((area, caret) => area.setSelectionRange(caret, caret), tail.length + 1);
    await press(page, "Control+Enter");
    await on(page, segment("target", at + 1), "u");
  },
};

for (let seed = 1; seed <= PAIRS; seed++) {
  test(`eleven faults, pair ${seed}`, { skip: python ? false : "no python3" }, async (t) => {
    const faults = kinds.map((kind) => ({ name: kind, ...faulty(kind, seed) }));
    const { memory, server, page, articles } = await opened(t, faults);
    for (const fault of faults) {
      await t.test(fault.kind, async () => {
        const article = articles.get(fault.name);
        await page.goto(`${server.origin}/a/${article}`);
        await ready(page);
        await arrange(page, memory, article, wrong(fault));
        await page.reload();
        await ready(page);
        const { now, segment } = await laid(memory, fault.name);
        assert.notDeepEqual(now, fault.truth, "the fault is there");
        await mends[fault.kind](page, fault, segment);
        const done = await actions(page, article);
        assert.deepEqual(together(await beads(memory, fault.name)), fault.truth);
        assert.ok(done >= 1 && done <= 3, `${done} actions`);
      });
    }
    await server.end();
    await check(memory);
  });
}
