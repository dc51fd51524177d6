// What is dragged in the rows, by mouse, pen or finger: segments by their grip, the lines between segments and between rows, rows by their number.
// What letting go would do is told beside the pointer and shown where it would happen; Esc gives up.

import { $, $$, calm, make, tell, texts, warn } from "./dom.js";
import { Drops, lineAt } from "./drops.js";
import { mark, rangeOf } from "./marks.js";

/** How far a pointer goes before something is dragged, in CSS pixels. */
const FAR = 5;
/** How near to what covers an edge of the window the rows begin to scroll, and how fast at most, in CSS pixels a frame. */
const NEAR = 48;
const FAST = 14;

const HANDLES = { grip: texts.drag_grip, seam: texts.drag_seam, edge: texts.drag_edge };

/** Gives rows what they are dragged by. */
export function handles(rows) {
  if (document.body.dataset.readOnly === "true") return;
  const handle = (name) => make("span", { class: name, "aria-hidden": "true", title: HANDLES[name] });
  for (const row of rows) {
    for (const cell of $$(".segment", row)) {
      cell.prepend(handle("grip"));
      if (cell.previousElementSibling) cell.prepend(handle("seam"));
    }
    for (const side of $$(".side", row)) side.append(handle("edge"));
    $(".number", row)?.setAttribute("title", texts.drag_row);
  }
}

export function dragging({ view, grid, desk, pin, drafts }) {
  const drops = new Drops({ view, drafts });
  const rows = $("#rows");
  const hint = make("div", { id: "drag-hint", "aria-hidden": "true", hidden: true });
  const line = make("div", { id: "drag-line", "aria-hidden": "true", hidden: true });
  document.body.append(hint, line);
  /** What is held, where it was taken, and where the pointer is. */
  let held = null;

  /** What a handle is of. */
  const hold = (handle) => {
    const bead = Number(handle.closest(".bead").dataset.bead);
    if (handle.matches(".number")) return { kind: "row", bead, about: texts.drag_row };
    const { side } = handle.closest(".side").dataset;
    if (handle.matches(".edge")) return { kind: "edge", bead, side, about: texts.drag_edge };
    const cell = handle.closest(".segment");
    if (cell.matches(".editing")) return null;
    const segment = Number(cell.dataset.segment);
    if (handle.matches(".seam")) return { kind: "seam", segment, side, about: texts.drag_seam };
    const segments = grid.selected.includes(segment) ? grid.segments() : [segment];
    return { kind: "segment", segments, side, about: texts.drag_grip };
  };

  const clear = () => {
    for (const marked of $$(".drop", rows)) marked.classList.remove("drop");
    mark("going", []);
    line.hidden = true;
  };
  /** Shows what letting go here would do. */
  const show = () => {
    const { x, y } = held;
    const at = drops.at(held, x, y);
    clear();
    for (const marked of at?.marked ?? []) marked.classList.add("drop");
    mark("going", (at?.going ?? []).map(([cell, start, end]) => rangeOf($(".text", cell), start, end)).filter(Boolean));
    if (at?.line) {
      const { left, top, width, height } = lineAt(at.line);
      Object.assign(line.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
      line.hidden = false;
    }
    const said = at ? at.hint : texts.drag_nothing;
    if (hint.textContent !== said) hint.textContent = said;
    hint.classList.toggle("nothing", !at?.steps);
    hint.hidden = false;
    // Above a finger, beside a mouse; within the window.
    const box = hint.getBoundingClientRect();
    hint.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - box.width - 4))}px`;
    hint.style.top = `${held.isTouch || y + 22 + box.height > innerHeight ? Math.max(4, y - box.height - 22) : y + 22}px`;
  };
  /** Near what covers the top and the bottom of the window the rows scroll. */
  const scroll = () => {
    const covered = (element) => element && !element.hidden && getComputedStyle(element).position === "sticky";
    const bar = $("#bar");
    const top = covered(bar) ? Math.max(0, bar.getBoundingClientRect().bottom) : 0;
    const bottom = covered($("#actions")) ? $("#actions").getBoundingClientRect().top : innerHeight;
    const over = Math.min(NEAR, Math.max(top + NEAR - held.y, 0)) - Math.min(NEAR, Math.max(held.y - (bottom - NEAR), 0));
    if (over !== 0) scrollBy({ top: -(over / NEAR) * FAST, behavior: "instant" });
  };
  const frame = () => {
    if (!held?.isUnderWay) return;
    scroll();
    show();
    held.frame = requestAnimationFrame(frame);
  };
  const begin = () => {
    held.isUnderWay = true;
    document.body.classList.add("dragging");
    try {
      rows.setPointerCapture(held.pointer);
    } catch {
      // A pointer that is gone already: its end is told, too.
    }
    for (const id of held.segments ?? []) document.getElementById(`segment-${id}`)?.classList.add("dragged");
    frame();
  };
  const end = () => {
    cancelAnimationFrame(held.frame);
    clear();
    hint.hidden = true;
    document.body.classList.remove("dragging");
    for (const cell of $$(".dragged", rows)) cell.classList.remove("dragged");
    const was = held;
    held = null;
    return was;
  };
  const giveUp = () => {
    if (!held) return;
    if (end().isUnderWay) tell(texts.drag_given_up);
  };
  const drop = () => {
    const at = drops.at(held, held.x, held.y);
    const was = end();
    if (!at) return;
    void desk.next(async () => {
      calm();
      if (!at.steps) return tell(at.hint);
      // What was asked before may have changed the rows under the pointer: only what was shown is done.
      const now = drops.at(was, was.x, was.y);
      if (JSON.stringify(now?.steps) !== JSON.stringify(at.steps)) return warn(texts.told_conflict);
      if (at.steps[0].do === "pinpoint") pin.forget();
      return desk.actAll(at.steps, at.name);
    });
  };

  rows.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.(".grip, .seam, .edge, .number");
    if (!handle || held || event.button !== 0 || !event.isPrimary || event.shiftKey || desk.isReadOnly) return;
    held = hold(handle);
    if (!held) return;
    const { clientX: x, clientY: y, pointerId: pointer } = event;
    Object.assign(held, { x, y, from: { x, y }, pointer, isTouch: event.pointerType === "touch" });
  });
  // No text is selected meanwhile; the focus goes where one took hold, and a selection that is dragged stays.
  rows.addEventListener("mousedown", (event) => {
    if (!held) return;
    event.preventDefault();
    if (held.segments?.length > 1) return event.stopPropagation();
    if (held.kind !== "edge") return undefined;
    event.stopPropagation();
    const cell = $$(":scope > :is(.segment, .empty)", event.target.closest(".side")).at(-1);
    return cell && grid.set(cell, { scroll: false });
  });
  document.addEventListener("pointermove", (event) => {
    if (held?.pointer !== event.pointerId) return;
    Object.assign(held, { x: event.clientX, y: event.clientY });
    if (!held.isUnderWay && Math.hypot(held.x - held.from.x, held.y - held.from.y) > FAR) begin();
  });
  document.addEventListener("pointerup", (event) => {
    if (held?.pointer !== event.pointerId) return;
    Object.assign(held, { x: event.clientX, y: event.clientY });
    if (held.isUnderWay) drop();
    else end();
  });
  document.addEventListener("pointercancel", (event) => held?.pointer === event.pointerId && giveUp());
  addEventListener("blur", giveUp);
  addEventListener(
    "keydown",
    (event) => {
      if (!held?.isUnderWay) return;
      // Whatever else a key does waits until one has let go.
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.key === "Escape") giveUp();
    },
    true,
  );
  // A finger that rests asks for the menu: unless something is dragged already.
  addEventListener(
    "contextmenu",
    (event) => {
      if (!held) return;
      if (!held.isUnderWay) return void end();
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
}
