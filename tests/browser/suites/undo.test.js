// Random actions by keys, all undone and all done again: the memory and the page are in the same states, one by one.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { beads, check, folder, interligne, memoryOf, sample, state } from "../support/memory.js";
import { ready, review, press, showsWhatIs } from "../support/review.js";

/** Numbers that are the same in each run. */
function random(seed) {
  let at = seed;
  return (below) => {
    at = (Math.imul(at, 1664525) + 1013904223) >>> 0;
    return Math.floor((at / 2 ** 32) * below);
  };
}

const keys = ["u", "d", "m", "Shift+M", "s", "x", "a", "Shift+A", "c", "r", "Delete", "pin", "edit", "note", "join", "several"];
const ways = ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "PageDown", "PageUp", "Home", "End"];

for (const seed of [3, 11, 29]) {
  test(`random actions are undone and done again (${seed})`, async (t) => {
    const memory = await memoryOf(t, [sample("carnet-de-nage")]);
    const { page, server } = await review(t, memory);
    const below = random(seed);
    const states = [state(await beads(memory))];
    const history = async () => (await page.evaluate(async () => (await fetch("/api/articles/1/history?limit=500")).json())).actions.length;
    await page.locator(".segment[tabindex='0']").first().focus();
    let done = 0;
    while (done < 14) {
      for (let step = below(6); step > 0; step--) await press(page, ways[below(ways.length)]);
      const key = keys[below(keys.length)];
      if (key === "pin") await press(page, " ", "ArrowDown", "ArrowRight", "ArrowDown", " ", "Escape");
      else if (key === "edit") {
        await press(page, "Enter");
        if ((await page.locator(".editor").count()) === 0) continue;
        await page.keyboard.type(` ${below(1000)}`);
        await press(page, "Enter");
      } else if (key === "join") {
        await press(page, "Enter");
        if ((await page.locator(".editor").count()) === 0) continue;
        if (below(2)) await page.locator(".editor").fill(`Autre texte ${below(1000)}`);
        await page.locator(".editor").evaluate((area) => area.setSelectionRange(0, 0));
        await press(page, "Backspace", "Escape");
      } else if (key === "several") await press(page, "Shift+ArrowDown", "Shift+ArrowDown", ["c", "r", "Delete", "m"][below(4)]);
      else if (key === "note") {
        await press(page, "o");
        await page.locator("#note-text").fill(`note ${below(1000)}`);
        await press(page, "Control+Enter");
      } else await press(page, key);
      const now = await history();
      // A key may do nothing here or be refused; it is one action at most.
      if (now === done) continue;
      assert.equal(now, done + 1, key);
      done = now;
      states.push(state(await showsWhatIs(page, memory)));
    }
    await page.locator("#grid").focus();
    for (let at = done - 1; at >= 0; at--) {
      await press(page, "z");
      assert.deepEqual(state(await showsWhatIs(page, memory)), states[at], `undone down to ${at}`);
    }
    for (let at = 1; at <= done; at++) {
      await press(page, "Shift+Z");
      assert.deepEqual(state(await showsWhatIs(page, memory)), states[at], `done again up to ${at}`);
    }
    // A page that is read anew shows the same.
    await page.reload();
    await ready(page);
    await showsWhatIs(page, memory);
    await server.end();
    await check(memory);
    assert.deepEqual(state(await beads(memory)), states[done]);
  });
}

test("mended, and then imported again, all is as it was mended; another sentence edited, the mending is kept", async (t) => {
  const at = folder(t);
  const files = sample("carnet-de-nage").map((file) => {
    const own = path.join(at, path.basename(file));
    writeFileSync(own, readFileSync(file));
    return own;
  });
  const memory = await memoryOf(t, [files]);
  const { page, server } = await review(t, memory);
  const before = await beads(memory);
  const pair = before.beads.findIndex((bead, at) => at > 3 && bead.source.length === 1 && bead.target.length === 1 && before.beads[at + 1].source.length === 1 && before.beads[at + 1].target.length === 1);
  await page.locator(`#segment-${before.beads[pair].source[0].id} .text`).click();
  await press(page, "m", "c");
  await page.locator(`#segment-${before.beads[1].target[0].id} .text`).click();
  await press(page, "Enter");
  await page.keyboard.press("End");
  await page.keyboard.type(" (mended)");
  await press(page, "Enter");
  const mended = state(await showsWhatIs(page, memory));
  await interligne(memory, "import", ...files);
  assert.deepEqual(state(await beads(memory)), mended, "imported again");
  await server.end();

  const said = readFileSync(files[0], "utf8");
  const last = before.beads.findLast((bead) => bead.source.length === 1 && bead.target.length === 1 && /\p{L}\.$/u.test(bead.source[0].text) && said.includes(bead.source[0].text));
  writeFileSync(files[0], said.replace(last.source[0].text, `${last.source[0].text.slice(0, -1)} encore.`));
  await interligne(memory, "import", ...files);
  const now = await beads(memory);
  const confirmed = (state) => state.beads.filter(([, , how]) => how === "confirmed").map(([source, target]) => JSON.stringify([source, target]));
  assert.deepEqual(confirmed(state(now)), confirmed(mended), "all that was mended is kept");
  assert.ok(now.beads.some((bead) => bead.source_text.endsWith("encore.")), "and the other sentence is edited");
});
