// A segment edited in its place: saved, cut at the caret, sent on, joined; what is typed is never lost but by Esc.

import { $, make, tell, texts, warn } from "./dom.js";

/** The characters of a text before a place that the browser counts in UTF-16. */
const characters = (text, at) => [...text.slice(0, at)].length;

export class Editor {
  constructor(desk, grid) {
    this.desk = desk;
    this.grid = grid;
    this.open = null;
    desk.editor = this;
  }

  /** Begins to edit the segment of a cell. */
  begin(cell, { value, start, end, was } = {}) {
    const segment = cell?.dataset.segment;
    if (!segment || this.desk.isReadOnly) return;
    if (this.open) {
      if (this.open.segment === segment) return this.open.area.focus();
      if (this.isChanged) return this.open.area.focus();
      this.close({ focus: false });
    }
    const text = $(".text", cell);
    const said = was ?? text.textContent;
    const area = make("textarea", {
      class: "editor",
      rows: 1,
      "aria-label": `${texts.act_edit}: ${cell.dataset.side === "source" ? texts.source : texts.target}`,
      "aria-describedby": "edit-hint",
      lang: cell.lang,
      dir: "auto",
      on: { keydown: (event) => this.pressed(event), input: () => this.grow() },
    });
    area.value = value ?? said;
    const button = (name, done) => make("button", { type: "button", class: "edit-button", on: { click: () => done() } }, name);
    const tools = make(
      "div",
      { class: "edit-tools" },
      button(texts.save, () => this.save()),
      button(texts.cancel, () => this.cancel()),
      button(texts.act_cut, () => this.cut(false)),
      make("span", { id: "edit-hint", class: "hint" }, texts.edit_hint),
    );
    this.open = { segment, cell, text, area, tools, said };
    text.hidden = true;
    cell.classList.add("editing");
    cell.append(area, tools);
    this.grow();
    area.focus();
    area.setSelectionRange(start ?? area.value.length, end ?? start ?? area.value.length);
  }

  grow() {
    const { area } = this.open;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 4}px`;
  }

  get isChanged() {
    return this.open !== null && this.open.area.value.trim() !== this.open.said.trim();
  }

  pressed(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const { area } = this.open;
    if (event.key === "Escape") this.cancel();
    else if (event.key === "Enter" && ctrl) this.cut(event.shiftKey);
    else if (event.key === "Enter") this.save();
    else if (event.key === "Backspace" && !ctrl && area.selectionStart === 0 && area.selectionEnd === 0) this.join();
    else return;
    event.preventDefault();
  }

  cancel() {
    this.close();
    tell("");
  }

  close({ focus = true } = {}) {
    if (!this.open) return;
    const { cell, text, area, tools, segment } = this.open;
    this.open = null;
    area.remove();
    tools.remove();
    text.hidden = false;
    cell.classList.remove("editing");
    const again = document.getElementById(`segment-${segment}`) ?? this.grid.cell();
    if (focus && again) this.grid.set(again, {});
    return undefined;
  }

  /** Rows are about to be replaced: what is typed is taken aside. */
  suspend() {
    if (!this.open) return null;
    const { segment, area, said } = this.open;
    const kept = { segment, said, value: area.value, start: area.selectionStart, end: area.selectionEnd, hadFocus: document.activeElement === area };
    this.close({ focus: false });
    return kept;
  }

  /** Rows were replaced: one goes on typing where that segment is, unless that was just saved. What it said is what it says now. */
  resume(kept, isOwn) {
    if (!kept || (isOwn && this.storing)) return;
    const cell = document.getElementById(`segment-${kept.segment}`);
    const isChanged = kept.value.trim() !== kept.said.trim();
    if (cell) {
      const value = isChanged ? kept.value : undefined;
      this.begin(cell, { ...kept, value, was: undefined });
      return;
    }
    if (!isChanged) return;
    // The segment is gone: the text is shown, to be copied.
    const box = $("#kept") ?? make("aside", { id: "kept" });
    box.replaceChildren(
      make("p", {}, texts.told_kept_text),
      make("textarea", { readonly: true, "aria-label": texts.told_kept_text, rows: 3 }, kept.value),
      make("button", { type: "button", on: { click: () => box.remove() } }, texts.close),
    );
    $("#bar").after(box);
  }

  /** The whole text of the side that a segment is on, with another text for that segment. */
  sideText(cell, value) {
    const segments = [...cell.closest(".side").querySelectorAll(".segment")];
    return segments.map((other) => (other === cell ? value : $(".text", other).textContent).trim()).join(" ");
  }

  /** Saves what was typed; whether there is nothing more to save. The editor stays open where it was refused. */
  async store() {
    if (!this.isChanged) return true;
    const { cell, area } = this.open;
    const value = area.value.replaceAll(/\s*\n\s*/g, " ").trim();
    if (value === "") {
      warn(texts.edit_empty);
      return false;
    }
    const bead = Number(cell.closest(".bead").dataset.bead);
    this.storing = true;
    try {
      return (await this.desk.act({ do: "edit", bead, [cell.dataset.side]: this.sideText(cell, value) })) !== null;
    } finally {
      this.storing = false;
    }
  }

  save() {
    return this.desk.next(async () => {
      if (this.open && (await this.store())) this.close();
    });
  }

  /** Cuts at the caret; what was typed is saved first. With `send` the rest goes to the next bead. */
  cut(send) {
    return this.desk.next(async () => {
      if (!this.open) return;
      const { area } = this.open;
      const caret = area.selectionStart;
      const rest = area.value.slice(caret);
      if (area.value.slice(0, caret).trim() === "" || rest.trim() === "") return warn(texts.cut_at_end);
      // White space that saving takes away is not counted.
      const lead = area.value.length - area.value.trimStart().length;
      let at = characters(area.value.trimStart(), Math.max(0, caret - lead));
      if (this.isChanged) {
        const side = this.open.cell.closest(".side");
        const before = this.sideText(this.open.cell, "\u0000").split("\u0000")[0];
        const isOne = side.querySelectorAll(".segment").length === 1;
        if (!(await this.store())) return;
        // Saving made one segment of the side.
        if (!isOne) at += [...before].length;
      }
      const cell = this.open?.cell ?? this.grid.cell();
      const segment = Number(cell.dataset.segment);
      const side = cell.dataset.side;
      const bead = Number(cell.closest(".bead").dataset.bead);
      const changes = await this.desk.act({ do: "cut", segment, at });
      if (!changes) return;
      this.close();
      const segments = changes.beads.find((other) => other.id === bead)?.[side] ?? [];
      const made = segments[segments.findIndex((other) => other.id === segment) + 1];
      if (!made) return;
      if (send) {
        const next = this.desk.view.neighbour(bead, 1);
        if (next === undefined) return warn(texts.told_nothing_below);
        const own = segments.slice(segments.indexOf(made)).map((other) => other.id);
        await this.desk.act({ do: "move", segments: own, to: next });
      }
      const cellOf = document.getElementById(`segment-${made.id}`);
      if (cellOf) this.grid.set(cellOf, {});
    });
  }

  /** Joins the segment with the one before it; from the bead above it is fetched first. */
  join() {
    return this.desk.next(async () => {
      if (!this.open) return;
      const { cell } = this.open;
      const { side } = cell.dataset;
      const segment = Number(cell.dataset.segment);
      const bead = Number(cell.closest(".bead").dataset.bead);
      if (!(await this.store())) return;
      const own = document.getElementById(`segment-${segment}`);
      let previous = own?.previousElementSibling;
      this.close({ focus: false });
      if (!previous) {
        const above = this.desk.view.neighbour(bead, -1);
        const row = above !== undefined && (await this.desk.view.bring(above));
        previous = row && [...row.querySelectorAll(`.${side} .segment`)].at(-1);
        if (!previous) return warn(texts.told_nothing_above);
        if (!(await this.desk.act({ do: "move", segments: [segment], to: above }))) return;
      }
      const first = Number(previous.dataset.segment);
      const caret = [...$(".text", previous).textContent].length;
      if (!(await this.desk.act({ do: "join", segments: [first, segment] }))) return;
      const joined = document.getElementById(`segment-${first}`);
      if (joined) {
        this.grid.set(joined, {});
        this.begin(joined, { start: caret, end: caret });
      }
    });
  }
}
