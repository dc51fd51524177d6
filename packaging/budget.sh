#!/usr/bin/env bash
# What the binary may weigh, and how fast it starts: under 25 MB stripped, `--version` under 10 ms (the median of 41 starts).
#   packaging/budget.sh [BINARY]
# The size fails the script; the time only with BUDGET_TIME=1, since a busy machine says nothing of it.
. "$(dirname "$0")/common.sh"

binary=${1:-$DIST/$NAME/interligne$EXE}
[ -x "$binary" ] || die "$binary is not there: run packaging/build.sh first"
size=$(wc -c <"$binary")
median=$(
  python3 - "$binary" <<'PYTHON'
import statistics, subprocess, sys, time

times = []
for _ in range(41):
    begin = time.perf_counter()
    subprocess.run([sys.argv[1], "--version"], check=True, stdout=subprocess.DEVNULL)
    times.append(time.perf_counter() - begin)
print(f"{statistics.median(times) * 1000:.1f}")
PYTHON
)
echo "$binary: $size bytes, --version in $median ms (median of 41)"
[ "$size" -lt 25000000 ] || die "$size bytes are more than the 25,000,000 that it may have"
if [ "${BUDGET_TIME:-0}" = 1 ]; then
  python3 -c "import sys; sys.exit(float('$median') >= 10)" || die "$median ms are more than the 10 that a start may take"
fi
