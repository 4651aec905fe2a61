/// The life of a lock in one function, along every path: taken, held, released, lost.
@NullMarked
package dev.deadheat.django.lock;

import org.jspecify.annotations.NullMarked;
