// A memory of a test: made by the command line, and asked by it, never by what the page believes.

import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { mkdtempSync, rmSync, readdirSync, readFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const run = promisify(execFile);

export const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const root = path.dirname(path.dirname(here));
export const samples = path.join(root, "samples");

/** The program: the one that `INTERLIGNE` names, else what `cargo build` made last. */
export const program = process.env.INTERLIGNE ?? path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, "target"), "debug", "interligne");

const endings = new WeakMap();

/** Has something done when the test is over: what was begun last is ended first. */
export function later(t, step) {
  if (!endings.has(t)) {
    endings.set(t, []);
    t.after(async () => {
      for (const ending of endings.get(t).reverse()) await ending();
    });
  }
  endings.get(t).push(step);
}

/** A folder that is gone when the test is over. */
export function folder(t) {
  const made = mkdtempSync(path.join(tmpdir(), "interligne-browser-"));
  later(t, () => rmSync(made, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  return made;
}

/** Runs the command line on a memory; gives what it printed, and refuses where it does. */
export async function interligne(memory, ...args) {
  const { stdout } = await run(program, ["--memory", memory, ...args], { maxBuffer: 1 << 28 });
  return stdout;
}

/** A new memory with the article pairs of these files, each `[source, target]`. */
export async function memoryOf(t, pairs, options = []) {
  const memory = path.join(folder(t), "memory");
  for (const [source, target] of pairs) await interligne(memory, "import", ...options, source, target);
  return memory;
}

/** The pair of samples of a name. */
export function sample(name) {
  const kind = existsSync(path.join(samples, `${name}.fr.html`)) ? "html" : "txt";
  return ["fr", "en"].map((lang) => path.join(samples, `${name}.${lang}.${kind}`));
}

/** The article, its beads in order, and what was left out, as `memory beads --json` has them. */
export async function beads(memory, article = "1") {
  const lines = (await interligne(memory, "memory", "beads", article, "--json")).trim().split("\n").map((line) => JSON.parse(line));
  const [info, ...rest] = lines;
  return { info, beads: rest.filter((line) => "position" in line), leftOut: rest.filter((line) => !("position" in line)) };
}

/** What tells one state of an article from another: texts, how they go together, what a person said. No version, no number of a segment that a cut made. */
export function state({ beads, leftOut }) {
  const texts = (segments) => segments.map((segment) => [segment.text, segment.original]);
  return {
    beads: beads.map((bead) => [texts(bead.source), texts(bead.target), bead.state, bead.origin, bead.moved, bead.note, bead.confidence]),
    leftOut: leftOut.map((segment) => [segment.side, segment.text, segment.left_out]),
  };
}

/** The pairs of an article as texts, `source ⇔ target`. */
export function pairs({ beads }) {
  const text = (segments) => segments.map((segment) => segment.text).join(" ");
  return beads.map((bead) => `${text(bead.source)} ⇔ ${text(bead.target)}`);
}

/** Refuses unless the memory is sound, and every sure pair of the article stands in its files. */
export async function check(memory) {
  const report = await interligne(memory, "memory", "check");
  if (!report.includes("sound")) throw new Error(`memory check: ${report}`);
}

/** The texts of all files of a folder of TMX, unescaped. */
export function tmx(memory, name = "tmx") {
  const at = path.join(memory, name);
  if (!existsSync(at)) return "";
  const files = readdirSync(at, { recursive: true }).map(String).filter((file) => file.endsWith(".tmx")).sort();
  const all = files.map((file) => readFileSync(path.join(at, file), "utf8")).join("\n");
  return all.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&apos;", "'").replaceAll("&amp;", "&");
}

/** Starts `interligne review`; gives its address, and how to end it. */
export async function serve(t, memory, ...args) {
  return serveBehind(t, [], memory, ...args);
}

/** The same behind other programs, which run it. */
export async function serveBehind(t, before, memory, ...args) {
  const [first, ...rest] = [...before, program, "--memory", memory, "review", "--no-open", ...args];
  const child = spawn(first, rest, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    const look = (chunk) => {
      said += chunk;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+\/\S*/);
      if (found) resolve(found[0]);
    };
    child.stdout.setEncoding("utf8").on("data", look);
    child.stderr.setEncoding("utf8").on("data", look);
    child.once("exit", (code) => reject(new Error(`interligne review ended with ${code}: ${said}`)));
    child.once("error", reject);
  });
  const end = async (signal = "SIGTERM") => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  later(t, () => end());
  return { address, origin: new URL(address).origin, end, ended, said: () => said };
}
