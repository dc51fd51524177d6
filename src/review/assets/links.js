// Words that translate each other: all of the row with the focus, and those of the word under the pointer.

import { $, make, texts } from "./dom.js";
import { get } from "./api.js";
import { mark, rangeOf } from "./marks.js";

export class Links {
  constructor(grid) {
    this.grid = grid;
    /** Links by their bead, as long as it does not change. */
    this.known = new Map();
    this.told = make("p", { id: "links-told", hidden: true });
    $("#grid").after(this.told);
    $("#rows").addEventListener("pointermove", (event) => this.pointed(event), { passive: true });
    $("#rows").addEventListener("pointerleave", () => mark("link-here", []));
  }

  changed() {
    this.known.clear();
    this.update();
  }

  async of(bead) {
    if (!this.known.has(bead)) {
      if (this.known.size > 200) this.known.clear();
      this.known.set(
        bead,
        get(`/api/links?bead=${bead}`).then(
          (answer) => answer.links,
          () => [],
        ),
      );
    }
    return this.known.get(bead);
  }

  /** Marks the words of the row with the focus. */
  update() {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const bead = this.grid.current?.bead;
      if (bead === undefined) return mark("link", []);
      const links = await this.of(bead);
      if (bead !== this.grid.current?.bead) return undefined;
      mark("link", links.flatMap((link) => ranges(link)));
      this.tell(links);
      return undefined;
    }, 120);
  }

  /** For who does not see marks: which words they are, as a description of the cell. */
  tell(links) {
    const words = links.map((link) => ranges(link).map(String).join(" – ")).filter((pair) => pair.includes(" – "));
    this.told.textContent = words.length > 0 ? `${texts.links_told}${texts.colon}${words.join("; ")}` : "";
  }

  async pointed(event) {
    const cell = event.target.closest?.(".segment");
    const row = cell?.closest(".bead");
    if (!row || event.target.closest("textarea")) return mark("link-here", []);
    const spot = caret(event.clientX, event.clientY);
    const bead = Number(row.dataset.bead);
    this.spot = spot;
    const links = await this.of(bead);
    if (this.spot !== spot || !spot) return undefined;
    const here = links.map((link) => ranges(link)).filter((pair) => pair.some((range) => range.isPointInRange(spot.node, spot.offset)));
    return mark("link-here", here.flat());
  }
}

/** Where in the text a point of the window is. */
function caret(x, y) {
  if (document.caretPositionFromPoint) {
    const spot = document.caretPositionFromPoint(x, y);
    return spot && { node: spot.offsetNode, offset: spot.offset };
  }
  const range = document.caretRangeFromPoint?.(x, y);
  return range && { node: range.startContainer, offset: range.startOffset };
}

/** Both sides of a link, as far as they are in the document. */
function ranges(link) {
  return [link.source, link.target].flatMap(({ segment, start, end }) => {
    const text = document.getElementById(`segment-${segment}`)?.querySelector(".text");
    const range = text && rangeOf(text, start, end);
    return range ? [range] : [];
  });
}
