#!/usr/bin/env python3
"""Render saved pages as text, as if each had been copied from a browser and pasted.

    python3 data/render-pages.py GOLD OUTPUT

Needs inscriptis (PyPI), a renderer that lays out HTML as browsers do. For each page in GOLD/SET a text is written to OUTPUT/SET/PAGE.txt;
the gold of a page holds for its text. Cells of tables are apart by tabs, as browsers copy them.
"""
import os, re, sys

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

def rendered(path):
    raw = open(path, "rb").read()
    told = re.search(rb'charset=["\']?([\w-]+)', raw[:65536])
    try:
        page = raw.decode("utf-8")
    except UnicodeDecodeError:
        try:
            page = raw.decode(told.group(1).decode() if told else "windows-1252", "replace")
        except LookupError:
            page = raw.decode("windows-1252", "replace")
    # What is never shown.
    page = re.sub(r"(?is)<(script|style|template|noscript|svg)\b.*?</\1\s*>|<!--.*?-->|^\s*<\?xml[^>]*>", " ", page)
    text = get_text(page, ParserConfig(css=CSS_PROFILES["strict"].copy(), table_cell_separator="\t"))
    lines = (re.sub(r"[ \xa0]*\t[ \xa0\t]*", "\t", line).strip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(re.sub(r" {2,}", " ", line) for line in lines)).strip() + "\n"

def main():
    gold, output = sys.argv[1:3]
    for name in ("french", "strings", "bodies"):
        os.makedirs(os.path.join(output, name), exist_ok=True)
        for file in sorted(os.listdir(os.path.join(gold, name))):
            try:
                text = rendered(os.path.join(gold, name, file))
            except Exception as error:
                print(f"{name}/{file}: {type(error).__name__}: {error}", file=sys.stderr)
                text = "\n"
            with open(os.path.join(output, name, file + ".txt"), "w", encoding="utf8") as out:
                out.write(text)

if __name__ == "__main__":
    main()
