// The page of all articles: an article and its translation are dropped, or chosen, and imported.

import { $, $$, filled, tell, texts, warn } from "./dom.js";
import { post } from "./api.js";
import * as chrome from "./chrome.js";
import { listen } from "./events.js";

chrome.start();

const form = $("#import-form");
const section = $("#import");
const said = $("#imported");

async function send(files) {
  const body = new FormData();
  for (const file of files) body.append("files", file, file.name);
  if ($("#import-force").checked) body.append("force", "true");
  said.classList.remove("bad");
  said.textContent = texts.importing;
  form.toggleAttribute("inert", true);
  try {
    const answer = await post("/api/import", body);
    said.textContent = "";
    $("#import-files").value = "";
    if (answer.article) location.assign(`/a/${answer.article}`);
  } catch (refusal) {
    said.classList.add("bad");
    said.textContent = refusal.isUnreachable ? texts.told_server_gone : refusal.message;
  } finally {
    form.toggleAttribute("inert", false);
  }
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send($("#import-files").files);
  });
  // Two files may be dropped anywhere on the page.
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    section.classList.add("over");
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) section.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    section.classList.remove("over");
    void send(event.dataTransfer.files);
  });
}

/** Rows whose name or title have the words; without the program's help, since all are here. */
const query = $("#q");
function filter() {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = $$("#articles tbody tr");
  let count = 0;
  for (const row of rows) {
    const name = $("th", row).textContent.toLowerCase();
    row.hidden = !words.every((word) => name.includes(word));
    if (!row.hidden) count += 1;
  }
  return count;
}
let timer;
query?.addEventListener("input", () => {
  const count = filter();
  clearTimeout(timer);
  timer = setTimeout(() => tell(count === 0 ? texts.no_such_articles : filled(texts.told_rows, { count, total: $$("#articles tbody tr").length })), 600);
});

// Another window, or the command line, imported or mended something: the list is read anew, and nothing that is typed is lost.
async function renew() {
  try {
    const page = await fetch("/", { headers: { accept: "text/html" }, cache: "no-store" });
    if (!page.ok) return;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const [old, now] = [$("#articles") ?? $("#empty"), $("#articles", fresh) ?? $("#empty", fresh)];
    if (!old || !now) return;
    // Whoever is at a link stays at it.
    const at = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    old.replaceWith(document.adoptNode(now));
    if (at !== null) $(`#articles a[href="${at}"]`)?.focus({ preventScroll: true });
    if (query.value) filter();
  } catch {
    // What cannot be read now is told by the next thing that is done.
  }
}
/** The places of some articles, counted with what the checks find. */
function counted(counts) {
  for (const { article, places } of counts) {
    const cell = $(`#articles tr[data-article="${article}"] .places`);
    if (!cell) continue;
    cell.textContent = places;
    cell.removeAttribute("data-counting");
  }
}
let first = true;
listen(
  {
    articles: () => void renew(),
    article: () => void renew(),
    places: (event) => counted(event.articles),
    hello: () => {
      // What was counted before anybody listened is asked for.
      if (!first || $("#articles [data-counting]")) void renew();
      first = false;
    },
    files: (event) => warn(filled(texts.files_failed, { message: event.message })),
    end: () => chrome.ended(),
  },
  () => warn(texts.told_server_gone),
);
document.body.dataset.ready = "";
