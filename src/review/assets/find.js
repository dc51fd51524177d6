// Search and filter within the article: which rows are shown, and where the words stand in them.

import { $, $$, data, filled, texts } from "./dom.js";
import { mark } from "./marks.js";

export class Find {
  constructor(view, grid, desk) {
    Object.assign(this, { view, grid, desk });
    this.form = $("#find");
    this.query = data.query ?? "";
    this.filter = data.filter ?? "all";
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.ask({ enter: true });
    });
    $("#filter").addEventListener("change", () => void this.ask());
    let timer;
    $("#q").addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => void this.ask(), 200);
    });
    this.form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      clearTimeout(timer);
      $("#q").value = "";
      $("#filter").value = "all";
      void this.ask({ enter: true });
    });
  }

  /** Shows what passes; with `enter` the focus goes to the rows. */
  ask({ enter = false } = {}) {
    return this.desk.next(async () => {
      const query = $("#q").value.trim();
      const filter = $("#filter").value;
      const bead = this.grid.current?.bead;
      try {
        if (query !== this.query || filter !== this.filter) {
          this.query = query;
          this.filter = filter;
          const count = await this.view.select(filter, query);
          this.told(count);
        }
      } catch (refusal) {
        await this.desk.refused(refusal);
        return;
      }
      this.words();
      const { order } = this.view;
      const wanted = order.includes(bead) ? bead : (order.find((id) => this.view.index(id) >= this.view.index(bead)) ?? order[0]);
      if (wanted !== undefined && (enter || wanted !== bead)) await this.grid.go(wanted, { focus: enter });
      else if (wanted !== undefined) await this.grid.bring();
    });
  }

  /** Shows all rows again. */
  async all() {
    $("#q").value = "";
    $("#filter").value = "all";
    Object.assign(this, { query: "", filter: "all" });
    this.told(await this.view.select("all", ""));
    this.words();
  }

  told(count) {
    const isAll = !this.view.isFiltered;
    const text = isAll ? "" : count === 0 ? texts.no_rows : filled(texts.told_rows, { count, total: this.view.all.length });
    $("#found").textContent = text;
    const asked = new URLSearchParams();
    if (this.filter !== "all") asked.set("filter", this.filter);
    if (this.query) asked.set("q", this.query);
    history.replaceState(null, "", `/a/${data.article}${asked.size > 0 ? `?${asked}` : ""}`);
    for (const link of $$("#choices a[hreflang]")) {
      asked.set("lang", link.hreflang);
      link.href = `/a/${data.article}?${asked}`;
    }
  }

  /** Marks the words that are searched for, in the rows of the document. */
  words() {
    const words = folded(this.query).split(/\s+/).filter(Boolean);
    const ranges = [];
    if (words.length > 0) for (const text of $$("#rows .text, #rows .note")) ranges.push(...found(text, words));
    mark("found", ranges);
  }
}

/** A text without case and accents, sign by sign: as long as it was. */
function folded(text) {
  return [...text].map((sign) => {
    const plain = sign.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
    return plain.length === sign.length ? plain : sign.toLowerCase().length === sign.length ? sign.toLowerCase() : sign;
  }).join("").replaceAll(/[’‘ʼ]/g, "'").replaceAll(/[“”«»]/g, '"');
}

function found(element, words) {
  const ranges = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = folded(node.data);
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        ranges.push(range);
      }
    }
  }
  return ranges;
}

