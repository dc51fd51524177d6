// Article pairs with one fault each, made by code: what the files say, how they truly go together, and how an aligner might have them wrong.

import { additions, furniture, names, paragraphs, strangers, towns } from "../fixtures/prose.js";

/** Numbers that are the same in each run. */
function random(seed) {
  let at = seed >>> 0;
  const next = () => {
    at = (at + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(at ^ (at >>> 15), at | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return (below) => Math.floor(next() * below);
}

/** An article of some paragraphs, in an order and with numbers of its own: sentence pairs, with the paragraph of each. */
function article(below) {
  const order = [...paragraphs.keys()];
  for (let at = order.length - 1; at > 0; at--) {
    const other = below(at + 1);
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order.slice(0, 7).flatMap((which, paragraph) => {
    const values = { town: towns[below(towns.length)], name: names[below(names.length)], n: 11 + below(28), m: 40 + below(59), year: 1820 + below(170) };
    const fill = (text) => text.replaceAll(/\{(\w+)\}/g, (_, name) => values[name]);
    return paragraphs[which].map(([source, target]) => ({ paragraph, source: fill(source), target: fill(target) }));
  });
}

export const kinds = ["shift", "merged", "cut", "clause", "missing", "false-pair", "null-taken-in", "moved", "moved-paragraph", "furniture", "typo"];

/**
 * A pair with a fault: the lines of both files, `truth` and `fault` as groups `[source lines, target lines]` over what differs, and what
 * else is to be planted. Lines are numbered as they stand in the files.
 */
export function faulty(kind, seed) {
  const below = random(seed * 31 + kinds.indexOf(kind));
  const said = article(below);
  let source = said.map((pair) => pair.source);
  let target = said.map((pair) => pair.target);
  // For each line of a side the number of its pair; none for what that side alone has.
  let of = [said.map((_, at) => at), said.map((_, at) => at)];
  const at = 6 + below(said.length - 14);
  const made = { kind, seed, at };
  const insert = (side, where, text) => {
    [source, target][side].splice(where, 0, text);
    of[side].splice(where, 0, null);
  };
  if (kind === "missing") {
    // The translation lacks a paragraph.
    const first = said.findIndex((pair) => pair.paragraph === said[at].paragraph);
    const end = first + 4;
    target = target.filter((_, line) => line < first || line >= end);
    of = [of[0], of[0].filter((pair) => pair < first || pair >= end)];
    made.at = end;
  } else if (kind === "false-pair") {
    const [french, english] = strangers[below(strangers.length)];
    insert(0, at, french);
    insert(1, at, english);
  } else if (kind === "null-taken-in") insert(0, at + 1, additions[below(additions.length)]);
  else if (kind === "furniture") insert(0, at + 1, furniture[below(furniture.length)]);
  else if (kind === "moved") {
    // The translation has two sentences elsewhere, further down.
    const moved = target.splice(at, 2);
    target.splice(at + 5, 0, ...moved);
    const numbers = of[1].splice(at, 2);
    of[1].splice(at + 5, 0, ...numbers);
  } else if (kind === "moved-paragraph") {
    // The translation has a whole paragraph behind the next one, or behind that.
    const first = said.findIndex((pair) => pair.paragraph === said[at].paragraph);
    const place = first + 4 * (1 + below(2));
    for (const side of [target, of[1]]) side.splice(place, 0, ...side.splice(first, 4));
    made.at = first;
  }
  const whole = groups(source, target, of);
  const truth = whole.map(([own, other]) => pair(own.map((line) => source[line]), other.map((line) => target[line])));
  if (kind === "typo") {
    const text = target[at];
    const where = text.search(/\p{L}{5}/u) + 2;
    target[at] = text.slice(0, where) + text.slice(where + 1);
    made.right = text;
  } else if (kind === "cut" || kind === "clause") {
    // The translation's sentence ends too early: the rest is a segment of its own, or the beginning of the next one.
    const text = target[at];
    const where = text.indexOf(" ", Math.floor(text.length * 0.6)) + 1;
    const [head, tail] = [text.slice(0, where).trim(), text.slice(where)];
    made.tail = tail;
    target[at] = head;
    if (kind === "clause") target[at + 1] = `${tail} ${target[at + 1]}`;
    else {
      target.splice(at + 1, 0, tail);
      for (const [, other] of whole) other.forEach((line, place) => void (other[place] = line > at ? line + 1 : line));
      whole[at][1].push(at + 1);
    }
  }
  if (kind === "furniture") truth.splice(at + 1, 1);
  return { ...made, source, target, groups: whole, truth: truth.sort() };
}

/** Two sides of a bead as one text. */
export const pair = (source, target) => `${source.join(" ")} ⇔ ${target.join(" ")}`;

/** How the lines go together in truth. */
function groups(source, target, [ofSource, ofTarget]) {
  const all = [];
  source.forEach((_, line) => {
    const other = ofSource[line] === null ? -1 : ofTarget.indexOf(ofSource[line]);
    all.push([[line], other < 0 ? [] : [other]]);
  });
  target.forEach((_, line) => {
    if (ofTarget[line] === null || !ofSource.includes(ofTarget[line])) all.push([[], [line]]);
  });
  return all;
}

/** How an aligner might have it wrong: groups of lines. */
export function wrong({ kind, at, source, target, groups }) {
  const rest = (keeps) => groups.filter(keeps);
  const of = (line) => groups.find(([own]) => own.includes(line));
  switch (kind) {
    case "shift": {
      const run = [at, at + 1, at + 2, at + 3];
      return [...rest(([own]) => !run.includes(own[0])), [[at], []], ...run.slice(1).map((line) => [[line], [line - 1]]), [[], [at + 3]]];
    }
    case "merged":
      return [...rest(([own]) => own[0] !== at && own[0] !== at + 1), [[at, at + 1], [at, at + 1]]];
    case "cut":
      return [...rest(([own]) => own[0] !== at), [[at], [at]], [[], [at + 1]]];
    case "missing": {
      // Each sentence after it has the translation of the one four before it.
      const first = at - 4;
      const pairs = target.slice(first).map((_, step) => [[first + step], [first + step]]);
      const left = source.slice(first + pairs.length).map((_, step) => [[first + pairs.length + step], []]);
      return [...rest(([own]) => own[0] < first), ...pairs, ...left];
    }
    case "false-pair":
      return [...rest(([own, other]) => !(own[0] === at && other.length === 0) && !(other[0] === at && own.length === 0)), [[at], [at]]];
    case "null-taken-in":
    case "furniture":
      return [...rest(([own]) => own[0] !== at && own[0] !== at + 1), [[at, at + 1], of(at)[1]]];
    case "moved":
    case "moved-paragraph": {
      const moved = kind === "moved" ? [at, at + 1] : [at, at + 1, at + 2, at + 3];
      return [...rest(([own]) => !moved.includes(own[0])), ...moved.flatMap((line) => [[[line], []], [[], of(line)[1]]])];
    }
    default:
      return groups;
  }
}
