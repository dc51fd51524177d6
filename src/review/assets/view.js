// The rows: all of an article by their numbers, and those few that the document holds, around what is looked at.

import { $, data, pieces } from "./dom.js";
import { get, getHtml } from "./api.js";

/** Rows asked for at a time, and the most that the document keeps. */
const CHUNK = 60;
export const MOST = 240;
/** How far beyond the window rows are kept ready, in heights of the window. */
const READY = 1.2;

export class View {
  constructor() {
    this.rows = $("#rows");
    this.before = $("#before");
    this.after = $("#after");
    this.article = data.article;
    /** Every bead of the article in its order, and those that filter and search leave. */
    this.all = [];
    this.order = [];
    this.isFiltered = false;
    /** Beads to look at, with why. */
    this.places = new Map();
    /** Where in `order` the first row of the document stands. */
    this.first = 0;
    this.elements = new Map();
    this.indices = null;
    /** Told of rows that are new in the document. */
    this.onRows = () => {};
    /** The cell that has the focus: it keeps its place on the screen. */
    this.anchor = () => null;
    this.filling = false;
  }

  get last() {
    return this.first + this.rows.children.length;
  }

  /** Reads which rows there are; the document has the first of them already. */
  async start() {
    for (const row of this.rows.children) this.elements.set(Number(row.dataset.bead), row);
    await this.read();
    this.order = this.all;
    if (data.filter !== "all" || data.query) await this.select(data.filter, data.query, { keep: true });
    const shown = this.rows.firstElementChild;
    this.first = shown ? Math.max(0, this.order.indexOf(Number(shown.dataset.bead))) : 0;
    this.onRows([...this.rows.children]);
    this.space();
    addEventListener("scroll", () => this.fill(), { passive: true });
    addEventListener("resize", () => this.fill(), { passive: true });
  }

  /** All beads and places as they are now. */
  async read() {
    const answer = await get(`/api/articles/${this.article}/places?filter=all`);
    this.all = answer.places.map((place) => place.bead);
    this.places = new Map(answer.places.filter((place) => place.reasons.length > 0).map((place) => [place.bead, place.reasons]));
    this.indices = null;
    return answer.version;
  }

  /** Which rows a filter and a search leave. */
  async select(filter, query, { keep = false } = {}) {
    this.isFiltered = filter !== "all" || query !== "";
    if (this.isFiltered) {
      const asked = new URLSearchParams({ filter, q: query });
      const answer = await get(`/api/articles/${this.article}/places?${asked}`);
      this.order = answer.places.map((place) => place.bead);
    } else {
      this.order = this.all;
    }
    if (!keep) await this.jump(0, 0);
    return this.order.length;
  }

  /** Where a bead stands in the article, from 0; -1 where it is gone. */
  index(bead) {
    this.indices ??= new Map(this.all.map((id, at) => [id, at]));
    return this.indices.get(bead) ?? -1;
  }

  row(bead) {
    return this.elements.get(bead) ?? null;
  }

  /** The row of a bead, brought into the document where it is not in it; null where filter and search hide it. */
  async bring(bead) {
    const at = this.order.indexOf(bead);
    if (at < 0) return null;
    if (!this.elements.has(bead)) {
      if (at === this.last || at === this.first - 1) await this.extend(at === this.last);
      else await this.jump(Math.max(0, at - CHUNK / 3), at);
    }
    return this.row(bead);
  }

  /** The beads beside one, among those that are shown. */
  beside(bead, step) {
    const at = this.order.indexOf(bead);
    return at < 0 ? undefined : this.order[at + step];
  }

  /** The beads beside one in the article, shown or not. */
  neighbour(bead, step) {
    return this.all[this.index(bead) + step];
  }

  async fetch(beads) {
    if (beads.length === 0) return [];
    return pieces(await getHtml(`/a/${this.article}/rows?beads=${beads.join(",")}`));
  }

  /** Puts other rows in the place of those in the document. */
  async jump(from, at) {
    const beads = this.order.slice(from, from + CHUNK);
    const rows = await this.fetch(beads);
    this.first = from;
    this.elements.clear();
    for (const row of rows) this.elements.set(Number(row.dataset.bead), row);
    this.rows.replaceChildren(...rows);
    this.number();
    this.onRows(rows);
    this.space();
    const row = this.row(this.order[at]);
    row?.scrollIntoView({ block: "center" });
  }

  /** Adds rows at the end or at the beginning. */
  async extend(isDown) {
    const from = isDown ? this.last : Math.max(0, this.first - CHUNK);
    const to = isDown ? Math.min(this.order.length, from + CHUNK) : this.first;
    const wanted = this.order.slice(from, to);
    const rows = await this.fetch(wanted);
    if (rows.length === 0) return false;
    this.hold(() => {
      for (const row of rows) this.elements.set(Number(row.dataset.bead), row);
      if (isDown) this.rows.append(...rows);
      else {
        this.rows.prepend(...rows);
        this.first = to - rows.length;
      }
      this.trim(!isDown);
      this.number();
      this.onRows(rows);
      this.space();
    });
    return true;
  }

  /** Lets go of what is far from what is looked at. */
  trim(fromEnd) {
    while (this.rows.children.length > MOST) {
      const row = fromEnd ? this.rows.lastElementChild : this.rows.firstElementChild;
      this.drop(row);
      if (!fromEnd) this.first += 1;
    }
  }

  drop(row) {
    // Keys go on working: the grid has the focus until the row is back.
    if (row.contains(document.activeElement)) $("#grid").focus({ preventScroll: true });
    this.elements.delete(Number(row.dataset.bead));
    row.remove();
  }

  /** Changes the document without moving what is looked at: the cell with the focus, where it is seen, else the first row that is. */
  hold(change) {
    const cell = this.anchor();
    const seen = cell && isSeen(cell) ? cell : [...this.rows.children].find(isSeen);
    const id = seen?.id || seen?.closest(".bead")?.id;
    const top = seen?.getBoundingClientRect().top;
    change();
    const again = id && document.getElementById(id);
    if (again) scrollBy({ top: again.getBoundingClientRect().top - top, behavior: "instant" });
  }

  /** Room for the rows that are not in the document. */
  space() {
    const count = this.rows.children.length;
    if (count > 0 && this.rows.offsetHeight > 0) this.average = this.rows.offsetHeight / count;
    const average = this.average ?? 60;
    this.before.style.height = `${Math.round(this.first * average)}px`;
    this.after.style.height = `${Math.round(Math.max(0, this.order.length - this.last) * average)}px`;
  }

  /** Numbers the rows anew, since those above may have become more or fewer. */
  number() {
    for (const row of this.rows.children) {
      const at = this.index(Number(row.dataset.bead));
      if (at < 0 || Number(row.dataset.index) === at) continue;
      row.dataset.index = at;
      row.setAttribute("aria-rowindex", at + 2);
      const number = $(".number", row);
      if (number) number.textContent = at + 1;
    }
    $("#grid").setAttribute("aria-rowcount", this.all.length + 1);
  }

  /** Sees to it that there are rows wherever one looks. */
  async fill() {
    if (this.filling) {
      this.again = true;
      return;
    }
    this.filling = true;
    try {
      do {
        this.again = false;
        await this.fillOnce();
      } while (this.again);
    } catch {
      // Without the program there are no more rows; whoever does something is told.
    } finally {
      this.filling = false;
    }
  }

  async fillOnce() {
    for (let turn = 0; turn < 6; turn++) {
      const { top, bottom } = this.rows.getBoundingClientRect();
      const ahead = innerHeight * READY;
      const isAway = bottom < -ahead || top > innerHeight + ahead;
      if (isAway && this.order.length > 0) {
        const height = this.average ?? 60;
        const start = $("#before").getBoundingClientRect().top;
        const at = Math.min(this.order.length - 1, Math.max(0, Math.floor(-start / height)));
        const y = scrollY;
        await this.jump(Math.max(0, at - CHUNK / 3), -1);
        scrollTo({ top: y, behavior: "instant" });
        continue;
      }
      if (bottom < innerHeight + ahead && this.last < this.order.length) {
        if (!(await this.extend(true))) return;
      } else if (top > -ahead && this.first > 0) {
        if (!(await this.extend(false))) return;
      } else {
        return;
      }
    }
  }

  /** Takes in what changed: the answer of an action, or what others did. */
  async apply(changes) {
    if (changes.reset) return this.reload();
    const changed = changes.beads;
    const isNew = new Set([...changed.map((bead) => bead.id), ...changes.gone]);
    const wasShown = new Set(this.order);
    const made = new Set(changed.map((bead) => bead.id).filter((bead) => this.index(bead) < 0));
    this.all = placed(this.all, isNew, changed);
    for (const bead of isNew) this.places.delete(bead);
    for (const bead of changed) if (bead.place.length > 0) this.places.set(bead.id, bead.place);
    this.indices = null;
    const anchor = this.order[this.first];
    if (this.isFiltered) {
      // What one works on stays until filter or search are asked for again.
      const few = changed.length <= 2 * CHUNK;
      const shown = (bead) => wasShown.has(bead) || (few && isNew.has(bead));
      this.order = this.all.filter(shown);
    } else {
      this.order = this.all;
    }
    if (changes.total !== undefined && changes.total !== this.all.length) return this.reload();
    return this.lay(changed, made, anchor);
  }

  /** Brings the rows of the document in line with the order. */
  async lay(changed, isMade, anchor) {
    const fresh = new Map(changed.map((bead) => [bead.id, bead.html]));
    const at = new Map(this.order.map((bead, index) => [bead, index]));
    const present = [...this.rows.children].map((row) => at.get(Number(row.dataset.bead))).filter((index) => index !== undefined);
    // The document begins where it began: with the first of its rows that there still is, and what is new just before that.
    let first = present.length > 0 ? Math.min(...present) : Math.min(at.get(anchor) ?? this.first, Math.max(0, this.order.length - 1));
    while (first > 0 && isMade.has(this.order[first - 1])) first -= 1;
    if (this.first === 0) first = 0;
    // Wherever much became new above it, the row with the focus is among those of the document.
    const focused = at.get(Number(this.anchor()?.closest(".bead")?.dataset.bead));
    if (focused !== undefined && focused >= first + MOST) first = focused - CHUNK;
    // It ends where it ended, with what is new just behind that; more is asked for when one looks there.
    let end = present.length > 0 ? Math.max(...present, first) + 1 : first + CHUNK;
    while (end < this.order.length && isMade.has(this.order[end])) end += 1;
    const wanted = this.order.slice(first, Math.min(end, first + MOST));
    const lacking = wanted.filter((bead) => !fresh.has(bead) && !this.elements.has(bead));
    const fetched = new Map((await this.fetch(lacking)).map((row) => [Number(row.dataset.bead), row]));
    const made = [];
    this.hold(() => {
      const rows = [];
      for (const bead of wanted) {
        let row = this.elements.get(bead);
        if (fresh.has(bead)) [row] = pieces(fresh.get(bead));
        else row ??= fetched.get(bead);
        if (!row) continue;
        if (row !== this.elements.get(bead)) made.push(row);
        rows.push(row);
      }
      this.first = first;
      this.put(rows);
      this.number();
      this.onRows(made);
      this.space();
    });
    void this.fill();
  }

  /** Makes these the rows of the document, moving none that stays in its place. */
  put(rows) {
    const stays = new Set(rows);
    for (const row of [...this.rows.children]) if (!stays.has(row)) this.drop(row);
    let next = this.rows.firstElementChild;
    for (const row of rows) {
      if (row === next) next = next.nextElementSibling;
      else this.rows.insertBefore(row, next);
    }
    this.elements = new Map(rows.map((row) => [Number(row.dataset.bead), row]));
  }

  /** Reads everything anew, and stays where one is. */
  async reload() {
    const cell = this.anchor();
    const bead = Number(cell?.closest(".bead")?.dataset.bead ?? this.order[this.first]);
    await this.read();
    if (!this.isFiltered) this.order = this.all;
    else this.order = this.order.filter((id) => this.index(id) >= 0);
    const at = Math.max(0, this.order.indexOf(bead));
    await this.jump(Math.max(0, at - CHUNK / 3), at);
    void this.fill();
  }
}

/** The order of an article after a change: each changed bead stands behind the one that it says. */
function placed(all, isNew, changed) {
  const rest = all.filter((bead) => !isNew.has(bead));
  const behind = new Map();
  for (const bead of changed) behind.set(bead.after ?? null, bead.id);
  const order = [];
  const add = (bead) => {
    for (let next = bead; next !== undefined; next = behind.get(next)) {
      order.push(next);
      if (order.length > all.length + changed.length) return;
    }
  };
  if (behind.has(null)) add(behind.get(null));
  for (const bead of rest) add(bead);
  return order;
}

/** Whether some of an element is in the window. */
export function isSeen(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
