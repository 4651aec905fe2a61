#!/bin/sh
# Checks every project under a folder and says which crash, take too long or hide a file.
#
# usage: tools/check-corpora.sh FOLDER [SECONDS]
#
# FOLDER holds one project a subfolder; SECONDS (default 300) is the longest that one may take. Prints
# a line for each project: exit code, seconds, and the last line of what was said. Ends with 1 if any
# run ended otherwise than with 0 or 1 (clean, findings).
set -u
folder=${1:?usage: tools/check-corpora.sh FOLDER [SECONDS]}
limit=${2:-300}
here=$(cd "$(dirname "$0")/.." && pwd)
said=$(mktemp)
trap 'rm -f "$said"' EXIT
bad=0
for project in "$folder"/*/; do
  start=$(date +%s)
  timeout "$limit" "$here/deadheat" check "$project" --no-cache --output-format concise >"$said" 2>&1
  code=$?
  echo "$code $(($(date +%s) - start)) s $(basename "$project"): $(tail -n 1 "$said")"
  case $code in
    0 | 1) grep -n 'Exception' "$said" && bad=1 ;;
    *) bad=1 ;;
  esac
done
exit $bad
