/// Which run to make next: every order, a reduced set of orders, a given one, a smaller one.
@NullMarked
package dev.deadheat.search.explore;

import org.jspecify.annotations.NullMarked;
