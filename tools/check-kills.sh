#!/bin/sh
# Kills workers, servers and Deadheat itself at random moments of a proof, and looks whether everything
# comes to its end, nothing is left, and the next run works: tools/check-kills.sh [TIMES [SEED]], 50 times
# and a seed from the clock unless given. Takes about ten seconds a time.
checkout=$(cd "$(dirname "$0")/.." && pwd -P) || exit 2
. "$checkout/tools/environment.sh"
find_jdk
"$checkout/deadheat" --version || exit 2
(cd "$checkout" && maven -q -B -ntp -Pbench -pl bench -am -DskipTests compile) || exit 2
lib=$(ls -td "$checkout"/target/deadheat-*/lib | head -n 1)
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -cp "$checkout/bench/target/classes:$lib/*" \
  dev.deadheat.bench.Relay python3 "$checkout/tools/kills/kills.py" "$checkout/deadheat" "$@"
