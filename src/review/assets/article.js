// The page of an article: what its parts are, and who tells whom.

import { $, $$, data, filled, pieces, texts, warn } from "./dom.js";
import { getHtml } from "./api.js";
import * as chrome from "./chrome.js";
import { Bar } from "./bar.js";
import { commands, ask, Pin } from "./commands.js";
import { textItems } from "./cuts.js";
import { Desk } from "./desk.js";
import { dragging, handles } from "./drag.js";
import { Drafts } from "./drafts.js";
import { Editor } from "./edit.js";
import { listen } from "./events.js";
import { Find } from "./find.js";
import { Grid } from "./grid.js";
import { Keys } from "./keys.js";
import { Links } from "./links.js";
import { Panels } from "./panels.js";
import { View } from "./view.js";

chrome.start();

const view = new View();
const grid = new Grid(view);
const drafts = new Drafts();
const desk = new Desk(view, grid, drafts);
const editor = new Editor(desk, grid, drafts);
const pin = new Pin(desk, grid);
const find = new Find(view, grid, desk);
const links = new Links(grid);
const panels = new Panels({ view, grid, desk, drafts });
const list = commands({ view, grid, desk, editor, pin, panels, ask });
const keys = new Keys(list, { grid, desk, pin, editor });
keys.help();
const bar = new Bar(list, keys, grid, (cell, event) => textItems({ editor, desk, drafts, grid }, cell, event));
dragging({ view, grid, desk, pin, drafts });
keys.onChange = () => bar.draw();

editor.showAll = () => find.all();
chrome.unsaved.count = () => drafts.count;
drafts.onChange = () => {
  desk.saved();
  drafts.mark(view);
  const isOpen = ({ kind, id }) => (kind === "edit" ? editor.open?.segment === String(id) : panels.isNoteOf(id));
  drafts.list(isOpen, view, (draft) => void desk.next(() => (draft.kind === "edit" ? editor.goOn(draft) : panels.goOn(draft))));
};

view.onRows = (rows) => {
  handles(rows);
  editor.follow();
  pin.mark();
  find.words();
  grid.mark();
  drafts.mark(view);
  // The stop of the Tab key is the cell that has the focus, also in rows that are new.
  const cell = grid.cell();
  if (cell) cell.tabIndex = 0;
};
grid.onMove = () => {
  bar.update();
  panels.update();
  links.update();
  strip();
  drafts.onChange();
};
desk.onChange = () => {
  bar.update();
  panels.changed();
  links.changed();
  leftOut.changed();
  void strips();
};

/** Where one is, along the article. */
function strip() {
  const at = grid.current ? view.index(grid.current.bead) : -1;
  for (const part of $$("#strip a")) {
    const from = Number(part.dataset.index);
    const isHere = at >= from && at < from + Number(part.dataset.count);
    part.classList.toggle("current", isHere);
    if (isHere) part.setAttribute("aria-current", "true");
    else part.removeAttribute("aria-current");
  }
  if (!$("#strip")?.contains(document.activeElement)) stop();
}

/** The strip is one stop of the Tab key: at the part where one is. Arrows go along it. */
function stop(part = $("#strip a.current") ?? $("#strip a")) {
  for (const other of $$("#strip a")) other.tabIndex = other === part ? 0 : -1;
}

document.addEventListener("keydown", (event) => {
  const parts = $$("#strip a");
  const at = parts.indexOf(event.target);
  if (at < 0) return;
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const ends = { Home: parts[0], End: parts.at(-1) };
  const next = step ? parts[at + step] : ends[event.key];
  if (!step && !next) return;
  event.preventDefault();
  if (!next) return;
  stop(next);
  next.focus();
});

/** The strip as it is after a change. */
let stripTimer;
async function strips() {
  clearTimeout(stripTimer);
  stripTimer = setTimeout(async () => {
    try {
      const [fresh] = pieces(await getHtml(`/a/${data.article}/strip`));
      const old = $("#strip");
      if (!fresh || old.contains(document.activeElement)) return;
      old.replaceWith(fresh);
      strip();
    } catch {
      // It is told elsewhere that the program is gone.
    }
  }, 400);
}

document.addEventListener("click", (event) => {
  const part = event.target.closest("#strip a");
  if (!part || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const bead = view.all[Number(part.dataset.index)];
  if (bead !== undefined) void desk.next(() => grid.go(bead, { still: true }));
});

$(".skip").addEventListener("click", (event) => {
  const cell = grid.cell();
  if (!cell) return;
  event.preventDefault();
  grid.set(cell, {});
});

$("#rows").addEventListener("dblclick", (event) => {
  const cell = event.target.closest(".segment");
  if (cell && !event.target.closest("textarea")) void desk.next(() => editor.begin(cell));
});

/** What was left out: read when it is opened, taken back in by its buttons. */
const leftOut = {
  element: $("#left-out"),
  async read() {
    const list = $("#left-out-list");
    list.replaceChildren(...pieces(await getHtml(`/a/${data.article}/left-out`)));
    for (const button of $$(".take-in", list)) button.hidden = desk.isReadOnly;
  },
  changed() {
    $("#left-out-count").textContent = desk.leftOut;
    if (this.element.open) void this.read().catch(() => {});
    else $("#left-out-list").replaceChildren();
  },
};
leftOut.element.addEventListener("toggle", () => {
  if (leftOut.element.open) leftOut.read().catch((refusal) => desk.refused(refusal));
});
leftOut.element.addEventListener("click", (event) => {
  const button = event.target.closest(".take-in");
  if (!button) return;
  const segment = Number(button.closest("li").dataset.segment);
  void desk.next(async () => {
    const done = await desk.act({ do: "take-in", segments: [segment] });
    if (done?.beads[0]) await grid.go(done.beads[0].id);
  });
});
$("#left-out > p")?.remove();
$("#turning").hidden = true;
$("#grid").removeAttribute("aria-readonly");

listen(
  {
    article: (event) => {
      if (event.article === data.article) void desk.next(() => desk.catchUp(event.version));
    },
    gone: (event) => {
      if (event.article === data.article) void desk.next(() => desk.gone());
    },
    hello: () => void desk.next(() => desk.catchUp()),
    files: (event) => warn(filled(texts.files_failed, { message: event.message })),
    end: () => chrome.ended(),
  },
  () => void desk.lost(),
);
addEventListener("beforeunload", (event) => {
  if (drafts.count > 0) event.preventDefault();
});

try {
  await view.start();
} catch (refusal) {
  await desk.refused(refusal);
}
const opened = data.at === null || data.at === undefined ? undefined : view.all[data.at];
if (opened !== undefined) await desk.next(() => grid.go(opened, { still: true }));
else grid.start();
bar.update();
strip();
find.words();
drafts.onChange();
void view.fill();
document.body.dataset.ready = "";
