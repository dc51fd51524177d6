// Ten faults as a person makes them, by keys of the page: shifted, merged, cut, linked, taken in, typed, and confirmed where that is wrong.
// Each is mended by keys in three actions at most, without undoing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beads, check } from "../support/memory.js";
import { faulty } from "../support/faults.js";
import { actions, arrange, laid, link, on, opened, python, together } from "../support/mending.js";
import { press, ready } from "../support/review.js";

const PAIRS = Number(process.env.SLIP_PAIRS ?? 5);

/** Opens the editor of a segment with the caret before some of its text. */
async function edit(page, segment, caret) {
  await on(page, segment, "Enter");
  await page.locator(".editor").evaluate((area, caret) => area.setSelectionRange(caret, caret), caret);
}

async function retype(page, segment, text) {
  await on(page, segment, "Enter");
  await page.locator(".editor").fill(text);
  await press(page, "Enter");
}

/** For each slip the article that it is made in (see `faulty`), what slips, and the way out. `segment(side, line)` is the number of a line's segment. */
const slips = {
  "a run is sent down by one, and confirmed": {
    kind: "shift",
    async slip(page, { at }, segment) {
      for (const line of [at, at + 1, at + 2]) await on(page, segment("target", line), "d");
      for (const line of [at + 1, at + 2]) await on(page, segment("source", line), "c");
    },
    async mend(page, { at }, segment) {
      for (const line of [at, at + 1, at + 2]) await link(page, segment("source", line), segment("target", line));
    },
  },
  "two rows are merged, and confirmed": {
    kind: "merged",
    async slip(page, { at }, segment) {
      await on(page, segment("source", at), "m");
      await on(page, segment("source", at), "c");
    },
    mend: (page, { at }, segment) => on(page, segment("source", at + 1), "s"),
  },
  "half of a translation is parted from it, and confirmed so": {
    kind: "cut",
    async slip(page, { at }, segment) {
      await on(page, segment("target", at + 1), "s");
      await on(page, segment("target", at + 1), "c");
    },
    // Whichever half the sentence stayed with.
    mend: (page, { at }, segment) => on(page, segment("target", at), "m"),
  },
  "a clause is cut off and sent on to the next row": {
    kind: "shift",
    async slip(page, { at, target }, segment) {
      await edit(page, segment("target", at), target[at].indexOf(" ", Math.floor(target[at].length / 2)) + 1);
      await press(page, "Control+Shift+Enter");
    },
    // The rest is the segment after that of the line.
    mend: (page, { at }, segment) => on(page, segment("target", at + 1), "u"),
  },
  "a sentence that lacks its translation is linked with the next one's": {
    kind: "missing",
    slip: (page, { at }, segment) => link(page, segment("source", at - 1), segment("target", at - 4)),
    mend: (page, { at }, segment) => link(page, segment("source", at), segment("target", at - 4)),
  },
  "two sentences that nobody translated are linked": {
    kind: "false-pair",
    slip: (page, { at }, segment) => link(page, segment("source", at), segment("target", at)),
    mend: (page, { at }, segment) => on(page, segment("source", at), "x"),
  },
  "a sentence without counterpart is taken in by the row above, and confirmed": {
    kind: "null-taken-in",
    async slip(page, { at }, segment) {
      await on(page, segment("source", at + 1), "u");
      await on(page, segment("source", at + 1), "c");
    },
    mend: (page, { at }, segment) => on(page, segment("source", at + 1), "s"),
  },
  "sentences that stand elsewhere are parted from their translation": {
    kind: "moved",
    async slip(page, { at }, segment) {
      for (const line of [at, at + 1]) await on(page, segment("source", line), "x");
    },
    async mend(page, { at, groups }, segment) {
      for (const line of [at, at + 1]) await link(page, segment("target", groups[line][1][0]), segment("source", line));
    },
  },
  "furniture is sent up into a row": {
    kind: "furniture",
    slip: (page, { at }, segment) => on(page, segment("source", at + 1), "u"),
    mend: (page, { at }, segment) => on(page, segment("source", at + 1), "Delete"),
  },
  "a typo is typed": {
    kind: "shift",
    slip: (page, { at, target }, segment) => retype(page, segment("target", at), target[at].replace(/\p{L}(?=\p{L}{3})/u, "")),
    mend: (page, { at, target }, segment) => retype(page, segment("target", at), target[at]),
  },
};

for (let seed = 101; seed < 101 + PAIRS; seed++) {
  test(`ten slips, pair ${seed}`, { skip: python ? false : "no python3" }, async (t) => {
    const made = Object.entries(slips).map(([slip, { kind }], number) => ({ ...faulty(kind, seed + number), name: `slip-${number}`, slip }));
    const { memory, server, page, articles } = await opened(t, made);
    for (const fault of made) {
      await t.test(fault.slip, async () => {
        const { slip, mend } = slips[fault.slip];
        const article = articles.get(fault.name);
        await page.goto(`${server.origin}/a/${article}`);
        await ready(page);
        await arrange(page, memory, article, fault.groups);
        await page.reload();
        await ready(page);
        await slip(page, fault, (await laid(memory, fault.name)).segment);
        const before = await actions(page, article);
        assert.ok(before > 0, "something slipped");
        const { now, segment } = await laid(memory, fault.name);
        assert.notDeepEqual(now, fault.truth, "the fault is there");
        await mend(page, fault, segment);
        const done = (await actions(page, article)) - before;
        assert.deepEqual(together(await beads(memory, fault.name)), fault.truth);
        assert.ok(done >= 1 && done <= 3, `${done} actions`);
        assert.equal(await page.locator("#alert.shown").count(), 0);
      });
    }
    await server.end();
    await check(memory);
  });
}
