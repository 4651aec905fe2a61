#!/bin/sh
# Takes each clause of the dependence relation away in turn and prints which check notices it, and how
# often. Usage: tools/check-mutations.sh [PROGRAMS], 5000 random programs unless given. Takes some minutes.
checkout=$(cd "$(dirname "$0")/.." && pwd -P) || exit 2
. "$checkout/tools/environment.sh"
find_jdk
cd "$checkout" && maven -q -B -ntp test -pl search -am -Dtest=MutationTest \
  -Dsurefire.failIfNoSpecifiedTests=false -Dtests.seconds=86400 -Ddeadheat.samples="${1:-5000}"
