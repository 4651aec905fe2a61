#!/bin/sh
# The long run of the search's random checks: reduced search against brute force, and swaps of
# independent steps. Usage: tools/check-search.sh [SAMPLES], 3000 unless given. A failure prints its
# seed; -Ddeadheat.seed=SEED repeats it.
checkout=$(cd "$(dirname "$0")/.." && pwd -P) || exit 2
. "$checkout/tools/environment.sh"
find_jdk
cd "$checkout" && maven -q -B -ntp test -pl search -am \
  -Dtest='SearchAgreesTest,IndependenceTest' -Dsurefire.failIfNoSpecifiedTests=false \
  -Ddeadheat.samples="${1:-3000}"
