// For everybody: axe-core finds nothing, in both themes and languages, on a phone and at 200 % zoom; keys, focus and names are there.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { beads, interligne, memoryOf, sample, serve } from "../support/memory.js";
import { browser, open, shot } from "../support/browser.js";
import { focus, idle, press, ready, review, showsWhatIs } from "../support/review.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds wrong, in words. */
async function violations(page) {
  // By the debugger's door, which the page's own policy does not bind; once for each page that was loaded.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}

/** No part of the page lies beyond its right edge. */
async function fits(page) {
  const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= width, `${wide} of ${width} pixels`);
}

const sizes = {
  wide: { width: 1280, height: 800 },
  phone: { width: 360, height: 740 },
  // 1280 by 800 at 200 %.
  zoomed: { width: 640, height: 400 },
};

test("axe-core finds nothing", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage"), sample("ligne-du-val-serin"), sample("maison-du-sel")]);
  const now = await beads(memory);
  const act = (...args) => interligne(memory, "memory", "act", "1", ...args.map(String));
  await act("confirm", now.beads[1].id);
  await act("reject", now.beads[3].id);
  await act("note", now.beads[4].id, "A note");
  await act("edit", now.beads[5].id, "--target", "Edited in 1871.");
  await act("part", now.beads[7].id);
  const server = await serve(t, memory);
  for (const colorScheme of ["light", "dark"]) {
    for (const locale of ["en-GB", "fr-FR"]) {
      await t.test(`${colorScheme}, ${locale}`, async (t) => {
        const context = await browser(t, { colorScheme, locale });
        const page = await open(t, context, server.address);
        for (const [size, viewport] of Object.entries(sizes)) {
          await page.setViewportSize(viewport);
          await page.goto(`${server.origin}/`);
          await page.waitForSelector("body[data-ready]");
          assert.equal(await page.locator("html").getAttribute("lang"), locale.slice(0, 2));
          assert.deepEqual(await violations(page), [], `articles, ${size}`);
          await fits(page);
          await shot(page, `articles-${size}-${colorScheme}-${locale}`);
          await page.goto(`${server.origin}/a/1`);
          await ready(page);
          await page.locator(".segment[tabindex='0']").first().focus();
          await press(page, "ArrowDown", "ArrowDown");
          await page.waitForTimeout(400);
          assert.deepEqual(await violations(page), [], `article, ${size}`);
          await fits(page);
          await shot(page, `article-${size}-${colorScheme}-${locale}`);
          await press(page, "Enter");
          await page.locator(".editor").fill("Typed, and not saved.");
          assert.deepEqual(await violations(page), [], `editing, ${size}`);
          await fits(page);
          await page.locator("#rows .segment .text").first().click();
          await page.waitForSelector("#rows .sign.draft");
          await page.locator(".editor").press("Control+Enter");
          await page.waitForSelector("#alert.shown");
          assert.deepEqual(await violations(page), [], `typed and not saved, and an alert, ${size}`);
          await fits(page);
          await page.locator(".editor").press("Escape");
          if (size !== "wide") continue;
          for (const tab of ["memory", "concordance", "history", "note"]) {
            await page.locator(`#tab-${tab}`).click();
            await page.waitForTimeout(300);
            assert.deepEqual(await violations(page), [], `panel ${tab}`);
          }
          await page.locator(".segment[tabindex='0']").first().focus();
          await press(page, " ");
          assert.deepEqual(await violations(page), [], "linking");
          await press(page, "Escape", "?");
          assert.deepEqual(await violations(page), [], "keys");
          await page.keyboard.press("Escape");
          await page.locator(".segment[tabindex='0']").first().focus();
          await page.keyboard.press("Shift+F10");
          await page.waitForSelector("#menu");
          assert.deepEqual(await violations(page), [], "menu");
          await page.keyboard.press("Escape");
          await page.locator("#left-out summary").click();
          await page.waitForTimeout(200);
          assert.deepEqual(await violations(page), [], "left out");
        }
      });
    }
  }
});

test("the Tab key comes to everything, and each stop is seen and has a name", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const stops = [];
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const active = document.activeElement;
      const box = active.getBoundingClientRect();
      const style = getComputedStyle(active);
      return {
        what: active === document.body ? "" : `${active.tagName}#${active.id}`,
        isSeen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
        hasRing: style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2,
        name: (active.getAttribute("aria-label") ?? active.labels?.[0]?.textContent ?? active.textContent ?? "").trim(),
        isInGrid: active.closest("#grid") !== null,
      };
    });
    if (stop.what === "") break;
    assert.ok(stop.isSeen, `${stop.what} is seen`);
    assert.ok(stop.hasRing, `${stop.what} shows that it has the focus`);
    assert.notEqual(stop.name, "", `${stop.what} has a name`);
    stops.push(stop);
  }
  assert.equal(stops.filter((stop) => stop.isInGrid).length, 1, "the grid is one stop");
  assert.ok(stops.some((stop) => stop.what === "INPUT#q") && stops.some((stop) => stop.what === "BUTTON#quit"));
});

test("keys work in the rows only, are changed, and switched off", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const count = async () => (await beads(memory)).beads.length;
  const before = await count();
  await page.locator("#q").focus();
  await page.keyboard.type("m");
  await idle(page);
  await page.keyboard.press("Escape");
  await page.locator("#theme").focus();
  await press(page, "m");
  assert.equal(await count(), before, "typed elsewhere they do nothing");

  const first = page.locator(".segment[tabindex='0']").first();
  await first.focus();
  await press(page, "?");
  await page.locator('#help [data-command="merge"] button').click();
  await page.keyboard.press("k");
  assert.equal(await page.locator('#help [data-command="merge"] kbd').first().textContent(), "K");
  await page.locator('#help [data-command="part"] button').click();
  await page.keyboard.press("k");
  assert.notEqual(await page.locator('#help [data-command="part"] kbd').first().textContent(), "K", "no key does two things");
  await page.keyboard.press("Escape");
  await first.focus();
  await press(page, "m");
  assert.equal(await count(), before);
  await press(page, "k");
  assert.equal(await count(), before - 1);
  await press(page, "Control+z");

  // It is kept, and the usual keys come back.
  await page.reload();
  await ready(page);
  assert.match(await page.locator('#actions [data-command="merge"]').textContent(), /K/);
  await first.focus();
  await press(page, "?");
  await page.locator("#keys-on").uncheck();
  await page.keyboard.press("Escape");
  await first.focus();
  await press(page, "k");
  assert.equal(await count(), before, "switched off");
  await press(page, "ArrowDown", "ArrowRight");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".target .segment")), "arrows still move");
  await page.locator('#actions [data-command="keys"]').click();
  await page.locator("#keys-on").check();
  await page.locator("#help").getByRole("button", { name: "Usual keys" }).click();
  await page.keyboard.press("Escape");
  await first.focus();
  await press(page, "m");
  assert.equal(await count(), before - 1);
});

test("arrows, Home, End and pages move the focus, and the places are gone through", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const now = await beads(memory);
  const here = () => page.evaluate(() => [Number(document.activeElement.closest(".bead").dataset.index), document.activeElement.dataset.side]);
  await focus(page, now.beads[0].source[0].id);
  await press(page, "ArrowDown", "ArrowDown");
  assert.deepEqual(await page.evaluate(() => Number(document.activeElement.dataset.segment)), now.beads[1].source[1].id);
  await press(page, "Control+ArrowDown");
  assert.deepEqual(await here(), [2, "source"]);
  await press(page, "End");
  assert.deepEqual(await here(), [2, "target"]);
  await press(page, "Home");
  assert.deepEqual(await here(), [2, "source"]);
  await press(page, "Control+End");
  assert.deepEqual(await here(), [now.beads.length - 1, "source"]);
  await press(page, "PageUp");
  assert.ok((await here())[0] < now.beads.length - 2);
  await press(page, "Control+Home");
  assert.deepEqual(await here(), [0, "source"]);
  const places = await page.evaluate(async () => (await (await fetch("/api/articles/1/places")).json()).places.map((place) => place.index));
  assert.ok(places.length > 1);
  for (const place of [...places, places[0]]) {
    await press(page, "n");
    assert.equal((await here())[0], place);
  }
  await press(page, "Shift+N");
  assert.equal((await here())[0], places.at(-1));
  // Confirmed one by one, none is left.
  await press(page, "Control+Home", "n");
  for (let left = places.length; left > 0; left--) await press(page, "c");
  assert.equal(await page.locator("#places").textContent(), "0");
  await press(page, "n");
  assert.match(await page.locator("#told").textContent(), /No place/);
  await showsWhatIs(page, memory);
});

test("the theme is chosen and kept, and so is the language", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory, { colorScheme: "light" });
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  await page.locator("#theme").click();
  await page.locator("#theme").click();
  const dark = await paper();
  assert.notEqual(dark, light);
  await page.locator("#choices a[hreflang='fr']").click();
  await ready(page);
  assert.equal(await page.locator("html").getAttribute("lang"), "fr");
  assert.equal(await paper(), dark);
  assert.match(await page.locator('#actions [data-command="confirm"]').textContent(), /Confirmer/);
  assert.match(await page.locator(".confidence .sr").first().textContent(), /confiance/);
});

test("on a phone the source stands above its translation, and five buttons below; the fifth has the rest", async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory, { viewport: sizes.phone, hasTouch: true });
  const now = await beads(memory);
  const bead = now.beads[2];
  const [source, target] = await Promise.all([bead.source[0], bead.target[0]].map((segment) => page.locator(`#segment-${segment.id}`).boundingBox()));
  assert.ok(source.y + source.height <= target.y && Math.abs(source.x - target.x) < 2);
  assert.equal(await page.locator("#actions button:visible").count(), 5);
  for (const button of await page.locator("#actions button:visible").all()) {
    const box = await button.boundingBox();
    assert.ok(box.width >= 44 && box.height >= 44, "large enough for a thumb");
  }
  await page.locator(`#segment-${bead.source[0].id} .text`).tap();
  await page.locator('#actions [data-command="confirm"]').tap();
  await idle(page);
  assert.equal((await beads(memory)).beads[2].state, "confirmed");
  await page.locator(`#segment-${bead.source[0].id} .text`).tap();
  await page.locator("#actions .more").tap();
  await page.locator('#menu [data-command="reject"]').tap();
  await idle(page);
  assert.equal((await showsWhatIs(page, memory)).beads[2].state, "rejected");
});
