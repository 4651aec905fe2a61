#!/bin/sh
# The long check of the Python parser: against every Python that is here, and on broken files.
#
# usage: tools/check-python.sh FOLDER...      such as Django's source; absolute
#
# Compares with each of python3.8 to python3.14 on the PATH, over its own standard library with its
# tests and over the folders; with npm's pyodide too if the current folder has it (`npm install
# pyodide`). Then breaks every file of the folders: cuts them after each token, overwrites bytes, takes
# some out. Prints differences and figures; ends with 1 if anything differs or is not read. Takes an
# hour or so.
set -u
checkout=$(cd "$(dirname "$0")/.." && pwd -P) || exit 2
[ $# -gt 0 ] || { sed -n '4s/^# //p' "$0" >&2; exit 2; }
bad=0
for minor in 8 9 10 11 12 13 14; do
  python=python3.$minor
  library=$("$python" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))' 2>/dev/null) || continue
  echo "== $python, its library"
  "$checkout/python/compare/compare" "$python" "$library" || bad=1
  echo "== $python, $*"
  "$checkout/python/compare/compare" "$python" "$@" || bad=1
done
if [ -d node_modules/pyodide ]; then
  echo "== pyodide, $*"
  "$checkout/python/compare/compare" pyodide "$@" || bad=1
fi
echo "== broken: $*"
"$checkout/python/compare/break" "$(date +%s)" 1000000 "$@" || bad=1
exit $bad
