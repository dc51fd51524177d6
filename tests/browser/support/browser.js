// The browser of the tests: Chromium without a window; each test has a context of its own, which nobody used before.

import { chromium } from "playwright-core";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { after } from "node:test";
import { later } from "./memory.js";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
export const executable = process.env.CHROMIUM ?? places.find((place) => existsSync(place));

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** One browser for all tests of a suite: starting it takes longer than most of what a test does. */
let started = null;
after(async () => (await started)?.close());

/** A context of its own, as a browser that nobody used before: language, theme and size as asked. */
export async function browser(t, options = {}) {
  if (!executable) throw new Error("no Chromium: install it, or name it in CHROMIUM");
  started ??= chromium.launch({ executablePath: executable, args: flags });
  const context = await (await started).newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
  later(t, () => context.close());
  context.setDefaultTimeout(60_000);
  return context;
}

/** A page at an address. What it throws, and what it is refused to load, makes the test fail. */
export async function open(t, context, address) {
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource|ERR_/.test(message.text())) faults.push(message.text());
  });
  page.faults = faults;
  later(t, () => {
    if (faults.length > 0) throw new Error(`the page complained: ${faults.join("; ")}`);
  });
  await page.goto(address);
  // The address lets one in, and leads on to the page.
  await page.waitForSelector("body[data-page]");
  return page;
}

/** Keeps a picture of the page where SHOTS names a folder. */
export async function shot(page, name, options = {}) {
  if (!process.env.SHOTS) return;
  mkdirSync(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`), ...options });
}
