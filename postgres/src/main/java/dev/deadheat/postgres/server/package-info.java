/// The PostgreSQL server that a proof runs on: unpacked, started, watched and removed by us.
@NullMarked
package dev.deadheat.postgres.server;

import org.jspecify.annotations.NullMarked;
