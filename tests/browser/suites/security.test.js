// What others may try: texts that are HTML, frames, other origins, other names of this machine.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { request } from "node:http";
import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { beads, folder, interligne, later, memoryOf, sample, serve, serveBehind, state } from "../support/memory.js";
import { browser, open } from "../support/browser.js";
import { focus, idle, press, ready, review, showsWhatIs } from "../support/review.js";

const EVIL = `<script>document.title = "evil"</script><img src=x onerror="document.title='evil'"><iframe srcdoc="&lt;script&gt;parent.document.title='evil'&lt;/script&gt;"></iframe>`;

/** A page of another origin on this machine. */
async function elsewhere(t, html) {
  const server = createServer((asked, answer) => answer.writeHead(200, { "content-type": "text/html" }).end(html));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  later(t, () => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}/`;
}

test("texts, names, titles and notes that are HTML are texts", async (t) => {
  const at = folder(t);
  const files = [path.join(at, "a<b>c.fr.txt"), path.join(at, "a<b>c.en.txt")];
  const say = (text) => `${text} ${EVIL}\n\nLe port est fermé depuis lundi. ${EVIL}\n`;
  writeFileSync(files[0], say("Le marché du samedi"));
  writeFileSync(files[1], say("The Saturday market").replace("Le port est fermé depuis lundi.", "The harbour has been closed since Monday."));
  const memory = await memoryOf(t, [files], ["--presegmented", "--name", `${EVIL.slice(0, 60)}`]);
  const { page, server } = await review(t, memory);
  const title = await page.title();
  const now = await showsWhatIs(page, memory);
  const bead = now.beads.find((one) => one.source.length > 0 && one.target.length > 0);
  await focus(page, bead.target[0].id);
  await press(page, "o");
  await page.locator("#note-text").fill(EVIL);
  await press(page, "Control+Enter");
  await press(page, "Enter");
  await page.locator(".editor").fill(`${EVIL} edited`);
  await press(page, "Enter");
  for (const tab of ["memory", "concordance", "history", "note"]) {
    await page.locator(`#tab-${tab}`).click();
    if (tab === "concordance") {
      await page.locator("#concordance-q").fill("script");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#concordance-found > *");
    }
    await page.waitForTimeout(300);
  }
  await page.locator("#q").fill("<script>");
  await idle(page);
  await page.waitForTimeout(400);
  const foreign = () => page.evaluate(() => document.querySelectorAll("iframe, #rows img, #panels img, #rows script, #panels script").length);
  assert.equal(await foreign(), 0);
  assert.equal(await page.title(), title);
  const again = (await beads(memory)).beads.find((one) => one.id === bead.id);
  assert.deepEqual([again.note, again.target_text], [EVIL, `${EVIL} edited`], "and they are kept as they were typed");
  await page.goto(`${server.origin}/`);
  await page.waitForSelector("body[data-ready]");
  assert.equal(await foreign(), 0);
  assert.notEqual(await page.title(), "evil");
});

test("no other page shows it in a frame, reads it or writes to it", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page, server, context } = await review(t, memory);
  const before = state(await beads(memory));
  const html = `<title>elsewhere</title><iframe id="frame" src="${server.origin}/a/1"></iframe>
    <form id="form" method="post" enctype="text/plain" target="out" action="${server.origin}/api/articles/1/actions"><input name='{"version":1,"do":"confirm","bead":1,"x":"' value='"}'></form><iframe name="out"></iframe>
    <img id="image" src="${server.origin}/a/1"><script src="${server.origin}/assets/article.js"></script>`;
  const address = await elsewhere(t, html);
  const other = await context.newPage();
  await other.goto(address);
  await other.waitForTimeout(500);
  const inFrame = other.frames().find((frame) => frame.url().startsWith(server.origin));
  // Of a frame that is refused nothing is ever ready to be asked.
  const soon = new Promise((resolve) => setTimeout(() => resolve(0), 2_000));
  const shown = inFrame ? await Promise.race([inFrame.evaluate(() => document.querySelectorAll("#rows .bead").length).catch(() => 0), soon]) : 0;
  assert.equal(shown, 0, "no rows in a frame");
  const read = await other.evaluate(async (origin) => {
    const tried = [];
    for (const options of [{}, { credentials: "include" }, { credentials: "include", mode: "no-cors" }]) {
      tried.push(await fetch(`${origin}/api/articles`, options).then((answer) => answer.text(), () => "refused"));
    }
    tried.push(await fetch(`${origin}/api/articles/1/actions`, { method: "POST", credentials: "include", mode: "no-cors", body: '{"version":1,"do":"confirm","bead":1}' }).then((answer) => answer.text(), () => "refused"));
    tried.push(await new Promise((resolve) => {
      const source = new EventSource(`${origin}/api/events`, { withCredentials: true });
      source.onmessage = () => resolve("heard");
      source.onerror = () => resolve("refused");
    }));
    return tried;
  }, server.origin);
  for (const each of read) assert.ok(each === "refused" || each === "", each);
  await other.evaluate(() => document.getElementById("form").submit());
  await other.waitForTimeout(400);
  assert.deepEqual(state(await beads(memory)), before);
  // And the page itself goes on.
  await page.bringToFront();
  await page.locator(".segment[tabindex='0']").first().focus();
  await press(page, "c");
  assert.notDeepEqual(state(await beads(memory)), before);
});

/** What is answered to a request that no browser would send. */
function ask(server, pathname, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const asked = request(`${server.origin}${pathname}`, { method, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

test("another name of this machine, no cookie and no token: refused", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { context, page, server } = await review(t, memory);
  const own = (await context.cookies(server.origin)).find((cookie) => cookie.httpOnly);
  assert.equal(own.name, `interligne-${new URL(server.origin).port}`);
  assert.equal(own.sameSite, "Strict");
  const cookie = `${own.name}=${own.value}`;
  const token = await page.locator('meta[name="interligne-page"]').getAttribute("content");
  assert.equal((await ask(server, "/", { headers: { cookie } })).statusCode, 200);
  assert.equal((await ask(server, "/")).statusCode, 403, "no cookie");
  assert.equal((await ask(server, "/", { headers: { cookie, host: `evil.example:${new URL(server.origin).port}` } })).statusCode, 421, "DNS rebinding");
  assert.equal((await ask(server, "/", { headers: { cookie, "sec-fetch-site": "cross-site" } })).statusCode, 403);
  const body = JSON.stringify({ version: 1, do: "confirm", bead: 1 });
  const post = (headers) => ask(server, "/api/articles/1/actions", { method: "POST", body, headers: { "content-type": "application/json", cookie, ...headers } });
  assert.equal((await post({})).statusCode, 403, "no token");
  assert.equal((await post({ "x-interligne-page": "0".repeat(32) })).statusCode, 403, "a wrong token");
  assert.equal((await post({ "x-interligne-page": token, origin: "http://evil.example" })).statusCode, 403, "another origin");
  assert.equal((await post({ "x-interligne-page": token })).statusCode, 200);
  const policy = (await ask(server, "/a/1", { headers: { cookie } })).headers;
  assert.match(policy["content-security-policy"], /default-src 'none'.*frame-ancestors 'none'/);
  assert.doesNotMatch(policy["content-security-policy"], /unsafe/);
});

test("a memory that can only be read is shown, and nothing can be changed", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  await interligne(memory, "memory", "check");
  const before = state(await beads(memory));
  // Root is not bound by permissions unless it gives that up.
  const bound = process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-all"] : [];
  chmodSync(memory, 0o555);
  later(t, () => chmodSync(memory, 0o755));
  if (bound.length > 0 && spawnSync(bound[0], [...bound.slice(1), "touch", path.join(memory, "probe")]).status !== 1) return t.skip("root cannot give up that it writes everywhere");
  const server = await serveBehind(t, bound, memory);
  const context = await browser(t);
  const page = await open(t, context, server.address);
  await page.goto(`${server.origin}/a/1`);
  await ready(page);
  await page.locator(".segment[tabindex='0']").first().focus();
  await press(page, "m");
  assert.equal(await page.locator('#actions [data-command="merge"]').getAttribute("aria-disabled"), "true");
  assert.deepEqual(state(await showsWhatIs(page, memory)), before);
  return undefined;
});
