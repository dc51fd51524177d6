// Articles with faults on the page: made, arranged as somebody had them wrong, and compared as texts.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beads, folder, interligne, serve } from "./memory.js";
import { browser, open } from "./browser.js";
import { pair } from "./faults.js";
import { focus, press } from "./review.js";

export const python = (() => {
  try {
    execFileSync("python3", ["-c", "import sqlite3"]);
    return true;
  } catch {
    return false;
  }
})();

/** Makes an article go together in these groups of lines: by actions, which are then forgotten, so that the beads are the aligner's. */
export async function arrange(page, memory, article, wanted) {
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
    { article, wanted },
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

/** Gives a segment the focus, and presses a key. */
export async function on(page, segment, key) {
  await focus(page, segment);
  await press(page, key);
}

/** Links two segments by keys. */
export async function link(page, first, second) {
  await on(page, first, " ");
  await on(page, second, " ");
}

/** How an article goes together, as texts; segments without counterpart one by one. */
export function together(now) {
  const texts = (segments) => segments.map((segment) => segment.text);
  return now.beads
    .flatMap((bead) => {
      const [source, target] = [texts(bead.source), texts(bead.target)];
      if (source.length > 0 && target.length > 0) return [pair(source, target)];
      return [...source.map((text) => pair([text], [])), ...target.map((text) => pair([], [text]))];
    })
    .sort();
}

/** A memory with an article for each fault, by its name, and a page of it; `articles` has their numbers. */
export async function opened(t, faults) {
  const at = folder(t);
  const memory = path.join(at, "memory");
  const pages = path.join(at, "pages");
  mkdirSync(pages);
  for (const { name, source, target } of faults) {
    writeFileSync(path.join(pages, `${name}.fr.txt`), `${source.join("\n")}\n`);
    writeFileSync(path.join(pages, `${name}.en.txt`), `${target.join("\n")}\n`);
  }
  await interligne(memory, "import", "--presegmented", pages);
  const server = await serve(t, memory);
  const page = await open(t, await browser(t), server.address);
  await page.waitForSelector("body[data-ready]");
  const listed = await page.evaluate(async () => (await (await fetch("/api/articles")).json()).articles);
  return { memory, server, page, articles: new Map(listed.map(({ name, article }) => [name, article])) };
}

/** The segments of an article by their lines, and how it goes together. */
export async function laid(memory, name) {
  const now = await beads(memory, name);
  const inOrder = (side) => now.beads.flatMap((bead) => bead[side]).sort((a, b) => a.ord - b.ord);
  const lines = { source: inOrder("source"), target: inOrder("target") };
  return { now: together(now), segment: (side, line) => lines[side][line].id };
}

/** How many actions were done to an article. */
export const actions = (page, article) => page.evaluate(async (article) => (await (await fetch(`/api/articles/${article}/history?limit=500`)).json()).actions.length, article);
