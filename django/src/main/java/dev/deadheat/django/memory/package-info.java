/// Bytes that one run leaves for the next.
@NullMarked
package dev.deadheat.django.memory;

import org.jspecify.annotations.NullMarked;
