// What can be done in the rows: each has a name, a key, when it can be done, and how.

import { $, $$, filled, make, tell, texts, warn } from "./dom.js";

/** All commands, in the order in which they are offered. `keys` are `KeyboardEvent.key`, with `Shift+` and `Ctrl+` before it. */
export function commands({ view, grid, desk, editor, pin, panels, ask }) {
  const bead = () => grid.current?.bead;
  const row = () => grid.row();
  const neighbour = (step) => (bead() === undefined ? undefined : view.neighbour(bead(), step));
  const cells = (side) => (row() ? $$(`.${side} .segment`, row()) : []);
  const own = () => grid.segments();
  const writes = () => !desk.isReadOnly && grid.current !== null;
  const hasBoth = () => cells("source").length > 0 && cells("target").length > 0;

  /** The segments of the bead from its beginning down to the selected ones, or from these to its end. */
  const upTo = (isUp) => {
    const side = cells(grid.current.side).map((cell) => Number(cell.dataset.segment));
    const chosen = own().filter((id) => side.includes(id)).map((id) => side.indexOf(id));
    if (chosen.length === 0) return [];
    return isUp ? side.slice(0, Math.max(...chosen) + 1) : side.slice(Math.min(...chosen));
  };
  const send = (isUp) => {
    const to = neighbour(isUp ? -1 : 1);
    if (to === undefined) return warn(isUp ? texts.told_nothing_above : texts.told_nothing_below);
    return desk.act({ do: "move", segments: upTo(isUp), to }, isUp ? texts.act_up : texts.act_down);
  };
  const merge = (step) => {
    const chosen = grid.beads();
    if (chosen.length > 1) return desk.act({ do: "merge", beads: chosen });
    const other = neighbour(step);
    if (other === undefined) return warn(step < 0 ? texts.told_nothing_above : texts.told_nothing_below);
    return desk.act({ do: "merge", beads: step < 0 ? [other, bead()] : [bead(), other] });
  };

  /** To the next place to look at, or the one before; round the end. */
  const goToPlace = async (step, from = bead()) => {
    const shown = view.isFiltered ? new Set(view.order) : null;
    const places = [...view.places.keys()].filter((id) => id !== from && (!shown || shown.has(id))).sort((a, b) => view.index(a) - view.index(b));
    if (places.length === 0) return tell(texts.told_no_place);
    const at = view.index(from);
    const ahead = step > 0 ? places.find((id) => view.index(id) > at) : places.findLast((id) => view.index(id) < at);
    const to = ahead ?? (step > 0 ? places[0] : places.at(-1));
    await grid.go(to, { still: true });
    if (ahead !== undefined) return "";
    const said = filled(step > 0 ? texts.told_from_start : texts.told_from_end, { row: view.index(to) + 1 });
    tell(said);
    return said;
  };
  /** What says that a bead is right as it is; null where that is said. Among several, what was rejected stays so. */
  const settling = (id, _, all) => {
    const { dataset, classList } = view.row(id);
    // Of a row without counterpart that is confirmed, too: once a person said so, it is said.
    if (classList.contains("null")) return dataset.origin === "person" ? null : { do: "confirm", bead: id };
    const isOpen = dataset.state === "auto" || dataset.state === "to-review";
    return isOpen || (all.length === 1 && dataset.state !== "confirmed") ? { do: "confirm", bead: id } : null;
  };
  const confirm = async () => {
    const chosen = grid.beads();
    const steps = chosen.map(settling).filter((step) => step !== null);
    const done = steps.length === 0 || (await desk.actAll(steps, texts.act_confirm));
    if (steps.length > 1 && done) tell(filled(texts.told_confirmed, { count: steps.length }));
    const said = $("#told").textContent;
    const round = done ? await goToPlace(1, chosen.at(-1)) : "";
    if (done && steps.length > 0 && view.places.size > 0) tell([said.replace("\u200b", ""), round].filter(Boolean).join(" – "));
  };
  const rejectable = () => grid.beads().filter((id) => {
    const each = view.row(id);
    return each && $(".source .segment", each) && $(".target .segment", each) && each.dataset.state !== "rejected";
  });
  const reject = async () => {
    const steps = rejectable().map((bead) => ({ do: "reject", bead }));
    const done = await desk.actAll(steps, texts.act_reject);
    if (done && steps.length > 1) tell(filled(texts.told_rejected, { count: steps.length }));
  };
  const noSegment = () => (own().length === 0 ? texts.why_no_segment : undefined);
  /** Asks beside what is done one after another: what others do meanwhile is shown. */
  const goTo = () => {
    const input = make("input", { type: "number", min: 1, max: view.all.length, value: view.index(bead()) + 1, required: true, id: "go-to" });
    void ask(texts.act_go_to, input).then((said) =>
      desk.next(async () => {
        const number = Number(said);
        const wanted = view.all[number - 1];
        // The row that had the focus before may be another one by now.
        if (!number || wanted === undefined) return void (document.activeElement === document.body && grid.cell()?.focus({ preventScroll: true }));
        if (!(await grid.go(wanted, { still: true }))) warn(texts.row_hidden);
      }),
    );
  };
  const focus = (selector) => {
    const field = $(selector);
    field.focus();
    field.select?.();
  };

  const list = [
    { id: "next_place", keys: ["n"], group: "go", run: () => goToPlace(1) },
    { id: "previous_place", keys: ["Shift+n"], group: "go", run: () => goToPlace(-1) },
    { id: "go_to", keys: ["g"], group: "go", run: goTo },
    { id: "confirm", keys: ["c"], group: "say", phone: true, can: writes, run: confirm },
    { id: "confirm_down_to", keys: ["Shift+c"], group: "say", can: () => writes() && !view.isFiltered, why: () => texts.why_filtered, run: () => desk.act({ do: "confirm-down-to", bead: bead() }) },
    { id: "reject", keys: ["r"], group: "say", can: () => writes() && rejectable().length > 0, why: () => (hasBoth() ? texts.why_rejected : texts.why_one_side), run: reject },
    { id: "up", keys: ["u"], group: "shift", phone: true, can: () => writes() && own().length > 0 && neighbour(-1) !== undefined, why: () => noSegment() ?? texts.told_nothing_above, run: () => send(true) },
    { id: "down", keys: ["d"], group: "shift", phone: true, can: () => writes() && own().length > 0 && neighbour(1) !== undefined, why: () => noSegment() ?? texts.told_nothing_below, run: () => send(false) },
    { id: "merge", keys: ["m"], group: "shift", can: () => writes() && (grid.beads().length > 1 || neighbour(1) !== undefined), why: () => texts.told_nothing_below, run: () => merge(1) },
    { id: "merge_previous", keys: ["Shift+m"], group: "shift", can: () => writes() && (grid.beads().length > 1 || neighbour(-1) !== undefined), why: () => texts.told_nothing_above, run: () => merge(-1) },
    { id: "split", keys: ["s"], group: "shift", can: () => writes() && own().length > 0 && cells("source").length + cells("target").length > 2, why: () => noSegment() ?? texts.why_single, run: () => desk.act({ do: "split-from", segment: own()[0] }) },
    { id: "part", keys: ["x"], group: "shift", can: () => writes() && hasBoth(), why: () => texts.why_one_side, run: () => desk.act({ do: "part", bead: bead() }) },
    { id: "pinpoint", keys: [" "], group: "shift", can: () => writes() && own().length > 0, why: noSegment, run: () => pin.press() },
    { id: "realign", keys: ["a"], group: "shift", can: writes, run: () => desk.act({ do: "realign", around: bead() }) },
    { id: "realign_all", keys: ["Shift+a"], group: "shift", can: writes, run: () => desk.act({ do: "realign" }) },
    { id: "edit", keys: ["Enter"], group: "text", phone: true, can: () => writes() && own().length > 0, why: noSegment, run: () => editor.begin(grid.cell()) },
    { id: "leave_out", keys: ["Delete"], group: "text", can: () => writes() && own().length > 0, why: noSegment, run: () => desk.act({ do: "leave-out", segments: own() }) },
    { id: "note", keys: ["o"], group: "text", can: writes, run: () => panels.note() },
    { id: "undo", keys: ["z", "Ctrl+z"], group: "undo", can: () => !desk.isReadOnly && desk.undoable !== null, why: () => texts.told_nothing, run: () => desk.undo() },
    { id: "redo", keys: ["Shift+z", "Ctrl+y", "Ctrl+Shift+z"], group: "undo", can: () => !desk.isReadOnly && desk.redoable !== null, why: () => texts.told_nothing, run: () => desk.redo() },
    { id: "search", keys: ["/"], group: "find", name: texts.search, run: () => focus("#q") },
    { id: "filter", keys: ["f"], group: "find", name: texts.filter, run: () => focus("#filter") },
    { id: "keys", keys: ["?"], group: "find", run: () => $("#help").showModal() },
  ];
  for (const command of list) {
    command.name ??= texts[`act_${command.id}`];
    command.can ??= () => true;
    const { why } = command;
    command.why = () => (desk.isGone ? texts.told_gone : desk.isReadOnly ? texts.read_only : (why?.() ?? texts.why_not));
  }
  return list;
}

/** Two segments that translate each other: one is remembered, the other one decides. */
export class Pin {
  constructor(desk, grid) {
    Object.assign(this, { desk, grid, first: null });
  }

  async press() {
    const segments = this.grid.segments();
    const { side } = this.grid.current;
    if (segments.length === 0) return;
    const isSame = this.first && this.first.side === side;
    if (!this.first || (isSame && this.first.segments.join() !== segments.join())) {
      this.first = { side, segments };
      this.mark();
      tell(texts.pinpoint_hint);
      return;
    }
    if (isSame) return void this.giveUp();
    await this.link(this.first, { side, segments });
  }

  /** From an article's segment to its translation: linked, and realigned around. The other way round: a pair that stands elsewhere. */
  async link(first, second) {
    this.forget();
    const moved = first.side === "target";
    await this.desk.act({ do: "pinpoint", [first.side]: first.segments, [second.side]: second.segments, moved });
  }

  /** What was chosen first is chosen no more. */
  forget() {
    this.first = null;
    this.mark();
  }

  giveUp() {
    if (!this.first) return false;
    this.forget();
    tell(texts.pinpoint_given_up);
    return true;
  }

  /** Shows what was chosen first, also in rows that are new. */
  mark() {
    for (const cell of $$(".segment.anchor")) cell.classList.remove("anchor");
    for (const id of this.first?.segments ?? []) document.getElementById(`segment-${id}`)?.classList.add("anchor");
    document.body.classList.toggle("linking", this.first !== null);
  }
}

/** Asks for one value in a dialog; null where it is given up. */
export function ask(title, input) {
  return new Promise((resolve) => {
    const form = make("form", { method: "dialog" }, make("h2", { id: "ask-title" }, title), make("label", { for: input.id, class: "sr" }, title), input);
    const close = make("button", { type: "button", on: { click: () => dialog.close() } }, texts.cancel);
    form.append(make("p", { class: "dialog-buttons" }, make("button", { class: "main", value: "ok" }, "OK"), close));
    const dialog = make("dialog", { "aria-labelledby": "ask-title", class: "ask" }, form);
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "ok" ? input.value : null);
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
    input.select();
  });
}

