// How fast the page is with 10,000 segments: the first rows, and from a key to what it painted. Not a test: it prints figures.
//
//     INTERLIGNE=target/release/interligne node bench.js

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { executable } from "./support/browser.js";
import { program } from "./support/memory.js";

const SENTENCES = 5_000;
const at = mkdtempSync(path.join(tmpdir(), "interligne-bench-"));
const places = [["le port", "the harbour"], ["la gare", "the station"], ["le marché", "the market"], ["l’école", "the school"], ["la forge", "the forge"]];
const lines = (line) => Array.from({ length: SENTENCES }, (_, number) => line(number)).join("\n");
writeFileSync(path.join(at, "long.fr.txt"), lines((number) => `Le wagon numéro ${number} attend devant ${places[number % 5][0]}.`));
writeFileSync(path.join(at, "long.en.txt"), lines((number) => `Wagon number ${number} waits in front of ${places[number % 5][1]}.`));
const memory = path.join(at, "memory");
execFileSync(program, ["--memory", memory, "import", "--presegmented", path.join(at, "long.fr.txt"), path.join(at, "long.en.txt")], { stdio: "ignore" });

const server = spawn(program, ["--memory", memory, "review", "--no-open"]);
const address = await new Promise((resolve) => {
  let said = "";
  server.stdout.on("data", (chunk) => {
    said += chunk;
    const found = said.match(/http:\/\/127\S+/);
    if (found) resolve(found[0]);
  });
});
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const context = await chromium.launchPersistentContext(path.join(at, "profile"), { executablePath: executable, args: flags, viewport: { width: 1280, height: 800 } });
const page = await context.newPage();
await page.goto(address);
await page.waitForSelector("body[data-page]");
const { origin } = new URL(address);

const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const told = (name, values) => console.log(`${name}: median ${percentile(values, 0.5).toFixed(0)} ms, p95 ${percentile(values, 0.95).toFixed(0)} ms, n = ${values.length}`);

const first = [];
for (let turn = 0; turn < 10; turn++) {
  await page.goto(`${origin}/a/1`);
  const painted = await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
  first.push(await painted.jsonValue());
}
told("first rows painted", first);
await page.waitForSelector("body[data-ready]");
await page.locator(".segment[tabindex='0']").first().focus();
await page.keyboard.press("g");
await page.locator("#go-to").fill("2500");
await page.keyboard.press("Enter");
await page.waitForFunction(() => document.activeElement.closest(".bead")?.dataset.index === "2499");

/** From the key's own time to the frame after the rows changed. */
await page.evaluate(() => {
  globalThis.painted = [];
  let pressed = 0;
  addEventListener("keydown", (event) => void (pressed = event.timeStamp), true);
  const changed = () => {
    if (pressed === 0) return;
    const since = pressed;
    pressed = 0;
    requestAnimationFrame(() => setTimeout(() => globalThis.painted.push(performance.now() - since)));
  };
  new MutationObserver(changed).observe(document.querySelector("#rows"), { childList: true });
});
const actions = {};
for (const keys of [["m", "z"], ["r", "z"], ["x", "z"]]) {
  for (let turn = 0; turn < 30; turn++) {
    for (const key of keys) {
      const count = await page.evaluate(() => globalThis.painted.length);
      await page.keyboard.press(key);
      await page.waitForFunction((count) => globalThis.painted.length > count, count);
      (actions[key] ??= []).push(await page.evaluate(() => globalThis.painted.at(-1)));
      await page.waitForFunction(() => !document.querySelector("#grid[aria-busy]"));
    }
  }
}
for (const [key, times] of Object.entries(actions)) told(`${key}, from the key to the paint`, times);
told("all actions", Object.values(actions).flat());
// What is done here and by the command line is told to another page, which shows it.
const other = await context.newPage();
await other.goto(`${origin}/a/1?at=2500`);
await other.waitForSelector("body[data-ready]");
const shows = (page, bead, state) => page.waitForFunction(([id, state]) => document.querySelector(`#bead-${id}`)?.dataset.state === state, [bead, state]);
const bead = Number(await page.evaluate(() => document.activeElement.closest(".bead").dataset.bead));
const there = { page: [], command: [] };
for (let turn = 0; turn < 20; turn++) {
  let since = performance.now();
  await page.keyboard.press("r");
  await shows(other, bead, "rejected");
  there.page.push(performance.now() - since);
  await shows(page, bead, "rejected");
  execFileSync(program, ["--memory", memory, "memory", "act", "1", "undo"], { stdio: "ignore" });
  since = performance.now();
  await shows(other, bead, "auto");
  there.command.push(performance.now() - since);
  await shows(page, bead, "auto");
  await page.waitForFunction(() => !document.querySelector("#grid[aria-busy]"));
}
told("from a key in one page until the other one shows it", there.page);
told("from the end of a command until a page shows it", there.command);
console.log(`rows in the document: ${await page.locator("#rows .bead").count()}`);
await context.close();
const ended = new Promise((resolve) => server.once("exit", resolve));
server.kill();
await ended;
rmSync(at, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
