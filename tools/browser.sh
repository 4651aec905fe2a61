# shellcheck shell=sh
# Sourced by ./verify: finds the browser that the tests of the HTML page use, or gets it.

# Sets DEADHEAT_BROWSER to a Chromium or Chrome. Where there is none, Debian's is installed if we may;
# else this explains what to do and exits. DEADHEAT_BROWSER=none leaves the browser's tests out.
find_browser() {
  if [ -n "${DEADHEAT_BROWSER:-}" ]; then
    if [ "$DEADHEAT_BROWSER" = none ]; then
      echo "verify: without the browser's tests, as DEADHEAT_BROWSER=none asks" >&2
    elif [ ! -x "$DEADHEAT_BROWSER" ]; then
      echo "verify: DEADHEAT_BROWSER names $DEADHEAT_BROWSER, which is no program" >&2
      exit 2
    fi
    return
  fi
  look_for_browser && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "verify: installing Chromium, in which the HTML page is tested" >&2
    { DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium ||
      { apt-get update -q && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends chromium; }; } >&2
    look_for_browser && return
  fi
  cat >&2 <<EOF
verify: no Chromium or Chrome found, in which the HTML page is tested.
  Debian:   sudo apt-get install chromium
  Fedora:   sudo dnf install chromium
  macOS:    brew install --cask google-chrome
  or set DEADHEAT_BROWSER to one, or DEADHEAT_BROWSER=none to leave its tests out
EOF
  exit 2
}

look_for_browser() {
  for name in chromium chromium-browser google-chrome google-chrome-stable \
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if command -v "$name" >/dev/null 2>&1; then
      DEADHEAT_BROWSER=$(command -v "$name")
      export DEADHEAT_BROWSER
      return 0
    fi
  done
  return 1
}
