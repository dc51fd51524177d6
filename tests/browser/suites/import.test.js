// The page of all articles: an article and its translation are dropped or chosen, refused with the reason, filtered and exported.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { beads, check, folder, interligne, memoryOf, sample, serve, state } from "../support/memory.js";
import { browser, open } from "../support/browser.js";
import { focus, idle, press, ready, showsWhatIs } from "../support/review.js";

async function articles(t) {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const server = await serve(t, memory);
  const context = await browser(t);
  const page = await open(t, context, server.address);
  await page.waitForSelector("body[data-ready]");
  return { memory, server, page };
}

test("two files are chosen, and their article is opened", async (t) => {
  const { memory, server, page } = await articles(t);
  await page.locator("#import-files").setInputFiles(sample("bac-de-lorme").toReversed());
  await page.getByRole("button", { name: "Import" }).click();
  await page.waitForURL("**/a/2");
  await ready(page);
  const now = await beads(memory, "2");
  assert.equal(now.info.article, "bac-de-lorme");
  assert.equal(await page.locator("#rows .bead").count(), now.beads.length);
  await focus(page, now.beads[3].source[0].id);
  await press(page, "c");
  await server.end();
  await check(memory);
});

test("two files are dropped on the page", async (t) => {
  const { memory, page } = await articles(t);
  const files = sample("ligne-du-val-serin").map((file) => ({ name: path.basename(file), text: readFileSync(file, "utf8") }));
  const carried = await page.evaluateHandle((files) => {
    const carried = new DataTransfer();
    for (const { name, text } of files) carried.items.add(new File([text], name, { type: "text/plain" }));
    return carried;
  }, files);
  await page.dispatchEvent("main", "dragover", { dataTransfer: carried });
  assert.ok(await page.locator("#import.over").count());
  await page.dispatchEvent("main", "drop", { dataTransfer: carried });
  await page.waitForURL("**/a/2");
  assert.equal((await beads(memory, "2")).info.article, "ligne-du-val-serin");
});

test("what cannot be imported is refused with the reason, and the memory is as it was", async (t) => {
  const { memory, page } = await articles(t);
  const list = () => interligne(memory, "memory", "list");
  const before = await list();
  const [french, english] = sample("bac-de-lorme");
  const empty = path.join(folder(t), "empty.en.txt");
  writeFileSync(empty, "");
  for (const files of [[french], [french, english, sample("carnet-de-nage")[0]], [french, french], [french, empty]]) {
    await page.locator("#import-files").setInputFiles(files);
    await page.getByRole("button", { name: "Import" }).click();
    await page.waitForSelector("#imported.bad");
    assert.ok((await page.locator("#imported").textContent()).length > 20, files.join());
    assert.equal(await list(), before, files.join());
  }
});

test("imported by the page, mended, and imported by it again: unchanged; with another sentence edited, the mending is kept", async (t) => {
  const at = folder(t);
  const files = sample("carnet-de-nage").map((file) => {
    const own = path.join(at, path.basename(file));
    writeFileSync(own, readFileSync(file));
    return own;
  });
  const memory = await memoryOf(t, [sample("bac-de-lorme")]);
  const server = await serve(t, memory);
  const context = await browser(t);
  const list = await open(t, context, server.address);
  await list.waitForSelector("body[data-ready]");
  const bring = async () => {
    await list.goto(`${server.origin}/`);
    await list.waitForSelector("body[data-ready]");
    await list.locator("#import-files").setInputFiles(files);
    await list.locator("#import-form button").click();
    await list.waitForURL(/\/a\/2$/);
    await ready(list);
  };
  await bring();
  const before = await beads(memory, "carnet-de-nage");
  const page = await open(t, context, `${server.origin}/a/2`);
  await ready(page);
  const single = (bead) => bead.source.length === 1 && bead.target.length === 1;
  const index = before.beads.findIndex((bead, at) => at > 3 && single(bead) && single(before.beads[at + 1]));
  await focus(page, before.beads[index].source[0].id);
  await press(page, "m", "c");
  await focus(page, before.beads[1].target[0].id);
  await press(page, "Enter");
  await page.locator(".editor").fill("Mended by hand.");
  await press(page, "Enter");
  await focus(page, before.beads[2].source[0].id);
  await press(page, "r");
  const mended = state(await showsWhatIs(page, memory, "carnet-de-nage"));
  await bring();
  assert.deepEqual(state(await showsWhatIs(list, memory, "carnet-de-nage")), mended);
  const said = readFileSync(files[0], "utf8");
  const last = before.beads.findLast((bead) => single(bead) && /\p{L}\.$/u.test(bead.source[0].text) && said.includes(bead.source[0].text));
  writeFileSync(files[0], said.replace(last.source[0].text, `${last.source[0].text.slice(0, -1)} encore.`));
  await bring();
  const now = await showsWhatIs(list, memory, "carnet-de-nage");
  const decided = (state) => state.beads.filter(([, , how]) => how !== "auto").map(([source, target, how]) => JSON.stringify([source, target, how]));
  assert.deepEqual(decided(state(now)), decided(mended));
  assert.ok(now.beads.some((bead) => bead.source_text.endsWith("encore.")), "the other sentence is edited");
  // The page that is open is told, and shows the same.
  await page.waitForFunction(() => [...document.querySelectorAll("#rows .text")].some((text) => text.textContent.endsWith("encore.")));
  await idle(page);
  await showsWhatIs(page, memory, "carnet-de-nage");
  await server.end();
  await check(memory);
});

test("the list is filtered, and follows what others do", async (t) => {
  const { memory, page } = await articles(t);
  await interligne(memory, "import", ...sample("bac-de-lorme"));
  await page.waitForFunction(() => document.querySelectorAll("#articles tbody tr").length === 2);
  await page.locator("#q").fill("lorme");
  await page.waitForFunction(() => [...document.querySelectorAll("#articles tbody tr")].filter((row) => !row.hidden).length === 1);
  assert.match(await page.locator("#articles tbody tr:visible").textContent(), /bac-de-lorme/);
});

test("the list counts the places that the article has, with what the checks find, also after others' changes", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage"), sample("bac-de-lorme")]);
  const wrong = async (name, at) => {
    const bead = (await beads(memory, name)).beads.filter((one) => one.target.length === 1)[at];
    await interligne(memory, "memory", "edit", String(bead.unit), "--target", `${bead.target_text} 4711 words.`, "--status", "aligned");
  };
  await wrong("carnet-de-nage", 3);
  const server = await serve(t, memory);
  const page = await open(t, await browser(t), server.address);
  await page.waitForSelector("body[data-ready]");
  const counted = async (page) => {
    await page.waitForFunction(() => document.querySelectorAll("#articles tbody .places").length === 2 && !document.querySelector("#articles [data-counting]"));
    return page.locator("#articles tbody tr").evaluateAll((rows) => rows.map((row) => [row.dataset.article, row.querySelector(".places").textContent]).sort());
  };
  const there = async () => {
    const article = await open(t, page.context(), `${server.origin}/a/1`);
    const counts = [];
    for (const id of ["1", "2"]) {
      await article.goto(`${server.origin}/a/${id}`);
      await ready(article);
      counts.push([id, await article.locator("#places").textContent()]);
    }
    await article.close();
    return counts;
  };
  const before = await counted(page);
  assert.deepEqual(before, await there());
  // Whoever is at a link of the list stays at it.
  await page.locator('#articles a[href="/a/2"]').focus();
  await wrong("bac-de-lorme", 2);
  await page.waitForFunction((was) => document.querySelector('#articles tr[data-article="2"] .places').textContent !== was, before[1][1]);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "/a/2");
  assert.deepEqual(await counted(page), await there());
});

test("an article is exported in three forms", async (t) => {
  const { page, server } = await articles(t);
  await page.goto(`${server.origin}/a/1`);
  await ready(page);
  for (const [kind, begins] of [["TMX", "<?xml"], ["TSV", "fr\ten"], ["HTML", "<!"]]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`#exports a:has-text("${kind}")`).click()]);
    const text = readFileSync(await download.path(), "utf8");
    assert.ok(text.toLowerCase().startsWith(begins.toLowerCase()), `${kind}: ${text.slice(0, 40)}`);
    assert.match(text, /Learning to swim at forty/);
  }
});
