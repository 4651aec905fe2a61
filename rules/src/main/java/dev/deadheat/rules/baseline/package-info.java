/// Which findings are known already, told by what they are about and not by where they stand.
@NullMarked
package dev.deadheat.rules.baseline;

import org.jspecify.annotations.NullMarked;
