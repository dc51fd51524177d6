// Stretches of text that are marked without a change of the document (CSS custom highlights; a browser without them shows none).

/** Marks these ranges, and no others, by a name that the styles know. */
export function mark(name, ranges) {
  if (!globalThis.CSS?.highlights) return;
  if (ranges.length === 0) CSS.highlights.delete(name);
  else CSS.highlights.set(name, new Highlight(...ranges));
}

/** The range of some characters of an element's text; `start` and `end` are counted in UTF-16, as the browser does. */
export function rangeOf(element, start, end) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = new Range();
  let at = 0;
  let isOpen = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const next = at + node.length;
    if (!isOpen && start < next) {
      range.setStart(node, start - at);
      isOpen = true;
    }
    if (isOpen && end <= next) {
      range.setEnd(node, end - at);
      return range;
    }
    at = next;
  }
  return null;
}
