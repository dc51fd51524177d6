// A segment edited in its place: saved, cut at the caret, sent on, joined; what is typed is kept until it is saved, or given up by Esc.

import { $, calm, filled, make, tell, texts, warn } from "./dom.js";
import { chooseWording } from "./dialogs.js";

/** The characters of a text before a place that the browser counts in UTF-16. */
const characters = (text, at) => [...text.slice(0, at)].length;

export class Editor {
  constructor(desk, grid, drafts) {
    Object.assign(this, { desk, grid, drafts });
    this.open = null;
    /** The question which of two wordings stays. */
    this.asked = null;
    /** What was edited when its row went out of the document: what is typed is still meant for it. */
    this.lost = null;
    /** Shows all rows, where filter and search hide the one that is wanted. */
    this.showAll = async () => {};
    desk.editor = this;
    document.addEventListener("focusin", ({ target }) => this.turned(target));
    document.addEventListener("pointerdown", ({ target }) => this.turned(target), true);
  }

  /** Begins to edit the segment of a cell, or goes on with what was typed for it. What is typed elsewhere is kept. */
  begin(cell, { start, end, focus = true } = {}) {
    const segment = cell?.dataset.segment;
    if (!segment || this.desk.isReadOnly) return;
    this.lost = null;
    if (this.open) {
      if (this.open.segment === segment) return this.focus();
      this.putAside();
    }
    const draft = this.drafts.get("edit", segment);
    const text = $(".text", cell);
    const said = draft?.said ?? text.textContent;
    const area = make("textarea", {
      class: "editor",
      rows: 1,
      "aria-label": `${texts.act_edit}${texts.colon}${cell.dataset.side === "source" ? texts.source : texts.target}`,
      "aria-describedby": "edit-hint",
      lang: cell.lang,
      dir: "auto",
      on: { keydown: (event) => this.pressed(event), input: () => this.typed() },
    });
    area.value = draft?.value ?? said;
    const count = cell.closest(".side").querySelectorAll(".segment").length;
    const joins = count > 1 ? `; ${filled(texts.edit_joins, { count })}` : "";
    const button = (name, done) => make("button", { type: "button", class: "edit-button", on: { click: () => done() } }, name);
    const tools = make(
      "div",
      { class: "edit-tools" },
      button(texts.save, () => this.save()),
      button(texts.cancel, () => this.cancel()),
      button(texts.cut_here, () => this.cut(false)),
      button(texts.cut_send, () => this.cut(true)),
      button(texts.join_before, () => this.join()),
      make("span", { id: "edit-hint", class: "hint" }, texts.edit_hint + joins),
    );
    this.open = { segment, bead: Number(cell.closest(".bead").dataset.bead), cell, text, area, tools, said, hasFocus: focus };
    text.hidden = true;
    cell.classList.add("editing");
    cell.append(area, tools);
    this.grow();
    if (focus) area.focus({ preventScroll: true });
    area.setSelectionRange(start ?? area.value.length, end ?? start ?? area.value.length);
    this.drafts.onChange();
  }

  focus() {
    this.grid.reveal(this.open.cell);
    this.open.area.focus({ preventScroll: true });
  }

  /** What is typed is kept with every sign. */
  typed() {
    const { segment, bead, said, area } = this.open;
    this.drafts.keep("edit", segment, { bead, said, value: area.value });
    this.grow();
  }

  /** Signs that were meant for the text, though the editor was not there yet. */
  insert(key) {
    if (!this.open || [...key].length !== 1) return;
    const { area } = this.open;
    area.setRangeText(key, area.selectionStart, area.selectionEnd, "end");
    this.typed();
  }

  /** Whether what is typed goes into the text. */
  get hasFocus() {
    return this.open !== null && document.activeElement === this.open.area;
  }

  /** Another segment is turned to: what is typed here is kept as a draft. */
  putAside() {
    const { bead } = this.open;
    const isKept = this.isChanged;
    this.close({ focus: false });
    if (isKept) tell(filled(texts.draft_kept, { row: this.desk.view.index(bead) + 1 }));
  }

  /** Other rows are in the document: with its row the editor goes, and it comes with it again. */
  follow() {
    if (this.open && !this.open.cell.isConnected) {
      const { segment, bead, area, hasFocus } = this.open;
      const lost = { segment, bead, start: area.selectionStart, end: area.selectionEnd };
      this.close({ focus: false });
      if (hasFocus) this.lost = lost;
      if (hasFocus && document.activeElement === document.body) this.grid.element.focus({ preventScroll: true });
    } else if (this.lost) {
      const cell = document.getElementById(`segment-${this.lost.segment}`);
      if (cell) this.begin(cell, this.lost);
    }
  }

  /** Goes back to a text that is being typed, wherever it is; a sign that was typed meanwhile is put into it. */
  regain(key) {
    return this.desk.next(async () => {
      if (this.lost) await this.goOn({ kind: "edit", id: this.lost.segment, bead: this.lost.bead });
      this.insert(key);
    });
  }

  /** Opens what is kept of a segment. */
  async goOn(draft) {
    const { view } = this.desk;
    if (view.index(draft.bead) >= 0 && !view.order.includes(draft.bead)) await this.showAll();
    await view.bring(draft.bead);
    const cell = document.getElementById(`segment-${draft.id}`);
    this.lost = null;
    if (!cell) {
      const kept = this.drafts.get("edit", draft.id);
      if (kept) this.drafts.show(kept);
      return;
    }
    this.grid.set(cell, {});
    this.begin(cell);
    if (this.isChanged) tell(texts.draft_back);
  }

  /** The focus went somewhere, or the pointer. The grid itself has it only while a row is away. */
  turned(target) {
    if (target === this.grid.element) return;
    if (this.open) this.open.hasFocus = this.open.cell.contains(target);
    else this.lost = null;
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
    const { segment } = this.open;
    this.close();
    this.drafts.drop("edit", segment);
    tell("");
    calm();
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
    this.drafts.onChange();
  }

  /** Rows are about to be replaced: where one types is remembered. */
  suspend() {
    if (!this.open) return null;
    const { segment, bead, cell, area } = this.open;
    const kept = { segment, bead, start: area.selectionStart, end: area.selectionEnd, focus: cell.contains(document.activeElement) };
    this.close({ focus: false });
    return kept;
  }

  /** Rows were replaced: one goes on typing where that segment is, unless that was just saved. */
  resume(kept, isOwn, changes) {
    if (!kept || (isOwn && this.isStoring)) return;
    const cell = document.getElementById(`segment-${kept.segment}`);
    if (cell) {
      this.begin(cell, kept);
      return this.asked?.show(this.open.text.textContent.trim());
    }
    const { view } = this.desk;
    const isElsewhere = changes.beads.some((bead) => [...(bead.source ?? []), ...(bead.target ?? [])].some((segment) => String(segment.id) === kept.segment));
    const draft = this.drafts.get("edit", kept.segment);
    if (isElsewhere || (view.index(kept.bead) >= 0 && !view.row(kept.bead))) this.lost = kept.focus ? { ...kept, bead: draft?.bead ?? kept.bead } : null;
    else if (draft) this.drafts.show(draft);
  }

  /** What is typed, in one line. */
  value() {
    return this.open.area.value.replaceAll(/\s*\n\s*/g, " ").trim();
  }

  /** The whole text of the side that a segment is on, with another text for that segment. */
  sideText(cell, value) {
    const segments = [...cell.closest(".side").querySelectorAll(".segment")];
    return segments.map((other) => (other === cell ? value : $(".text", other).textContent).trim()).join(" ");
  }

  /** Saves what was typed; whether there is nothing more to save. The editor stays open where it was refused. */
  async store() {
    while (this.isChanged) {
      const { segment, cell, text, said } = this.open;
      const value = this.value();
      if (value === "") {
        warn(texts.edit_empty);
        return false;
      }
      const now = text.textContent.trim();
      if (now !== said.trim() && now !== value) {
        this.ask(now, value);
        return false;
      }
      const count = cell.closest(".side").querySelectorAll(".segment").length;
      const bead = Number(cell.closest(".bead").dataset.bead);
      if (await this.storing([{ do: "edit", bead, [cell.dataset.side]: this.sideText(cell, value) }])) {
        this.drafts.drop("edit", segment);
        if (count > 1) tell(filled(texts.edit_joined, { count }));
        return true;
      }
      // Refused since others changed this very text: both wordings are shown. Whatever else was refused was told.
      if (!this.open || this.open.text.textContent.trim() === this.open.said.trim()) return false;
    }
    return true;
  }

  /** Others changed this very text: both wordings are shown, beside what is done one after another, so that what others do meanwhile is shown, too. */
  ask(theirs, yours) {
    if (this.asked) return;
    const { segment } = this.open;
    const asked = chooseWording(theirs, yours);
    this.asked = asked;
    const decide = async (chosen) => {
      this.asked = null;
      // What is typed is kept where its text is gone.
      if (this.open?.segment !== segment) return;
      if (chosen === "drop") return this.cancel();
      if (chosen === "back") return this.focus();
      this.open.said = asked.shown;
      this.drafts.keep("edit", segment, { bead: this.open.bead, said: asked.shown, value: this.open.area.value });
      if (await this.store()) this.close();
    };
    void asked.chosen.then((chosen) => this.desk.next(() => decide(chosen)));
  }

  /** Does what was typed as one action, after which this editor is not opened again by itself. */
  storing(steps, name) {
    this.isStoring = true;
    return this.desk.actAll(steps, name).finally(() => {
      this.isStoring = false;
    });
  }

  save() {
    return this.desk.next(async () => {
      if (this.open && (await this.store())) this.close();
    });
  }

  /** Cuts at the caret, with what was typed; with `send` the rest goes to the next bead. One action: all of it or nothing. */
  cut(send) {
    return this.desk.next(async () => {
      if (!this.open) return;
      const { cell, area, text, said } = this.open;
      const caret = area.selectionStart;
      if (area.value.slice(0, caret).trim() === "" || area.value.slice(caret).trim() === "") return warn(texts.cut_at_end);
      const { side } = cell.dataset;
      const bead = Number(cell.closest(".bead").dataset.bead);
      const to = send ? this.desk.view.neighbour(bead, 1) : bead;
      if (to === undefined) return warn(texts.told_nothing_below);
      // Where others changed this very text, both wordings are shown first.
      if (this.isChanged && text.textContent.trim() !== said.trim()) {
        if (await this.store()) this.close();
        return;
      }
      const own = [...cell.closest(".side").querySelectorAll(".segment")].map((other) => Number(other.dataset.segment));
      const typed = Number(cell.dataset.segment);
      let segment = typed;
      let after = own.slice(own.indexOf(segment) + 1);
      // White space that saving takes away is not counted.
      const lead = area.value.length - area.value.trimStart().length;
      let at = characters(area.value.trimStart(), Math.max(0, caret - lead));
      const steps = [];
      if (this.isChanged) {
        steps.push({ do: "edit", bead, [side]: this.sideText(cell, this.value()) });
        // Saving makes one segment of the side, which is its first.
        at += [...this.sideText(cell, "\u0000").split("\u0000")[0]].length;
        [segment, after] = [own[0], []];
      }
      steps.push({ do: "cut", segment, at });
      // Number 0 is the segment that the cut makes.
      if (send) steps.push({ do: "move", segments: [0, ...after], to });
      const changes = await this.storing(steps, texts.act_cut);
      if (!changes) return;
      this.drafts.drop("edit", typed);
      this.close();
      const segments = changes.beads.find((other) => other.id === to)?.[side] ?? [];
      const made = send ? segments[0] : segments[segments.findIndex((other) => other.id === segment) + 1];
      const cellOf = made && document.getElementById(`segment-${made.id}`);
      if (cellOf) this.grid.set(cellOf, {});
    });
  }

  /** Joins the segment, with what was typed, with the one before it; from the bead above it is fetched first. One action. */
  join() {
    return this.desk.next(async () => {
      if (!this.open) return;
      const { cell, text, said } = this.open;
      const value = this.value();
      if (value === "") return warn(texts.edit_empty);
      // Where others changed this very text, both wordings are shown first.
      if (this.isChanged && text.textContent.trim() !== said.trim()) {
        if (await this.store()) this.close();
        return;
      }
      const { side } = cell.dataset;
      const typed = Number(cell.dataset.segment);
      const bead = Number(cell.closest(".bead").dataset.bead);
      const steps = this.isChanged ? [{ do: "edit", bead, [side]: this.sideText(cell, value) }] : [];
      let previous = cell.previousElementSibling;
      let before = previous && $(".text", previous).textContent;
      if (previous && steps.length > 0) {
        // Saving joins all of the side.
        previous = cell.parentElement.firstElementChild;
        before = this.sideText(cell, "\u0000").split("\u0000")[0].trimEnd();
      } else if (previous) {
        steps.push({ do: "join", segments: [Number(previous.dataset.segment), typed] });
      } else {
        const above = this.desk.view.neighbour(bead, -1);
        // Where filter or search hide that row, it is read all the same.
        const row = above !== undefined && (this.desk.view.row(above) ?? (await this.desk.view.fetch([above]))[0]);
        previous = row && [...row.querySelectorAll(`.${side} .segment`)].at(-1);
        if (!previous) return warn(texts.told_nothing_above);
        before = $(".text", previous).textContent;
        steps.push({ do: "move", segments: [typed], to: above }, { do: "join", segments: [Number(previous.dataset.segment), typed] });
      }
      if (!(await this.storing(steps, texts.act_join))) return;
      this.drafts.drop("edit", typed);
      this.close({ focus: false });
      const joined = document.getElementById(`segment-${previous.dataset.segment}`);
      if (!joined) return;
      this.grid.set(joined, {});
      this.begin(joined, { start: before.length, end: before.length });
    });
  }
}
