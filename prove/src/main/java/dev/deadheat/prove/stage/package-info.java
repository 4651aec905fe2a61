/// The real stage: a PostgreSQL database, a proxy and a worker process for each lane.
@NullMarked
package dev.deadheat.prove.stage;

import org.jspecify.annotations.NullMarked;
