// The focus in the rows: one cell has it, arrows move it, Shift extends a selection on its side.

import { $, $$ } from "./dom.js";
import { isSeen } from "./view.js";

const CELLS = ".segment, .empty";

export class Grid {
  constructor(view) {
    this.view = view;
    this.element = $("#grid");
    /** Where the focus is, also while its row is not in the document. */
    this.current = null;
    /** The cell that a selection was begun at, as `current` has it. */
    this.origin = null;
    /** The segments that are selected, and the beads from whose rows they are: also of those that have none on that side. */
    this.selected = [];
    this.chosen = [];
    /** Told when the focus goes elsewhere. */
    this.onMove = () => {};
    view.anchor = () => this.cell();
    this.element.tabIndex = -1;
    this.element.addEventListener("focusin", (event) => this.entered(event.target));
    this.element.addEventListener("mousedown", (event) => this.pressed(event));
  }

  /** Whether keys are meant for the rows. */
  get hasFocus() {
    const active = document.activeElement;
    return this.element.contains(active) && !active.matches("input, textarea, select, button");
  }

  start(bead) {
    const row = (bead !== undefined && this.view.row(bead)) || this.view.rows.firstElementChild;
    const cell = row && $(CELLS, row);
    if (cell) this.set(cell, { focus: false });
  }

  entered(target) {
    const cell = target.closest?.(`${CELLS}, .gutter, .remarks`);
    if (cell && this.element.contains(cell) && cell !== this.cell() && !target.matches("textarea, button")) this.set(cell, { focus: false, extend: this.extending });
  }

  pressed(event) {
    if (event.button !== 0 || event.target.closest("textarea, button, a")) return;
    const cell = event.target.closest(`${CELLS}, .gutter, .remarks`) ?? $(CELLS, event.target.closest(".bead") ?? this.element);
    if (!cell) return;
    if (event.shiftKey) event.preventDefault();
    // The focus that follows is this one's, whatever it is told of.
    this.extending = event.shiftKey;
    this.set(cell, { extend: event.shiftKey, scroll: false });
    this.extending = false;
  }

  /** The cell that has the focus, where it is in the document. */
  cell() {
    const { bead, side, segment, kind } = this.current ?? {};
    if (bead === undefined) return null;
    const own = segment !== null && segment !== undefined && document.getElementById(`segment-${segment}`);
    if (own) return own;
    const row = this.view.row(bead);
    if (!row) return null;
    if (kind === "gutter" || kind === "remarks") return $(`.${kind}`, row) ?? $(CELLS, row);
    return $(`.${side} :is(${CELLS})`, row) ?? $(CELLS, row);
  }

  row() {
    return this.cell()?.closest(".bead") ?? null;
  }

  /** Gives a cell the focus. With `extend` the selection goes as far as it, with `keep` it stays as it is. */
  set(cell, { focus = true, extend = false, keep = false, scroll = true } = {}) {
    const row = cell.closest(".bead");
    const old = this.cell();
    const wasAt = this.current;
    const kind = cell.matches(".gutter") ? "gutter" : cell.matches(".remarks") ? "remarks" : "text";
    this.current = {
      bead: Number(row.dataset.bead),
      side: cell.dataset.side ?? wasAt?.side ?? "source",
      segment: cell.dataset.segment ? Number(cell.dataset.segment) : null,
      kind,
    };
    for (const other of $$('[tabindex="0"]', this.view.rows)) other.tabIndex = -1;
    cell.tabIndex = 0;
    // With the text a listener is told how sure the aligner is, and what was decided.
    const gutter = $(".gutter", row);
    gutter.id ||= `gutter-${row.dataset.bead}`;
    if (cell !== gutter) cell.setAttribute("aria-describedby", `${gutter.id} links-told`);
    const isOther = old !== cell || wasAt?.segment !== this.current.segment;
    if (extend && wasAt) this.extend(wasAt);
    else if (!keep && (isOther || this.chosen.length > 0)) this.unselect();
    if (focus && document.activeElement !== cell) cell.focus({ preventScroll: true });
    if (scroll) this.reveal(cell);
    this.mark();
    if (isOther) this.onMove();
  }

  /** Scrolls no more than is needed for a cell to be seen whole, beside what covers the edges. */
  reveal(cell) {
    const box = cell.getBoundingClientRect();
    const top = ($("#bar")?.getBoundingClientRect().bottom ?? 0) + ($("#columns-head")?.offsetHeight ?? 0);
    const covered = Math.max(0, Math.min(top, innerHeight / 2));
    const actions = $("#actions");
    const bottom = actions && !actions.hidden && getComputedStyle(actions).position !== "static" ? actions.getBoundingClientRect().top : innerHeight;
    if (box.top < covered + 8) scrollBy({ top: box.top - covered - 60, behavior: "instant" });
    else if (box.bottom > bottom - 8) scrollBy({ top: Math.min(box.bottom - bottom + 60, box.top - covered - 8), behavior: "instant" });
  }

  /** The row with the focus and the selected cells, as they are seen. */
  mark() {
    for (const row of $$(".bead.current", this.view.rows)) row.classList.remove("current");
    this.row()?.classList.add("current");
    for (const cell of $$('[aria-selected="true"]', this.view.rows)) cell.removeAttribute("aria-selected");
    for (const id of this.selected) document.getElementById(`segment-${id}`)?.setAttribute("aria-selected", "true");
    for (const bead of this.chosen) {
      const row = this.view.row(bead);
      if (row) $(`.${this.current.side} .empty`, row)?.setAttribute("aria-selected", "true");
    }
  }

  unselect() {
    this.origin = null;
    this.selected = [];
    this.chosen = [];
  }

  /** Whether a cell is among those that are selected. */
  isSelected(cell) {
    return cell.getAttribute("aria-selected") === "true";
  }

  /** Selects what lies between where Shift was first held and here, on one side; a row without text there is a row like the others. */
  extend(from) {
    this.origin ??= from;
    const { side } = this.current;
    const cells = $$(`:is(${CELLS})[data-side="${side}"]`, this.view.rows);
    const beadOf = (cell) => Number(cell.closest(".bead").dataset.bead);
    const place = ({ bead, segment }) => {
      const own = segment === null ? -1 : cells.findIndex((cell) => Number(cell.dataset.segment) === segment);
      return own < 0 ? cells.findIndex((cell) => beadOf(cell) === bead) : own;
    };
    const [a, b] = [place(this.origin), place(this.current)];
    const chosen = a < 0 || b < 0 ? [] : cells.slice(Math.min(a, b), Math.max(a, b) + 1);
    this.selected = chosen.filter((cell) => cell.dataset.segment).map((cell) => Number(cell.dataset.segment));
    this.chosen = [...new Set(chosen.map(beadOf))];
  }

  /** The segments that an action is for: the selected ones, else the one with the focus. */
  segments() {
    const present = this.selected.filter((id) => document.getElementById(`segment-${id}`));
    if (present.length > 0) return present;
    const cell = this.cell();
    return cell?.dataset.segment ? [Number(cell.dataset.segment)] : [];
  }

  /** The beads that an action is for, in their order. */
  beads() {
    const chosen = this.chosen.filter((bead) => this.view.row(bead));
    const all = chosen.length > 0 ? chosen : this.current ? [this.current.bead] : [];
    return all.sort((a, b) => this.view.index(a) - this.view.index(b));
  }

  /** Sees to it that the row with the focus is in the document. */
  async bring() {
    if (!this.cell() && this.current) {
      const row = await this.view.bring(this.current.bead);
      if (row) this.set(this.cell() ?? $(CELLS, row), {});
    }
    return this.cell();
  }

  /** To a bead. With `still` it comes to where on the screen the focus is now, as far as there is something to scroll. */
  async go(bead, { side = this.current?.side, last = false, extend = false, focus = true, still = false } = {}) {
    const top = this.cell()?.getBoundingClientRect().top ?? 0;
    const row = await this.view.bring(bead);
    if (!row) return false;
    const cells = $$(`.${side} :is(${CELLS})`, row);
    const cell = (last ? cells.at(-1) : cells[0]) ?? $(CELLS, row);
    if (!cell) return true;
    this.set(cell, { extend, focus, scroll: !still });
    if (still) {
      const wanted = Math.max(innerHeight * 0.2, Math.min(top, innerHeight * 0.55));
      scrollBy({ top: cell.getBoundingClientRect().top - wanted, behavior: "instant" });
    }
    return true;
  }

  /** Moves the focus. `way` is the name of a key. */
  async move(way, { ctrl = false, extend = false } = {}) {
    const cell = await this.bring();
    if (!cell) return;
    const row = cell.closest(".bead");
    const bead = Number(row.dataset.bead);
    const { side } = this.current;
    const order = this.view.order;
    switch (way) {
      case "ArrowUp":
      case "ArrowDown": {
        const step = way === "ArrowUp" ? -1 : 1;
        const cells = $$(`.${side} :is(${CELLS})`, row);
        const next = cells[cells.indexOf(cell) + step];
        if (!ctrl && next && cells.includes(cell)) return this.set(next, { extend });
        const other = this.view.beside(bead, step);
        if (other !== undefined) await this.go(other, { last: step < 0 && !ctrl, extend });
        return undefined;
      }
      case "ArrowLeft":
        return this.across(row, cell, "source");
      case "ArrowRight":
        return this.across(row, cell, "target");
      case "Home":
        if (ctrl) return this.go(order[0], { extend });
        return this.set($(`.source :is(${CELLS})`, row) ?? cell, { extend });
      case "End":
        if (ctrl) return this.go(order.at(-1), { last: true, extend });
        return this.set($$(`.target :is(${CELLS})`, row).at(-1) ?? cell, { extend });
      case "PageUp":
      case "PageDown": {
        const step = way === "PageUp" ? -1 : 1;
        const seen = [...this.view.rows.children].filter(isSeen).length;
        const at = order.indexOf(bead);
        const other = order[Math.min(order.length - 1, Math.max(0, at + step * Math.max(1, seen - 2)))];
        return this.go(other, { extend });
      }
    }
    return undefined;
  }

  /** To the other side of the row, to the cell at about the same height. */
  across(row, cell, side) {
    const cells = $$(`.${side} :is(${CELLS})`, row);
    if (cells.length === 0 || cells.includes(cell)) return;
    const middle = cell.getBoundingClientRect().top;
    const away = (other) => Math.abs(other.getBoundingClientRect().top - middle);
    this.set(cells.reduce((best, other) => (away(other) < away(best) ? other : best)), {});
  }

  /** After a change: the focus where it was, or as near as there is something. */
  restore(before) {
    let cell = this.cell();
    if (!cell && before) {
      const at = Math.min(before.at, this.view.order.length - 1);
      const row = this.view.row(this.view.order[at]) ?? this.view.rows.firstElementChild;
      cell = row && ($(`.${before.side} :is(${CELLS})`, row) ?? $(CELLS, row));
    }
    if (!cell) {
      this.current = null;
      this.onMove();
      return;
    }
    const lost = document.activeElement === document.body || document.activeElement === this.element;
    const keep = this.selected.filter((id) => document.getElementById(`segment-${id}`));
    const rows = this.chosen.filter((bead) => this.view.row(bead));
    this.set(cell, { focus: before?.hadFocus || lost, scroll: false });
    if (keep.length > 1 || rows.length > 1) {
      // Their rows may be others now.
      const now = keep.map((id) => Number(document.getElementById(`segment-${id}`).closest(".bead").dataset.bead));
      [this.selected, this.chosen] = [keep, [...new Set([...rows, ...now])]];
    }
    this.mark();
    this.onMove();
  }

  /** What `restore` needs to know of before. */
  remember() {
    return {
      hadFocus: this.element.contains(document.activeElement),
      side: this.current?.side ?? "source",
      at: this.current ? this.view.order.indexOf(this.current.bead) : 0,
    };
  }
}
