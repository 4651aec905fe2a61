#!/bin/sh
# Formats a copy of a project with the real black, at three line lengths, and says which findings
# appear or vanish: none should.
#
# usage: tools/check-reformatting.sh PROJECT
#
# black is installed into a folder of its own under ~/.cache/deadheat.
set -eu
project=$(cd "${1:?usage: tools/check-reformatting.sh PROJECT}" && pwd -P)
here=$(cd "$(dirname "$0")/.." && pwd -P)
black=${XDG_CACHE_HOME:-$HOME/.cache}/deadheat/black
if [ ! -x "$black/bin/black" ]; then
  python3 -m venv "$black"
  "$black/bin/pip" install --quiet black==25.1.0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$project" "$work/project"
rm -rf "$work/project/.deadheat"

# The findings, without what formatting changes: lines.
findings() {
  "$here/deadheat" check "$work/project" --all --no-cache --exit-zero --output-format json |
    python3 -c '
import json, sys
for each in json.load(sys.stdin)["findings"]:
    print(each["path"], each["code"], each["function"], each["model"], ",".join(each["fields"]))
' | sort >"$1"
}

bad=0
findings "$work/before"
for length in 40 88 200; do
  "$black/bin/black" --quiet --line-length "$length" "$work/project" || true
  findings "$work/after"
  if diff "$work/before" "$work/after" >"$work/differ"; then
    echo "line length $length: the same $(wc -l <"$work/before") findings"
  else
    echo "line length $length: differs"
    cat "$work/differ"
    bad=1
  fi
done
exit $bad
