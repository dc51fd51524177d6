#!/usr/bin/env python3
"""Reads the `use` paths of src/, tmx/src/ and python/src/ and fails on an import circle among files, on an import upwards between
the rooms of src/, and on a room that docs/ARCHITECTURE.md does not tell of.

    python3 .ci/rooms.py            # says what is wrong, exit code 1; or that the house is in order
    python3 .ci/rooms.py --arrows   # prints each import, file by file

A file imports another where it names something that the other defines: by `use`, or by a path that begins with `crate::`,
`super::` or `self::`. A name that a mod.rs hands on (`pub use`) is followed to the file that defines it, so handing on is
no import. Test modules do not count.
"""

import collections
import os
import re
import sys

# From the ground up: a room may import from those before it, and from itself.
ROOMS = ["text", "atomic", "parallel", "file_identity", "article", "segment", "align", "pair", "memory", "exchange", "matching", "settings", "web", "server", "review", "cli", "lib", "main"]

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
# Crates without rooms: only circles are looked for.
OTHERS = ["tmx/src", "python/src"]


def module_of(path):
    parts = path[:-3].split("/")
    if parts[-1] == "mod":
        parts.pop()
    return () if parts in (["lib"], ["main"]) else tuple(parts)


# A comment; a string, raw or not; a character. What stands in a string is no comment, and the other way round.
LITERAL = re.compile(
    r'//[^\n]*|\br(?P<marks>#*)".*?"(?P=marks)|"(?:[^"\\]|\\.)*"|\'(?:[^\'\\\n]|\\[^\'\n]+|\\\')\'', re.S
)


def without_tests(text):
    """The text without comments, with its strings and characters empty, and without what stands in `#[cfg(test)] mod … { … }`."""
    text = LITERAL.sub(lambda found: "" if found[0].startswith("//") else '""', text)
    # Whom something is open to is no import.
    text = re.sub(r"\bpub\(in [\w:]+\)", "pub", text)
    return re.sub(r"(?m)^#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)*mod \w+ \{.*?^\}", "", text, flags=re.S)


def leaves(tree):
    """A use tree → its (path segments, local name)."""
    tree = " ".join(tree.split())
    brace = tree.find("{")
    if brace < 0:
        path, _, alias = tree.partition(" as ")
        path = [part.strip() for part in path.split("::") if part.strip()]
        if path and path[-1] == "self":
            path.pop()
        return [(path, alias.strip() or (path[-1] if path else ""))]
    before = [part.strip() for part in tree[:brace].split("::") if part.strip()]
    parts, depth, part = [], 0, ""
    for char in tree[brace + 1 : tree.rindex("}")]:
        depth += (char == "{") - (char == "}")
        if char == "," and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += char
    parts.append(part)
    out = []
    for part in filter(str.strip, parts):
        for path, name in leaves(part):
            out.append((before + path, name or before[-1]))
    return out


class House:
    def __init__(self, folder="src"):
        source_root = os.path.join(ROOT, folder)
        self.text, self.file = {}, {}
        for folder, _, names in os.walk(source_root):
            for name in names:
                if name.endswith(".rs") and name not in ("main.rs", "tests.rs"):
                    path = os.path.relpath(os.path.join(folder, name), source_root).replace(os.sep, "/")
                    module = module_of(path)
                    self.file[module] = path
                    with open(os.path.join(folder, name), encoding="utf-8") as source:
                        self.text[module] = without_tests(source.read())
        self.uses = {module: self.uses_of(text) for module, text in self.text.items()}
        # What each module hands on: name → path; and the modules of which it hands on everything.
        self.handed = collections.defaultdict(dict)
        for module, uses in self.uses.items():
            for public, path, name in uses:
                if public:
                    self.handed[module][name] = path

    @staticmethod
    def uses_of(text):
        found = []
        for match in re.finditer(r"(?m)^\s*((?:pub(?:\([^)]*\))? )?)use ([^;]+);", text):
            for path, name in leaves(match.group(2)):
                found.append((bool(match.group(1)), path, name))
        return found

    def absolute(self, module, path):
        """A path as written in a module → from the crate's root; `None` for another crate's."""
        base, path = list(module), list(path)
        if path[:1] == ["crate"]:
            return tuple(path[1:])
        if path[:1] in (["super"], ["self"]):
            while path and path[0] in ("super", "self"):
                if path.pop(0) == "super" and base:
                    base.pop()
            return tuple(base + path)
        return module + tuple(path) if path and module + (path[0],) in self.file else None

    def definer(self, path, seen=()):
        """The module whose file defines what a path names."""
        module = ()
        for index, name in enumerate(path):
            if module + (name,) in self.file:
                module += (name,)
                continue
            handed = self.handed[module].get(name)
            if handed is not None and (module, name) not in seen:
                target = self.absolute(module, handed)
                if target is not None:
                    return self.definer(target + path[index + 1 :], seen + ((module, name),))
            break
        return module

    def is_foreign(self, module, path):
        target = self.absolute(module, path)
        return bool(module and target) and target[0] != module[0]

    def arrows(self):
        """(module, module) → the names that the first takes from the second."""
        out = collections.defaultdict(set)
        for module, text in self.text.items():
            paths = [path for public, path, _ in self.uses[module] if not public]
            body = re.sub(r"(?m)^\s*(?:pub(?:\([^)]*\))? )?use [^;]+;", "", text)
            children = [child[-1] for child in self.file if child and child[:-1] == module]
            begins = "|".join(["crate", "super", "self", *map(re.escape, children)])
            paths += [found.split("::") for found in re.findall(rf"(?<![\w:$.])(?:{begins})(?:::\w+)+", body)]
            # `use crate::memory;` and then `memory::Unit`: what is named by way of the module counts too.
            for _, path, name in self.uses[module]:
                target = self.absolute(module, path)
                if target is not None and (target in self.file or not target):
                    for found in re.findall(rf"(?<![\w:$.]){re.escape(name)}((?:::\w+)+)", body):
                        paths.append(["crate", *target, *found[2:].split("::")])
            # Handing on is no import within a room; from another room it is.
            paths += [path for public, path, _ in self.uses[module] if public and self.is_foreign(module, path)]
            for path in paths:
                target = self.absolute(module, path)
                if target is None:
                    continue
                definer = self.definer(target)
                if definer != module and definer:
                    out[module, definer].add(path[-1])
        return out


def circles(arrows):
    """The strongly connected components of more than one file (Tarjan 1972)."""
    after = collections.defaultdict(list)
    for a, b in arrows:
        after[a].append(b)
    order, low, stack, found = {}, {}, [], []
    sys.setrecursionlimit(10_000)

    def visit(node):
        order[node] = low[node] = len(order)
        stack.append(node)
        for other in after[node]:
            if other not in order:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == order[node]:
            component = []
            while not component or component[-1] != node:
                component.append(stack.pop())
            if len(component) > 1:
                found.append(sorted(component))

    for node in list(after):
        if node not in order:
            visit(node)
    return found


def say_circles(house, arrows, say):
    """Prints the circles; returns how many."""
    found = circles(arrows)
    for component in found:
        print(f"an import circle of {len(component)} files:")
        for a, b in sorted(arrows):
            if a in component and b in component:
                print(say(a, b))
    return len(found)


def untold():
    """The rooms without a row in the table of docs/ARCHITECTURE.md."""
    with open(os.path.join(ROOT, "docs", "ARCHITECTURE.md"), encoding="utf-8") as page:
        told = set(re.findall(r"(?m)^\| `(\w+)` \|", page.read()))
    return [room for room in ROOMS if room not in told | {"lib", "main"}]


def speaker(house, arrows):
    return lambda a, b: f"  {house.file[a]} -> {house.file[b]}: {', '.join(sorted(arrows[a, b]))}"


def main():
    house = House()
    arrows = house.arrows()
    say = speaker(house, arrows)
    if "--arrows" in sys.argv:
        for a, b in sorted(arrows):
            print(say(a, b))
    floor = {room: index for index, room in enumerate(ROOMS)}
    wrong = 0
    for room in sorted({module[0] for module in house.file if module} - set(floor)):
        print(f"src/{room} has no place in the order of rooms: add it to ROOMS in .ci/rooms.py and to docs/ARCHITECTURE.md")
        wrong += 1
    for a, b in sorted(arrows):
        if a and b and floor.get(a[0], 0) < floor.get(b[0], 0):
            print(f"an import upwards, from {a[0]} to {b[0]}:\n{say(a, b)}")
            wrong += 1
    for room in untold():
        print(f"src/{room} has no row in the table of rooms of docs/ARCHITECTURE.md")
        wrong += 1
    wrong += say_circles(house, arrows, say)
    for folder in OTHERS:
        other = House(folder)
        found = other.arrows()
        wrong += say_circles(other, found, speaker(other, found))
    if wrong:
        print(f"{wrong} found: move what both need into a file below them, or hand it over as an argument")
        return 1
    print(f"the house is in order: {len(house.file)} files, {len(arrows)} imports, no circle, none upwards")
    return 0


if __name__ == "__main__":
    sys.exit(main())
