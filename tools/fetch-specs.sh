#!/bin/sh
# Fetches PostgreSQL's isolation specs and their expected outputs from Debian's source package of
# PostgreSQL 15. Usage: tools/fetch-specs.sh [FOLDER], target/isolation-specs unless given. Nothing
# is fetched if they are there.
#
# Needs apt (Debian or a relative). Asks the package mirrors that this machine's apt is set up for;
# its own lists stay untouched, and so no root is needed.
set -eu
checkout=$(cd "$(dirname "$0")/.." && pwd -P)
folder=${1:-$checkout/target/isolation-specs}
wanted=15.18

if [ -f "$folder/isolation_schedule" ]; then
  echo "$folder: $(cat "$folder/version")"
  exit
fi
command -v apt-get >/dev/null || {
  echo "fetch-specs: no apt-get here. On another system, unpack src/test/isolation of" >&2
  echo "PostgreSQL $wanted's sources as $folder (specs/, expected/, isolation_schedule)" >&2
  echo "and write the version into $folder/version." >&2
  exit 2
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/unpacked" "$work/sources.d"

# The repositories that are set up for packages, as repositories of sources.
for configured in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
  [ -f "$configured" ] || continue
  case $configured in
    *.sources) sed 's/^Types:.*/Types: deb-src/' "$configured" ;;
    *.list) sed -n 's/^deb /deb-src /p' "$configured" ;;
    *) continue ;;
  esac > "$work/sources.d/$(basename "$configured")"
done

apt() {
  tool=$1
  shift
  "$tool" -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/sources.d" \
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work" -o APT::Sandbox::User="$(id -un)" "$@"
}

# A repository without sources is an error to apt, and none to us.
apt apt-get update 2>"$work/errors" || true
versions=$(apt apt-cache showsrc --only-source postgresql-15 2>>"$work/errors" |
  sed -n 's/^Version: //p' | sort -uV)
version=$(echo "$versions" | grep "^$wanted" | tail -n 1 || true)
[ -n "$version" ] || version=$(echo "$versions" | tail -n 1)
[ -n "$version" ] || {
  cat "$work/errors" >&2
  echo "fetch-specs: no mirror of this machine's apt has the sources of postgresql-15;" >&2
  echo "add Debian 12 to apt's sources, or look above for what went wrong." >&2
  exit 2
}
(cd "$work" && apt apt-get source --only-source --download-only --tar-only "postgresql-15=$version")
tar -xf "$work"/postgresql-15_*.orig.tar.* -C "$work/unpacked" --strip-components=1 \
  --wildcards '*/src/test/isolation/*'
mkdir -p "$folder"
for part in specs expected isolation_schedule; do
  cp -R "$work/unpacked/src/test/isolation/$part" "$folder/"
done
echo "PostgreSQL ${version%%-*} (Debian's postgresql-15, $version)" > "$folder/version"
echo "$folder: $(cat "$folder/version"), $(grep -c '^test:' "$folder/isolation_schedule") specs"
