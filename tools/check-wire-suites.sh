#!/bin/sh
# Runs the test-suites of Django and of PostgreSQL drivers three times: straight to a server, through
# the relaying proxy, and through it as in proofs. Compares what every test came to, and prints the
# table of docs/wire.md: tools/check-wire-suites.sh [django] [psycopg2] [psycopg] (all unless named).
# Takes some minutes; needs Python 3.10 or newer with venv, a C compiler and libpq's headers for
# psycopg2, and git for psycopg, whose tests are not in its package (or PSYCOPG_SOURCE, a checkout of
# it).
checkout=$(cd "$(dirname "$0")/.." && pwd -P) || exit 2
. "$checkout/tools/environment.sh"
find_jdk
"$checkout/deadheat" --version || exit 2
(cd "$checkout" && maven -q -B -ntp -Pbench -pl bench -am -DskipTests compile) || exit 2
lib=$(ls -td "$checkout"/target/deadheat-*/lib | head -n 1)
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -cp "$checkout/bench/target/classes:$lib/*" \
  dev.deadheat.bench.Relay python3 "$checkout/tools/wire/suites.py" "$@"
