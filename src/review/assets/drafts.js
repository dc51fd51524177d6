// What is typed and not saved: kept in this tab by article and by what it is for, until it is saved or given up; also when the page is loaded again.

import { $, $$, data, filled, make, texts } from "./dom.js";

const NAME = `interligne-drafts-${data.article}`;

export class Drafts {
  constructor() {
    /** By kind and number: `{ kind, id, bead, said, value }`; `said` is what stood there when one began to type. */
    this.all = new Map();
    /** Told whenever there is another draft, or one less. */
    this.onChange = () => {};
    try {
      const stored = JSON.parse(sessionStorage.getItem(NAME));
      // Another memory at the same address is not meant.
      if (stored?.name === data.name) for (const draft of stored.drafts) this.all.set(`${draft.kind}-${draft.id}`, draft);
    } catch {
      // A browser that keeps nothing still works.
    }
  }

  get count() {
    return this.all.size;
  }

  get(kind, id) {
    return this.all.get(`${kind}-${id}`);
  }

  /** Keeps a text; one that says what stood there before is none to keep. */
  keep(kind, id, { bead, said, value }) {
    if (value.trim() === said.trim()) return this.drop(kind, id);
    this.all.set(`${kind}-${id}`, { kind, id, bead, said, value });
    return this.changed();
  }

  drop(kind, id) {
    if (this.all.delete(`${kind}-${id}`)) this.changed();
  }

  /** Rows changed: segments may be in others now. */
  moved(beads) {
    for (const { id, source, target } of beads) {
      for (const segment of [...(source ?? []), ...(target ?? [])]) {
        const draft = this.get("edit", segment.id);
        if (draft) draft.bead = id;
      }
    }
    if (this.count > 0) this.changed();
  }

  changed() {
    try {
      if (this.count === 0) sessionStorage.removeItem(NAME);
      else sessionStorage.setItem(NAME, JSON.stringify({ name: data.name, drafts: [...this.all.values()] }));
    } catch {
      // It is kept as long as the page is.
    }
    this.onChange();
  }

  /** Marks the rows that they are of, as far as these are in the document. */
  mark(view) {
    const rows = new Set([...this.all.values()].map((draft) => view.row(draft.bead)));
    for (const sign of $$("#rows .sign.draft")) if (!rows.has(sign.closest(".bead"))) sign.remove();
    for (const row of rows) {
      if (!row || $(".sign.draft", row)) continue;
      const spoken = make("span", { class: "sr" }, texts.draft_here);
      $(".signs", row).append(make("span", { class: "sign draft", title: texts.draft_here }, make("span", { "aria-hidden": "true" }, "⌨"), spoken));
    }
  }

  /** Lists those that are not before one's eyes, each with a button that goes there. */
  list(isOpen, view, go) {
    const others = [...this.all.values()].filter((draft) => !isOpen(draft));
    let box = $("#drafts");
    if (others.length === 0) return box?.remove();
    const name = (draft) => {
      const at = view.index(draft.bead);
      return at < 0 ? texts.draft_gone : filled(draft.kind === "note" ? texts.draft_note : texts.draft_edit, { row: at + 1 });
    };
    const told = others.map(name).join("\n");
    if (box?.dataset.told === told) return undefined;
    if (!box) {
      box = make("aside", { id: "drafts", "aria-label": texts.drafts });
      $("#bar").after(box);
    }
    box.dataset.told = told;
    const buttons = others.map((draft) => make("button", { type: "button", on: { click: () => go(draft) } }, name(draft)));
    return box.replaceChildren(make("span", {}, texts.drafts, texts.colon), ...buttons);
  }

  /** Shows a text whose segment or row is gone, to be copied. */
  show({ kind, id, value }) {
    const box = $("#kept") ?? make("aside", { id: "kept" });
    const close = () => {
      box.remove();
      this.drop(kind, id);
    };
    box.replaceChildren(
      make("p", {}, texts.told_kept_text),
      make("textarea", { readonly: true, "aria-label": texts.told_kept_text, rows: 3 }, value),
      make("button", { type: "button", on: { click: close } }, texts.close),
    );
    $("#bar").after(box);
    $("textarea", box).focus();
  }
}
