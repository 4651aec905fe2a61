/// Syntax trees to facts about a Django project, without running it.
@NullMarked
package dev.deadheat.django;

import org.jspecify.annotations.NullMarked;
