// Ten faults in each of twenty article pairs, each mended by keys in three actions at most, finding one's way apart; then all goes
// together as it truly does.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { beads, check, folder, interligne, serve } from "../support/memory.js";
import { browser, open } from "../support/browser.js";
import { faulty, kinds, pair, wrong } from "../support/faults.js";
import { focus, press, ready } from "../support/review.js";

const PAIRS = Number(process.env.FAULT_PAIRS ?? 20);

const python = (() => {
  try {
    execFileSync("python3", ["-c", "import sqlite3"]);
    return true;
  } catch {
    return false;
  }
})();

/** Makes an article go together as an aligner had it wrong: by actions, which are then forgotten, so that the beads are the aligner's. */
async function plant(page, memory, article, fault) {
  await page.evaluate(
    async ({ article, wanted }) => {
      const token = document.querySelector('meta[name="interligne-page"]').content;
      const read = async () => (await fetch(`/api/articles/${article}?count=500`)).json();
      let { version, beads } = await read();
      const act = async (body) => {
        const answer = await fetch(`/api/articles/${article}/actions`, { method: "POST", headers: { "x-interligne-page": token, "content-type": "application/json" }, body: JSON.stringify({ version, ...body }) });
        const done = await answer.json();
        if (!answer.ok) throw new Error(`${JSON.stringify(body)}: ${done.error.message}`);
        version = done.version;
      };
      const inOrder = (side) => beads.flatMap((bead) => bead[side]).sort((a, b) => a.ord - b.ord).map((segment) => segment.id);
      const lines = { source: inOrder("source"), target: inOrder("target") };
      const groups = wanted.map(([source, target]) => [source.map((line) => lines.source[line]), target.map((line) => lines.target[line])]);
      const key = (source, target) => `${source.join()}|${target.join()}`;
      const right = new Set(groups.map(([source, target]) => key(source, target)));
      const there = new Set();
      for (const bead of beads) {
        const own = key(bead.source.map((segment) => segment.id), bead.target.map((segment) => segment.id));
        if (right.has(own)) there.add(own);
        else if (bead.source.length > 0 && bead.target.length > 0) await act({ do: "part", bead: bead.id });
      }
      for (const [source, target] of groups) if (source.length > 0 && target.length > 0 && !there.has(key(source, target))) await act({ do: "link", source, target });
    },
    { article, wanted: wrong(fault) },
  );
  const forget = `
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], timeout=10)
c.execute("DELETE FROM action WHERE article = ?", (sys.argv[2],))
c.execute("""UPDATE bead SET confidence = 0.8 WHERE article = ? AND origin <> 0
             AND EXISTS (SELECT 1 FROM segment s WHERE s.bead = bead.id AND s.side = 0)
             AND EXISTS (SELECT 1 FROM segment s WHERE s.bead = bead.id AND s.side = 1)""", (sys.argv[2],))
c.execute("UPDATE bead SET origin = 0 WHERE article = ?", (sys.argv[2],))
c.commit()`;
  execFileSync("python3", ["-c", forget, path.join(memory, "memory.sqlite"), String(article)]);
}

/** The shortest way by keys out of each fault. `segment(side, line)` is the number of a line's segment. */
const mends = {
  shift: async (page, { at }, segment) => link(page, segment("source", at), segment("target", at)),
  missing: async (page, { at }, segment) => link(page, segment("source", at), segment("target", at - 4)),
  moved: async (page, { at, groups }, segment) => {
    for (const line of [at, at + 1]) await link(page, segment("target", groups[line][1][0]), segment("source", line));
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

async function on(page, segment, key) {
  await focus(page, segment);
  await press(page, key);
}

async function link(page, first, second) {
  await on(page, first, " ");
  await on(page, second, " ");
}

/** How an article goes together, as texts; segments without counterpart one by one. */
function together(now) {
  const texts = (segments) => segments.map((segment) => segment.text);
  return now.beads
    .flatMap((bead) => {
      const [source, target] = [texts(bead.source), texts(bead.target)];
      if (source.length > 0 && target.length > 0) return [pair(source, target)];
      return [...source.map((text) => pair([text], [])), ...target.map((text) => pair([], [text]))];
    })
    .sort();
}

for (let seed = 1; seed <= PAIRS; seed++) {
  test(`ten faults, pair ${seed}`, { skip: python ? false : "no python3" }, async (t) => {
    const at = folder(t);
    const memory = path.join(at, "memory");
    const pages = path.join(at, "pages");
    mkdirSync(pages);
    const faults = kinds.map((kind) => faulty(kind, seed));
    for (const { kind, source, target } of faults) {
      writeFileSync(path.join(pages, `${kind}.fr.txt`), `${source.join("\n")}\n`);
      writeFileSync(path.join(pages, `${kind}.en.txt`), `${target.join("\n")}\n`);
    }
    await interligne(memory, "import", "--presegmented", pages);
    const server = await serve(t, memory);
    const context = await browser(t);
    const page = await open(t, context, server.address);
    await page.waitForSelector("body[data-ready]");
    const listed = await page.evaluate(async () => (await (await fetch("/api/articles")).json()).articles);
    for (const fault of faults) {
      await t.test(fault.kind, async () => {
        const { article } = listed.find((one) => one.name === fault.kind);
        await page.goto(`${server.origin}/a/${article}`);
        await ready(page);
        await plant(page, memory, article, fault);
        await page.reload();
        await ready(page);
        const planted = await beads(memory, fault.kind);
        assert.notDeepEqual(together(planted), fault.truth, "the fault is there");
        const inOrder = (side) => planted.beads.flatMap((bead) => bead[side]).sort((a, b) => a.ord - b.ord);
        const lines = { source: inOrder("source"), target: inOrder("target") };
        await mends[fault.kind](page, fault, (side, line) => lines[side][line].id);
        const done = await page.evaluate(async (article) => (await (await fetch(`/api/articles/${article}/history`)).json()).actions.length, article);
        assert.deepEqual(together(await beads(memory, fault.kind)), fault.truth);
        assert.ok(done >= 1 && done <= 3, `${done} actions`);
      });
    }
    await server.end();
    await check(memory);
  });
}
