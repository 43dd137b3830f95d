#!/bin/sh
# Puts the totals of corpus/SCOREBOARD.md, and the tables of the last run in benches/runs, between their marks in README.md.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: > "$work/scoreboard"
: > "$work/ingest"
: > "$work/reading"
# The first table of the scoreboard.
[ ! -f corpus/SCOREBOARD.md ] || awk '/^\|/ { print; begun = 1; next } begun { exit }' corpus/SCOREBOARD.md > "$work/scoreboard"
for name in ingest reading; do
    last=$(find benches/runs -name "$name.md" 2>/dev/null | sort | tail -n 1)
    [ -z "$last" ] || { echo "From \`$last\`:"; echo; sed '1,2d; s/^## /#### /' "$last" | cat -s; } > "$work/$name"
done
awk -v dir="$work" '
    match($0, /^<!-- [a-z]+ -->$/) {
        name = $2; print; print ""
        file = dir "/" name
        while ((getline line < file) > 0) { print line; last = line }
        if (last != "") print ""
        last = ""; inside = 1; next
    }
    /^<!-- \/[a-z]+ -->$/ { inside = 0 }
    !inside { print }
' README.md > "$work/README.md"
cat "$work/README.md" > README.md
