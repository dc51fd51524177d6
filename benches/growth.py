#!/usr/bin/env python3
"""How the commands grow with the memory: processor time of whole processes, with an exponent for each and a plot.

    python3 benches/growth.py INTERLIGNE PAIRS.tsv [--sizes 10000,100000,1000000] [--plot docs/memory-growth.svg]

PAIRS.tsv has at least as many lines (source, tab, target) as the largest size. Each memory is made in a temporary folder and
removed. Prints a table in Markdown: user and system time in seconds. The exponent is that of the line through the last two sizes:
1 is time in step with the memory, 2 would be quadratic, 0 is time that does not depend on it.
"""

import argparse
import math
import os
import subprocess
import sys
import tempfile

QUERY = "Le conseil municipal a voté hier soir le budget de la ville."


def commands():
    """Each with its name, its arguments, and the memory that it is for."""
    return [
        ("import of TSV", ["import", "pairs.tsv"], "m"),
        ("the same again", ["import", "pairs.tsv"], "m"),
        ("first `suggest` (builds the index)", ["suggest", QUERY], "m"),
        ("`suggest`", ["suggest", QUERY], "m"),
        ("`suggest --input`, 200 segments", ["suggest", "--json", "--input", "queries.txt"], "m"),
        ("`search`", ["search", "ville"], "m"),
        ("`analyze`, 200 segments", ["analyze", "queries.txt"], "m"),
        ("`memory info`", ["memory", "info"], "m"),
        ("`memory check`", ["memory", "check"], "m"),
        ("`memory clean`", ["memory", "clean"], "m"),
        ("export of TMX", ["export", "out.tmx"], "m"),
        ("import of TMX", ["import", "out.tmx"], "n"),
    ]


def measure(binary, arguments, folder):
    """User and system time of a process, in seconds."""
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(
            [binary, "-q", *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=nowhere, stderr=subprocess.PIPE
        )
        told = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code
    if code not in (0, 1) or (code == 1 and b"error" in told.lower()):
        sys.exit(f"{' '.join(arguments)}: exit code {code}: {told.decode(errors='replace')}")
    return usage.ru_utime + usage.ru_stime


def run(binary, source, size):
    with tempfile.TemporaryDirectory() as folder:
        with open(source, encoding="utf-8") as pairs, open(os.path.join(folder, "pairs.tsv"), "w", encoding="utf-8") as out:
            rows = [line for _, line in zip(range(size), pairs)]
            if len(rows) < size:
                sys.exit(f"{source} has {len(rows)} lines only: {size} are asked for")
            out.writelines(rows)
        with open(os.path.join(folder, "queries.txt"), "w", encoding="utf-8") as out:
            step = size // 200
            out.writelines(row.split("\t")[0].replace("e", "a", 1) + "\n" for row in rows[::step][:200])
        del rows
        return [measure(binary, ["--memory", memory, *arguments], folder) for _, arguments, memory in commands()]


def exponent(sizes, seconds):
    (a, b), (s, t) = sizes[-2:], seconds[-2:]
    return math.log(max(t, 0.001) / max(s, 0.001)) / math.log(b / a)


def plot(path, sizes, table):
    """Both axes logarithmic; a dotted line is time in step with the memory."""
    names = [name for name, _, _ in commands()]
    left, top, width, height = 60, 20, 420, 300
    low, high = 0.001, max(max(row) for row in table) * 1.5
    x = lambda n: left + width * math.log(n / sizes[0]) / math.log(sizes[-1] / sizes[0])
    y = lambda s: top + height * (1 - math.log(max(s, low) / low) / math.log(high / low))
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {top + height + 50}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for size in sizes:
        out.append(f'<text x="{x(size):.0f}" y="{top + height + 18}" text-anchor="middle">{size:,}</text>')
    second = low
    while second <= high:
        out.append(f'<path d="M{left} {y(second):.1f}H{left + width}" stroke="#ddd"/>')
        out.append(f'<text x="{left - 6}" y="{y(second) + 4:.1f}" text-anchor="end">{second:g} s</text>')
        second *= 10
    out.append(f'<text x="{left + width / 2}" y="{top + height + 38}" text-anchor="middle">units in the memory</text>')
    start = 0.02
    out.append(
        f'<path d="M{x(sizes[0]):.1f} {y(start):.1f}L{x(sizes[-1]):.1f} {y(start * sizes[-1] / sizes[0]):.1f}" stroke="#999" stroke-dasharray="2 4"/>'
    )
    for number, (name, row) in enumerate(zip(names, zip(*table))):
        colour = f"hsl({number * 360 // len(names)} 70% 40%)"
        points = " ".join(f"{x(n):.1f},{y(s):.1f}" for n, s in zip(sizes, row))
        out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        out.append(f'<text x="{left + width + 20}" y="{top + 12 + number * 18}" fill="{colour}">{name.replace("`", "")}</text>')
    out.append("</svg>\n")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(out))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("pairs")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--plot")
    args = parser.parse_args()
    binary, sizes = os.path.abspath(args.binary), [int(size) for size in args.sizes.split(",")]
    table = [run(binary, args.pairs, size) for size in sizes]
    print("| | " + " | ".join(f"{size:,}" for size in sizes) + " | exponent |")
    print("| --- " * (len(sizes) + 2) + "|")
    for (name, _, _), row in zip(commands(), zip(*table)):
        print(f"| {name} | " + " | ".join(f"{s:.2f} s" for s in row) + f" | {exponent(sizes, row):.2f} |")
    if args.plot:
        plot(args.plot, sizes, table)


if __name__ == "__main__":
    main()
