#!/bin/sh
# Whether races inside single statements and deadlocks are reached every time: explores each of a few
# small programs again and again. Usage: tools/check-overlaps.sh [TIMES], 20 unless given.
checkout=$(cd "$(dirname "$0")/.." && pwd -P) || exit 2
. "$checkout/tools/environment.sh"
find_jdk
cd "$checkout" && maven -q -B -ntp test -pl prove -am -Dtest='OverlapTest' \
  -Dsurefire.failIfNoSpecifiedTests=false -Ddeadheat.times="${1:-20}"
