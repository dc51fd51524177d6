// What stands beside the rows: what the memory has that is like this one, where words were translated, what was done, and a note.

import { $, data, filled, kept, make, tell, texts } from "./dom.js";
import { chooseWording } from "./dialogs.js";
import { get } from "./api.js";
import { named } from "./desk.js";

const NAMES = ["memory", "concordance", "history", "note"];

export class Panels {
  constructor({ view, grid, desk, drafts }) {
    Object.assign(this, { view, grid, desk, drafts });
    this.noteFor = null;
    this.element = $("#panels");
    this.tabs = new Map();
    this.bodies = new Map();
    const bar = make("div", { role: "tablist", "aria-label": texts.panels, class: "tabs" });
    const close = make("button", { type: "button", class: "close", "aria-label": `${texts.close}${texts.colon}${texts.panels}` }, "×");
    close.addEventListener("click", () => {
      this.open(false);
      this.grid.cell()?.focus({ preventScroll: true });
    });
    this.element.append(make("div", { class: "tabs-line" }, bar, close));
    for (const name of NAMES) {
      const tab = make("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, tabindex: "-1" }, texts[`panel_${name}`]);
      tab.addEventListener("click", () => this.show(name));
      const body = make("section", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, hidden: true, class: "panel" });
      this.tabs.set(name, tab);
      this.bodies.set(name, body);
      bar.append(tab);
      this.element.append(body);
    }
    bar.addEventListener("keydown", (event) => this.move(event));
    this.fillNote();
    this.fillConcordance();
    const toggle = make("button", { type: "button", id: "panels-toggle", "aria-controls": "panels" }, texts.panels);
    toggle.addEventListener("click", () => this.open(this.element.hidden));
    $("#exports").before(toggle);
    this.toggle = toggle;
    const wide = matchMedia("(min-width: 62.01rem)");
    const isWide = wide.matches;
    // In a narrow window a panel covers the rows: it is opened when it is asked for.
    wide.addEventListener("change", () => {
      if (!wide.matches) this.open(false, false);
      else if (kept.get("panels") ?? true) this.open(true, false);
    });
    this.shown = kept.get("panel") ?? "memory";
    if (!NAMES.includes(this.shown)) this.shown = "memory";
    this.open((kept.get("panels") ?? isWide) && isWide, false);
    this.show(this.shown, false);
  }

  open(isOpen, isAsked = true) {
    this.element.hidden = !isOpen;
    this.toggle.setAttribute("aria-expanded", String(isOpen));
    if (isAsked) kept.set("panels", isOpen);
    if (isOpen && isAsked) this.update();
  }

  show(name, isAsked = true) {
    this.shown = name;
    for (const [other, tab] of this.tabs) {
      const isThis = other === name;
      tab.setAttribute("aria-selected", String(isThis));
      tab.tabIndex = isThis ? 0 : -1;
      this.bodies.get(other).hidden = !isThis;
    }
    if (isAsked) {
      kept.set("panel", name);
      this.update();
    }
  }

  move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const name = NAMES[(NAMES.indexOf(this.shown) + step + NAMES.length) % NAMES.length];
    this.show(name);
    this.tabs.get(name).focus();
  }

  /** The focus is elsewhere: after a moment the panel that is seen follows. */
  update() {
    clearTimeout(this.timer);
    if (this.element.hidden) return;
    this.timer = setTimeout(() => void this.follow(), 150);
  }

  changed() {
    this.update();
    if (this.asked && this.view.row(this.asked.bead)) this.asked.show(this.noteOf(this.asked.bead));
  }

  async follow() {
    try {
      if (this.shown === "memory") await this.readMemory();
      else if (this.shown === "history") await this.readHistory();
      else if (this.shown === "note") this.readNote();
    } catch {
      // It is told elsewhere that the program is gone; a panel stays as it was.
    }
  }

  async readMemory() {
    const bead = this.grid.current?.bead;
    const body = this.bodies.get("memory");
    if (bead === undefined) return body.replaceChildren();
    const answer = await get(`/api/suggest?bead=${bead}&limit=8`);
    if (bead !== this.grid.current?.bead) return undefined;
    const pairs = answer.matches.map((match) =>
      this.pair({ source: [match.source], target: [match.adapted ?? match.target], head: `${Math.floor(match.score)}\u202f%`, from: match.article }),
    );
    return body.replaceChildren(...(pairs.length > 0 ? pairs : [make("p", { class: "hint" }, texts.memory_empty)]));
  }

  pair({ source, target, head, from }) {
    const { langs } = data;
    const line = make("p", { class: "from" }, make("strong", {}, head ?? ""), " ", from ?? "");
    return make(
      "article",
      { class: "pair" },
      line,
      make("p", { lang: langs.source, dir: "auto" }, ...source),
      make("p", { lang: langs.target, dir: "auto" }, ...target),
    );
  }

  fillConcordance() {
    const input = make("input", { type: "search", id: "concordance-q" });
    const results = make("div", { id: "concordance-found", role: "status" });
    const form = make("form", {}, make("label", { for: "concordance-q" }, texts.concordance_hint), input, make("button", {}, texts.search));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const query = input.value.trim();
      if (query === "") return results.replaceChildren();
      try {
        const answer = await get(`/api/search?${new URLSearchParams({ q: query, article: data.article })}`);
        const pairs = answer.hits.map((hit) => {
          const [source, target] = hit.side === "source" ? [hit.marks, hit.translation_marks] : [hit.translation_marks, hit.marks];
          return this.pair({ source: marked(hit.source, source), target: marked(hit.target, target), from: hit.article });
        });
        results.replaceChildren(...(pairs.length > 0 ? pairs : [make("p", { class: "hint" }, texts.concordance_empty)]));
      } catch (refusal) {
        await this.desk.refused(refusal);
      }
      return undefined;
    });
    this.bodies.get("concordance").append(form, results);
  }

  async readHistory() {
    const answer = await get(`/api/articles/${data.article}/history`);
    const items = answer.actions.map((action) => {
      const time = make("time", { datetime: action.time }, new Date(action.time).toLocaleTimeString(texts.tag, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));
      const what = make("span", { class: "what" }, named(action.verb), action.undone ? ` (${texts.history_undone})` : "");
      // By its number, since what hinders an undoing is named by that.
      const item = make("li", { class: action.undone ? "undone" : null }, make("span", { class: "id" }, `${action.id}`), what, " ", time, action.person ? ` ${action.person}` : "");
      if (!this.desk.isReadOnly) {
        const name = action.undone ? texts.act_redo : texts.act_undo;
        const button = make("button", { type: "button", "aria-label": `${name}${texts.colon}${named(action.verb)}` }, name);
        button.addEventListener("click", () => void this.desk.next(() => (action.undone ? this.desk.redo(action.id) : this.desk.undo(action.id))));
        item.append(" ", button);
      }
      return item;
    });
    const list = items.length > 0 ? make("ol", { class: "history" }, ...items) : make("p", { class: "hint" }, texts.history_empty);
    this.bodies.get("history").replaceChildren(list);
  }

  fillNote() {
    const cancel = make("button", { type: "button", on: { click: () => this.dropNote() } }, texts.cancel);
    const area = make("textarea", { id: "note-text", rows: 5, dir: "auto" });
    const form = make(
      "form",
      {},
      make("label", { for: "note-text" }, texts.note_hint),
      area,
      make("p", {}, make("button", { class: "main" }, texts.save), " ", cancel, " ", make("kbd", {}, "Ctrl+Enter")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.saveNote();
    });
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        const row = this.view.index(this.noteFor) + 1;
        if (this.drafts.get("note", this.noteFor)) tell(filled(texts.draft_kept, { row }));
        this.grid.cell()?.focus({ preventScroll: true });
      } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        void this.saveNote();
      }
    });
    area.addEventListener("focus", () => {
      // Of the row that has the focus now, also when the panel did not follow yet.
      this.noteFor = null;
      this.readNote();
    });
    area.addEventListener("input", () => {
      if (this.noteFor !== null) this.drafts.keep("note", this.noteFor, { bead: this.noteFor, said: this.noteWas, value: area.value });
    });
    if (this.desk.isReadOnly) area.readOnly = true;
    this.area = area;
    this.bodies.get("note").append(form);
  }

  noteOf(bead) {
    const note = this.view.row(bead) && $(".remarks .note", this.view.row(bead));
    return note ? note.textContent : "";
  }

  /** Whether this is the row whose note is before one's eyes. */
  isNoteOf(bead) {
    return !this.element.hidden && this.shown === "note" && this.noteFor === bead;
  }

  /** The note of the row with the focus: what is typed for it, else what is saved. */
  readNote() {
    const bead = this.grid.current?.bead;
    const isTyping = document.activeElement === this.area && this.noteFor !== null && this.view.index(this.noteFor) >= 0;
    if (isTyping || (bead !== undefined && !this.view.row(bead))) return;
    const draft = this.drafts.get("note", bead);
    this.noteFor = bead ?? null;
    this.noteWas = draft?.said ?? (bead === undefined ? "" : this.noteOf(bead));
    const text = draft?.value ?? this.noteWas;
    if (this.area.value !== text) this.area.value = text;
    this.drafts.onChange();
  }

  /** Begins a note to the row with the focus. */
  note() {
    this.open(true);
    this.show("note", false);
    this.area.focus();
    this.element.scrollIntoView?.({ block: "nearest" });
  }

  /** Opens a note that is kept. */
  async goOn(draft) {
    if (this.view.index(draft.bead) >= 0 && !this.view.order.includes(draft.bead)) await this.desk.editor.showAll();
    if (await this.grid.go(draft.bead)) this.note();
    else this.drafts.show(draft);
  }

  saveNote() {
    return this.desk.next(async () => {
      const text = this.area.value.trim();
      const bead = this.noteFor;
      if (bead === undefined || bead === null) return;
      if (text === this.noteWas.trim()) return void this.grid.cell()?.focus({ preventScroll: true });
      const now = this.view.row(bead) ? this.noteOf(bead) : this.noteWas;
      if (now.trim() !== this.noteWas.trim() && now.trim() !== text) return this.ask(bead, now, text);
      const done = await this.desk.act({ do: "note", bead, text: text || undefined });
      if (!done) return;
      this.dropNote(bead);
    });
  }

  /** Others changed this very note: both wordings are shown, beside what is done one after another. */
  ask(bead, theirs, yours) {
    if (this.asked) return;
    const asked = chooseWording(theirs, yours);
    this.asked = { bead, ...asked, show: asked.show };
    const decide = (chosen) => {
      this.asked = null;
      if (chosen === "drop") return this.dropNote(bead);
      if (chosen === "save") {
        [this.noteFor, this.noteWas] = [bead, asked.shown];
        this.drafts.keep("note", bead, { bead, said: asked.shown, value: this.area.value });
        return void this.saveNote();
      }
      return this.area.focus();
    };
    void asked.chosen.then((chosen) => this.desk.next(() => decide(chosen)));
  }

  /** What is typed is saved, or given up. */
  dropNote(bead = this.noteFor) {
    this.drafts.drop("note", bead);
    this.grid.cell()?.focus({ preventScroll: true });
    this.noteFor = null;
    this.readNote();
  }
}

/** A text in which some stretches are marked; they are counted in bytes of UTF-8, as the program prints them. */
function marked(text, stretches) {
  const bytes = new TextEncoder().encode(text);
  const said = (from, to) => new TextDecoder().decode(bytes.subarray(from, to));
  const parts = [];
  let at = 0;
  for (const [start, end] of [...(stretches ?? [])].sort((a, b) => a[0] - b[0])) {
    if (start < at) continue;
    parts.push(said(at, start), make("mark", {}, said(start, end)));
    at = end;
  }
  return [...parts, said(at)];
}
