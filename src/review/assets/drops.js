// What letting go of something dragged does at a point of the window: which action, where it is shown, and how it is told.

import { $, $$, filled, texts } from "./dom.js";
import { pointed } from "./cuts.js";
import { rangeOf } from "./marks.js";

/** So much of a text is told beside the pointer, in characters. */
const TOLD = 40;

const idOf = (cell) => Number(cell.dataset.segment);
const beadOf = (element) => Number(element.closest(".bead").dataset.bead);
const textOf = (cell) => $(".text", cell).textContent;
/** A text as far as it is told. */
const told = (text) => ([...text].length > TOLD ? `${[...text].slice(0, TOLD).join("").trimEnd()}…` : text);
const wordAt = (text, at) => /\S+/u.exec(text.slice(at))[0];
/** Places in a text that a server counts in characters. */
const characters = (text, at) => [...text.slice(0, at)].length;

/**
 * `at` gives `{ hint, steps, name, marked, line, going }`: what is told; the actions, none where nothing can be done; their name; the elements that
 * are marked; where a line is drawn, as a place in a cell; and the stretches of text that go elsewhere. `null`: nothing happens there.
 */
export class Drops {
  constructor({ view, drafts }) {
    Object.assign(this, { view, drafts, rows: $("#rows") });
  }

  at(held, x, y) {
    return this[held.kind](held, x, y);
  }

  numberOf(bead) {
    return this.view.index(bead) + 1;
  }

  /** All segments of a side that are in the document, in their order. */
  flow(side) {
    return $$(`.segment[data-side="${side}"]`, this.rows);
  }

  isTyped(cells) {
    return cells.some((cell) => this.drafts.get("edit", cell.dataset.segment));
  }

  /** What is at a point, where it is in a row. */
  under(x, y) {
    const found = document.elementFromPoint(x, y);
    return found?.closest("#rows .bead") ? found : null;
  }

  /** What of a side is at the height of a point. */
  beside(side, x, y) {
    const column = $(`.side.${side}`, this.rows)?.getBoundingClientRect();
    return column ? this.under(Math.min(Math.max(x, column.left + 26), column.right - 12), y) : null;
  }

  /** The segment of a cell, or the selected ones. */
  segment({ segments, side }, x, y) {
    const found = this.under(x, y);
    const own = segments.map((id) => document.getElementById(`segment-${id}`)).filter(Boolean);
    if (!found || own.length === 0) return null;
    const row = found.closest(".bead");
    const cell = found.closest(".segment");
    if (cell && cell.dataset.side !== side) return this.linking(segments, side, cell);
    if (row !== own[0].closest(".bead")) return this.sending(segments, side, row);
    if (own.length > 1) return null;
    if (found.matches(".edge")) return this.beginning(own[0], row);
    if (cell === own[0]) return this.cutting(cell, x, y);
    return cell ? this.joining(own[0], cell) : null;
  }

  linking(segments, side, cell) {
    const other = [idOf(cell)];
    const [source, target] = side === "source" ? [segments, other] : [other, segments];
    // Whichever side was taken: dragging links; a pair that stands elsewhere is one that crosses what was settled.
    return { hint: filled(texts.drop_link, { text: told(textOf(cell)) }), steps: [{ do: "pinpoint", source, target, moved: false }], marked: [cell] };
  }

  /** Segments go to a row, and along with them what of their side lies between. */
  sending(segments, side, row) {
    const cells = this.flow(side);
    const ids = cells.map(idOf);
    const chosen = segments.map((id) => ids.indexOf(id)).filter((at) => at >= 0);
    if (chosen.length === 0) return null;
    const to = beadOf(row);
    const [low, high] = [Math.min(...chosen), Math.max(...chosen)];
    const place = (cell) => this.view.index(beadOf(cell));
    const home = this.view.index(to);
    const isDown = home > place(cells[high]);
    const going = cells.filter((cell, at) => (isDown ? at >= low && place(cell) < home : at <= high && place(cell) > home));
    if (going.length === 0) return null;
    return {
      hint: filled(texts.drop_send, { row: this.numberOf(to), text: told(going.map(textOf).join(" ")) }),
      steps: [{ do: "move", segments: going.map(idOf), to }],
      marked: [row],
      going: going.map((cell) => [cell, 0, textOf(cell).length]),
    };
  }

  /** On the line below its own row: a new row begins with it. */
  beginning(cell, row) {
    if ($$(".segment", row).length < 3) return null;
    return { hint: texts.act_split, steps: [{ do: "split-from", segment: idOf(cell) }], name: texts.act_split, line: { cell: row, offset: 1, length: 1 } };
  }

  /** The beginning, the end, or the beginning of a word of a text, whichever is nearest to a point. */
  placeIn(cell, x, y) {
    const text = textOf(cell);
    const at = pointed($(".text", cell), { clientX: x, clientY: y });
    if (at === null) {
      const { top, height } = cell.getBoundingClientRect();
      return y < top + height / 2 ? 0 : text.length;
    }
    const starts = [...text.matchAll(/(?<=\S\s+)\S/gu)].map((found) => found.index);
    return [0, ...starts, text.length].reduce((best, place) => (Math.abs(place - at) < Math.abs(best - at) ? place : best));
  }

  cutting(cell, x, y) {
    const text = textOf(cell);
    const offset = this.placeIn(cell, x, y);
    if (offset === 0 || offset === text.length) return null;
    if (this.isTyped([cell])) return { hint: texts.drop_unsaved };
    return {
      hint: filled(texts.drop_cut, { word: wordAt(text, offset) }),
      steps: [{ do: "cut", segment: idOf(cell), at: characters(text, offset) }],
      name: texts.act_cut,
      line: { cell, offset, length: text.length },
    };
  }

  joining(one, other) {
    const cells = $$(".segment", one.closest(".side"));
    const [from, to] = [cells.indexOf(one), cells.indexOf(other)].sort((a, b) => a - b);
    if (from < 0) return null;
    const joined = cells.slice(from, to + 1);
    if (this.isTyped(joined)) return { hint: texts.drop_unsaved };
    return {
      hint: filled(texts.drop_join, { text: told(joined.map(textOf).join(" ")) }),
      steps: [{ do: "join", segments: joined.map(idOf) }],
      name: texts.act_join,
      marked: joined,
    };
  }

  /** The line between two segments of a cell: what stands on this side of it goes to the row that it is dragged to. */
  seam({ segment, side }, x, y) {
    const cell = document.getElementById(`segment-${segment}`);
    const row = this.beside(side, x, y)?.closest(".bead");
    if (!cell || !row || row === cell.closest(".bead")) return null;
    const isUp = this.view.index(beadOf(row)) < this.view.index(beadOf(cell));
    const first = isUp ? cell.previousElementSibling : cell;
    return first?.matches(".segment") ? this.sending([idOf(first)], side, row) : null;
  }

  /** Where on a side a line would be: so many of its segments are above, and so much of the text of the next one; `cell` is where it is seen. */
  place(side, x, y) {
    const found = this.beside(side, x, y);
    const own = found?.closest(".side");
    if (!own?.matches(`.${side}`)) return null;
    const cells = $$(".segment", own);
    if (cells.length === 0) return null;
    const flow = this.flow(side);
    const inside = found.closest(".segment") ?? cells.find((cell) => cell.getBoundingClientRect().top > y);
    const cell = inside ?? cells.at(-1);
    const length = textOf(cell).length;
    const offset = found.matches(".edge") || !inside ? length : found.closest(".segment") ? this.placeIn(cell, x, y) : 0;
    const at = flow.indexOf(cell);
    return { cell, length, offset, above: offset === length ? at + 1 : at, rest: offset === length ? 0 : offset };
  }

  /** The line between two rows, on one side: what lies between it and where it is dragged to changes its row, a part of a text too. */
  edge({ bead, side }, x, y) {
    const place = this.place(side, x, y);
    if (!place || this.view.index(bead) < 0) return null;
    const flow = this.flow(side);
    const now = flow.filter((cell) => this.view.index(beadOf(cell)) <= this.view.index(bead)).length;
    const { above, rest } = place;
    const isUp = above < now;
    const to = isUp ? this.view.neighbour(bead, 1) : bead;
    if (to === undefined) return { hint: texts.told_nothing_below };
    const line = { cell: place.cell, offset: place.offset, length: place.length };
    const whole = isUp ? flow.slice(rest > 0 ? above + 1 : above, now) : flow.slice(now, above);
    const going = whole.map((cell) => [cell, 0, textOf(cell).length]);
    if (rest === 0) {
      if (whole.length === 0) return null;
      const hint = filled(texts.drop_send, { row: this.numberOf(to), text: told(whole.map(textOf).join(" ")) });
      return { hint, steps: [{ do: "move", segments: whole.map(idOf), to }], name: isUp ? texts.act_down : texts.act_up, line, going };
    }
    const cut = flow[above];
    if (this.isTyped([cut])) return { hint: texts.drop_unsaved };
    const text = textOf(cut);
    going.push(isUp ? [cut, rest, text.length] : [cut, 0, rest]);
    // Number 0 is the segment that the cut makes.
    const moved = isUp ? [0, ...whole.map(idOf)] : [...whole.map(idOf), idOf(cut)];
    return {
      hint: filled(isUp ? texts.drop_cut_down : texts.drop_cut_up, { word: wordAt(text, rest), row: this.numberOf(to) }),
      steps: [{ do: "cut", segment: idOf(cut), at: characters(text, rest) }, { do: "move", segments: moved, to }],
      name: texts.act_cut,
      line,
      going,
    };
  }

  /** The number of a row: it and the row where it is let go become one, with those between. */
  row({ bead }, x, y) {
    const other = this.under(x, y)?.closest(".bead");
    const [from, to] = [this.view.index(bead), other ? this.view.index(beadOf(other)) : -1].sort((a, b) => a - b);
    if (from < 0 || from === to) return null;
    const beads = this.view.all.slice(from, to + 1);
    if (beads.some((one) => !this.view.row(one))) return { hint: texts.why_filtered };
    const hint = filled(texts.drop_merge, { from: from + 1, to: to + 1 });
    return { hint, steps: [{ do: "merge", beads }], marked: beads.map((one) => this.view.row(one)) };
  }
}

/** Where a line is drawn, in the window: in a text before a word, else at the beginning or the end of a cell. */
export function lineAt({ cell, offset, length }) {
  const box = cell.getBoundingClientRect();
  if (offset === 0) return { left: box.left, top: box.top - 1, width: box.width, height: 3 };
  if (offset === length) return { left: box.left, top: box.bottom - 2, width: box.width, height: 3 };
  const range = rangeOf($(".text", cell), offset, offset + 1);
  const { left, top, height } = (range ?? cell).getBoundingClientRect();
  return { left: left - 2, top: top - 2, width: 3, height: height + 4 };
}
