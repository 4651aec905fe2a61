#!/bin/sh
# Draws the pictures of docs/pictures anew, from proofs of the examples: tools/draw-pictures.sh [PYTHON]
# PYTHON has what examples/bank/requirements.txt lists; one is made in target/ unless named. With a
# Chromium each gets a PNG too.
checkout=$(cd "$(dirname "$0")/.." && pwd -P) || exit 2
. "$checkout/tools/browser.sh"
python=$1
if [ -z "$python" ]; then
  python=$checkout/target/pictures-environment/bin/python
  [ -x "$python" ] || python3 -m venv "$checkout/target/pictures-environment" || exit 2
  "$python" -m pip install -q --disable-pip-version-check \
    -r "$checkout/examples/bank/requirements.txt" || exit 2
fi
deadheat=${DEADHEAT:-$checkout/deadheat}
made=$(mktemp -d) && trap 'rm -rf "$made"' EXIT || exit 2

# Runs a proof of an example that is to end with a race (1).
prove() {
  example=$1
  shift
  (cd "$checkout/examples/$example" && "$deadheat" prove --python "$python" --quiet \
    --budget 10min --output-file /dev/null --output-dir "$made/$example" "$@")
  [ $? = 1 ] || { echo "draw-pictures: examples/$example did not end with a race" >&2; exit 2; }
}

# Takes a picture in both themes: EXAMPLE SCENARIO-AS-FILE NAME
take() {
  for theme in light dark; do
    # The replay file is where a run of the user's would have put it.
    sed "s#$made/$1/#.deadheat/#g" "$made/$1/$2-$theme.svg" \
      > "$checkout/docs/pictures/$3-$theme.svg" || exit 2
  done
  [ -n "${DEADHEAT_BROWSER:-}" ] || return 0
  svg=$checkout/docs/pictures/$3-light.svg
  size=$(sed -n '1s/^<svg[^>]* viewBox="0 0 \([0-9]*\) \([0-9]*\)".*/\1,\2/p' "$svg")
  "$DEADHEAT_BROWSER" --headless --no-sandbox --disable-gpu --hide-scrollbars \
    --window-size="$size" --screenshot="$checkout/docs/pictures/$3.png" "file://$svg" 2>/dev/null ||
    { echo "draw-pictures: $DEADHEAT_BROWSER drew no $3.png" >&2; exit 2; }
}

look_for_browser || echo "draw-pictures: no Chromium, so no PNG" >&2
for scenario in "two deposits" "transfers in opposite directions" "both accounts, one limit" \
    "a payment, and the payee closes"; do
  prove bank --only "$scenario" || exit 2
done
take bank two-deposits bank-lost-update
take bank transfers-in-opposite-directions bank-deadlock
take bank both-accounts-one-limit bank-write-skew
take bank a-payment-and-the-payee-closes bank-money-lost
