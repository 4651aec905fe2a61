#!/bin/sh
# The long run of the search's random checks: reduced search against brute force, swaps of
# independent steps, interrupted statements. Usage: tools/check-search.sh [SAMPLES [SEED]], 3000 and
# the clock unless given. A failure prints its seed.
checkout=$(cd "$(dirname "$0")/.." && pwd -P) || exit 2
. "$checkout/tools/environment.sh"
find_jdk
cd "$checkout" && maven -q -B -ntp test -pl search -am \
  -Dtest='SearchAgreesTest,IndependenceTest,InterruptedTest' \
  -Dsurefire.failIfNoSpecifiedTests=false -Dtests.seconds=86400 \
  -Ddeadheat.seed="${2:-$(date +%s)000}" -Ddeadheat.samples="${1:-3000}"
