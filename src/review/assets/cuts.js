// What the menu at the pointer offers for a text beside the commands: cut before the word that is pointed at, send the rest on, join.

import { $, filled, texts } from "./dom.js";

/** Where in a text a point of the window is, in UTF-16 code units; null where it is beside it. */
export function pointed(text, { clientX, clientY }) {
  const found = document.caretPositionFromPoint?.(clientX, clientY);
  const [node, offset] = found ? [found.offsetNode, found.offset] : [];
  if (!node || !text.contains(node)) return null;
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/** The beginning of a word that is nearest to a place, but for the first word: a cut within a word is refused. */
export function nearestWord(text, at) {
  const starts = [...text.matchAll(/(?<=\s)\S/gu)].map((found) => found.index);
  if (starts.length === 0) return null;
  return starts.reduce((best, start) => (Math.abs(start - at) < Math.abs(best - at) ? start : best));
}

/** The items for a cell, as commands; `event` is what asked for the menu, at a point or by a key. */
export function textItems({ editor, desk, drafts, grid }, cell, event) {
  const segment = cell?.dataset.segment;
  if (!segment || desk.isReadOnly) return [];
  const text = $(".text", cell).textContent;
  // What is typed and not saved has other places.
  const isTyped = Boolean(drafts.get("edit", segment));
  const at = isTyped || event.type !== "contextmenu" ? null : pointed($(".text", cell), event);
  const place = at === null ? null : nearestWord(text, at);
  const word = place === null ? "" : /\S+/u.exec(text.slice(place))[0];
  const begin = () => {
    const now = document.getElementById(`segment-${segment}`);
    if (now) editor.begin(now, place === null ? {} : { start: place });
    return Boolean(now);
  };
  const cut = (name, open, send) => ({
    id: name,
    group: "text",
    keys: [],
    name: place === null ? texts[open] : filled(texts[name], { word }),
    can: () => text.trim().includes(" "),
    why: () => texts.why_single,
    run: () => {
      if (!begin()) return;
      // By keys the place is chosen first.
      if (place === null) editor.say(texts.cut_at_end);
      else void editor.cut(send);
    },
  });
  const isFirst = () => cell.previousElementSibling === null && desk.view.neighbour(grid.current.bead, -1) === undefined;
  return [
    cut("cut_before", "cut_here", false),
    cut("send_before", "cut_send", true),
    {
      id: "join_before",
      group: "text",
      keys: [],
      name: texts.join_before,
      can: () => !isFirst(),
      why: () => texts.told_nothing_above,
      run: () => {
        if (begin()) void editor.join();
      },
    },
  ];
}
