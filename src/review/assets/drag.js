// Segments dragged: to another bead of their side, with what lies between; onto a segment of the other side, to link them.

import { $, $$, texts, warn } from "./dom.js";

/** How wide the grip at the beginning of a segment is, in CSS pixels. */
const GRIP = 22;

export function dragging({ view, grid, desk, pin }) {
  let dragged = null;
  const rows = $("#rows");

  const target = (event) => {
    const row = event.target.closest?.(".bead");
    const cell = event.target.closest?.(".segment, .empty");
    if (!dragged || !row) return null;
    const side = cell?.dataset.side ?? event.target.closest(".side")?.dataset.side ?? dragged.side;
    if (side !== dragged.side && cell?.dataset.segment) return { link: cell };
    if (Number(row.dataset.bead) === dragged.bead) return null;
    return { row };
  };
  const clear = () => {
    for (const marked of $$(".drop")) marked.classList.remove("drop");
  };

  // Before the button is pressed, since a browser decides by what was so then.
  rows.addEventListener("pointermove", (event) => {
    const cell = event.target.closest(".segment");
    if (!cell || desk.isReadOnly || event.buttons !== 0 || event.target.closest("textarea, button")) return;
    const box = cell.getBoundingClientRect();
    const isGrip = getComputedStyle(cell).direction === "rtl" ? event.clientX > box.right - GRIP : event.clientX < box.left + GRIP;
    // Elsewhere a text can be selected, to be copied.
    if (cell.draggable !== isGrip) cell.draggable = isGrip;
  });
  rows.addEventListener("dragstart", (event) => {
    const cell = event.target.closest?.(".segment");
    if (!cell) return;
    const id = Number(cell.dataset.segment);
    const segments = grid.selected.includes(id) ? grid.segments() : [id];
    dragged = { segments, side: cell.dataset.side, bead: Number(cell.closest(".bead").dataset.bead) };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", $(".text", cell).textContent);
    cell.classList.add("dragged");
  });
  rows.addEventListener("dragover", (event) => {
    clear();
    const at = target(event);
    if (!at) return;
    event.preventDefault();
    (at.link ?? at.row).classList.add("drop");
  });
  rows.addEventListener("drop", (event) => {
    const at = target(event);
    const what = dragged;
    clear();
    if (!at) return;
    event.preventDefault();
    if (at.link) {
      const other = { side: at.link.dataset.side, segments: [Number(at.link.dataset.segment)] };
      // Whichever side was taken: dragging links; a pair that stands elsewhere is one that crosses what was settled.
      const [first, second] = what.side === "source" ? [what, other] : [other, what];
      void desk.next(() => pin.link(first, second));
    } else {
      const to = Number(at.row.dataset.bead);
      void desk.next(() => send(what, to));
    }
  });
  rows.addEventListener("dragend", () => {
    clear();
    for (const cell of $$(".dragged")) cell.classList.remove("dragged");
    for (const cell of $$('[draggable="true"]', rows)) cell.draggable = false;
    dragged = null;
  });

  /** Sends segments to a bead, and along with them what of their side lies between. */
  async function send({ segments, side }, to) {
    const cells = $$(`.segment[data-side="${side}"]`, rows);
    const ids = cells.map((cell) => Number(cell.dataset.segment));
    const beadOf = (cell) => view.index(Number(cell.closest(".bead").dataset.bead));
    const home = view.index(to);
    const chosen = segments.map((id) => ids.indexOf(id)).filter((at) => at >= 0);
    if (chosen.length === 0) return;
    const [low, high] = [Math.min(...chosen), Math.max(...chosen)];
    const isDown = home > beadOf(cells[high]);
    const between = ids.filter((_, at) => (isDown ? at >= low && beadOf(cells[at]) < home : at <= high && beadOf(cells[at]) > home));
    if (between.length === 0) return warn(texts.told_nothing_below);
    await desk.act({ do: "move", segments: between, to });
  }
}
