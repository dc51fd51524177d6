// What stands in the way of writing: a full disk, another program that has the memory. Nothing is changed, and what was typed stays.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { closeSync, cpSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { beads, check, folder, later, memoryOf, sample, state } from "../support/memory.js";
import { focus, idle, press, review, showsWhatIs } from "../support/review.js";

const runs = (program, ...args) => {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** A small disk of its own; null where none can be mounted. */
function smallDisk(t) {
  const at = path.join(folder(t), "disk");
  mkdirSync(at);
  if (!runs("mount", "-t", "tmpfs", "-o", "size=4m", "none", at)) return null;
  later(t, () => void runs("umount", "-l", at));
  return at;
}

/** Fills a disk to the last byte. */
function fill(disk) {
  const filler = path.join(disk, "filler");
  const file = openSync(filler, "w");
  for (const size of [1 << 16, 1]) {
    try {
      for (;;) if (writeSync(file, Buffer.alloc(size)) === 0) break;
    } catch (error) {
      assert.equal(error.code, "ENOSPC");
    }
  }
  closeSync(file);
  return filler;
}

test("a full disk: nothing is changed, it is said, and what was typed is saved when there is room again", async (t) => {
  const disk = smallDisk(t);
  if (!disk) return t.skip("no disk can be mounted here: that takes root");
  const memory = path.join(disk, "memory");
  cpSync(await memoryOf(t, [sample("carnet-de-nage")]), memory, { recursive: true });
  const { page, server } = await review(t, memory);
  const before = await beads(memory);
  const bead = before.beads[4];
  const filler = fill(disk);
  await focus(page, bead.source[0].id);
  await press(page, "x");
  const alert = page.locator("#alert.shown");
  assert.match(await alert.textContent(), /no space left.*nothing was changed/);
  await focus(page, bead.target[0].id);
  await press(page, "Enter");
  await page.locator(".editor").fill("Typed on a full disk.");
  await press(page, "Enter");
  assert.match(await alert.textContent(), /no space left/);
  assert.equal(await page.locator(".editor").inputValue(), "Typed on a full disk.");
  assert.match(await page.locator("#saved").textContent(), /Not saved/);
  assert.deepEqual(state(await beads(memory)), state(before));
  rmSync(filler);
  await press(page, "Enter");
  assert.equal(await alert.count(), 0);
  assert.equal((await showsWhatIs(page, memory)).beads[4].target_text, "Typed on a full disk.");
  assert.equal(await page.locator("#saved").textContent(), "Saved");
  await server.end();
  await check(memory);
});

/** Another program that has the memory, until its input ends. */
async function holder(t, memory) {
  const hold = `
import fcntl, sys
lock = open(sys.argv[1], "w")
fcntl.flock(lock, fcntl.LOCK_EX)
lock.write("interligne import (process 4711)\\n"); lock.flush()
print("held", flush=True)
sys.stdin.read()`;
  const child = spawn("python3", ["-c", hold, path.join(memory, "lock")], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const release = () => {
    child.stdin.end();
    return ended;
  };
  later(t, release);
  return release;
}

const python = runs("python3", "-c", "import fcntl");

test("a memory that another program has is waited for", { skip: python ? false : "no python3" }, async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const bead = (await beads(memory)).beads[4];
  await focus(page, bead.source[0].id);
  const release = await holder(t, memory);
  await page.keyboard.press("x");
  await page.waitForFunction(() => document.querySelector("#saved").textContent === "Saving…");
  assert.equal(await page.locator("#grid").getAttribute("aria-busy"), "true");
  await release();
  await idle(page);
  assert.equal(await page.locator("#alert.shown").count(), 0);
  assert.equal((await showsWhatIs(page, memory)).beads.find((one) => one.source.some((own) => own.id === bead.source[0].id)).target.length, 0);
});

test("who has the memory for longer is named, and what was typed stays", { skip: python ? false : "no python3" }, async (t) => {
  const memory = await memoryOf(t, [sample("carnet-de-nage")]);
  const { page } = await review(t, memory);
  const before = await beads(memory);
  const bead = before.beads[4];
  await focus(page, bead.target[0].id);
  await press(page, "Enter");
  await page.locator(".editor").fill("Typed meanwhile.");
  const release = await holder(t, memory);
  await press(page, "Enter");
  assert.match(await page.locator("#alert.shown").textContent(), /in use by interligne import \(process 4711\)/);
  assert.equal(await page.locator(".editor").inputValue(), "Typed meanwhile.");
  assert.deepEqual(state(await beads(memory)), state(before));
  await release();
  await press(page, "Enter");
  assert.equal((await showsWhatIs(page, memory)).beads[4].target_text, "Typed meanwhile.");
});
