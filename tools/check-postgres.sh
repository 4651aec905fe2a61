#!/bin/sh
# The long run of the search's check on the real database: random programs of SQL, with footprints as
# they are seen there, reduced search against brute force. Usage: tools/check-postgres.sh [SAMPLES
# [SEED]], 200 and the clock unless given. A failure prints its seed and the program.
checkout=$(cd "$(dirname "$0")/.." && pwd -P) || exit 2
. "$checkout/tools/environment.sh"
find_jdk
cd "$checkout" && maven -q -B -ntp test -pl prove -am \
  -Dtest=RealSearchAgreesTest -Dsurefire.failIfNoSpecifiedTests=false -Dtests.seconds=86400 \
  -Ddeadheat.seed="${2:-$(date +%s)000}" -Ddeadheat.samples="${1:-200}"
