/// What each piece of an analysis has looked at, so that it need not be made again while that is as
/// it was.
@NullMarked
package dev.deadheat.django.trace;

import org.jspecify.annotations.NullMarked;
