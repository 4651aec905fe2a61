/// Folders of one run among the temporary ones: marked by their owner, removed at its end, or by
/// the next run.
@NullMarked
package dev.deadheat.postgres.folders;

import org.jspecify.annotations.NullMarked;
