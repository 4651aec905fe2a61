/// What a function reads, tests, locks and writes, in which order and under which guard.
@NullMarked
package dev.deadheat.django.flow;

import org.jspecify.annotations.NullMarked;
