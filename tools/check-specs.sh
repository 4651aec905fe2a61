#!/bin/sh
# Plays PostgreSQL's own isolation specs and compares what comes out with the expected outputs; then
# explores those without permutations in all orders and in a reduced number of them. Writes
# docs/isolation-specs.md. Usage: tools/check-specs.sh [FOLDER], as for fetch-specs.sh. Takes some
# five minutes on two cores.
set -eu
checkout=$(cd "$(dirname "$0")/.." && pwd -P)
folder=${1:-$checkout/target/isolation-specs}
page=$checkout/docs/isolation-specs.md
"$checkout/tools/fetch-specs.sh" "$folder"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# A step of these takes milliseconds; one that hangs should not take five minutes to say so.
PGISOLATIONTIMEOUT=${PGISOLATIONTIMEOUT:-60}
export PGISOLATIONTIMEOUT

prove() {
  "${DEADHEAT:-$checkout/deadheat}" prove "$@" || [ $? -eq 1 ]
}

files() {
  sed "s|.*|$folder/specs/&.spec|" "$1"
}

sed -n 's/^test: //p' "$folder/isolation_schedule" > "$work/all"
prove --expected "$folder/expected" --spec $(files "$work/all") | tee "$work/played"

# The order in which two sessions report may depend on how busy the machine is.
sed -n 's/^differs *\([^,]*\),.*/\1/p' "$work/played" > "$work/again"
: > "$work/second"
[ ! -s "$work/again" ] ||
  prove --expected "$folder/expected" --spec $(files "$work/again") | tee "$work/second"

grep -L '^permutation' "$folder"/specs/*.spec | sed 's|.*/||; s|\.spec$||' |
  grep -Fxf - "$work/all" > "$work/unordered"
prove --search --spec $(files "$work/unordered") | tee "$work/searched"

{
  cat <<EOF
# PostgreSQL's isolation specs

Written by \`tools/check-specs.sh\`, which fetches the specs; none is kept here.

Specs and expected outputs: $(cat "$folder/version"). Server: the PostgreSQL 15 that Deadheat brings.

## What each step returned, waited and failed with

\`deadheat prove --spec\` plays each permutation through our proxy and prints what PostgreSQL's
isolationtester would print. *Agrees* means: the whole output, line for line, is one of the expected
ones, blanks at the ends of lines aside.

EOF
  awk -v second="$work/second" '
    BEGIN { while ((getline line < second) > 0) if (split(line, f, /[ ,]+/) && f[1] == "agrees") ok[f[2]] = 1 }
    /^(agrees|differs|unknown)/ {
      gsub(/,/, ""); specs++; orders += $3
      word = $1; if (word == "differs" && ok[$2]) { word = "agrees, played a second time" }
      if (word ~ /^agrees/) agree++
      rows = rows "| " $2 " | " $3 " | " word " |\n"; next }
    { sub(/^ +/, ""); gsub(/\|/, "\\|"); why = why "- " $0 "\n" }
    END {
      printf "%d of %d specs agree; %d permutations were played.\n\n", agree, specs, orders
      if (agree < specs) printf "%s\n", why
      print "| spec | permutations | |\n| --- | ---: | --- |"; printf "%s", rows }' "$work/played"
  cat <<'EOF'

## Reduced search against brute force

The specs that name no permutation mean all orders of their steps. `deadheat prove --spec --search`
runs all of them, and then those that the reduced search chooses by what the steps were seen to touch
on the real server. An outcome is everything that the steps returned and all rows at the end. Runs
that were cut because others cover them are counted too. *Orders* counts every step; a step that
touches nothing (`SELECT TRUE`) is no choice of ours. Where the reduction saves nothing, two writing
statements count as dependent because the condition of one might cover what the other locks.

| spec | orders | runs, all | runs, reduced | outcomes, all | outcomes, reduced | the same |
| --- | ---: | ---: | ---: | ---: | ---: | --- |
EOF
  sed -nE 's/^(agrees|differs) +([^:]*): ([0-9]+) orders; all: ([0-9]+) runs, ([0-9]+) outcomes; reduced: ([0-9]+) runs, ([0-9]+) cut, ([0-9]+) outcomes$/\2 \3 \4 \6 \7 \5 \8 \1/p' \
    "$work/searched" |
    awk '{ printf "| %s | %d | %d | %d | %d | %d | %s |\n", $1, $2, $3, $4 + $5, $6, $7, ($8 == "agrees" ? "yes" : "**no**") }'
} > "$work/page"
mv "$work/page" "$page"
echo "$page is written"
! grep -q '^differs' "$work/searched" && [ "$(grep -c '^agrees' "$work/second")" = "$(wc -l < "$work/again")" ]
