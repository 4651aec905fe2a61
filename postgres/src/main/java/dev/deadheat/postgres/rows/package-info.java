/// The rows of a database: what tables there are, which rows change, and how all is put back.
@NullMarked
package dev.deadheat.postgres.rows;

import org.jspecify.annotations.NullMarked;
