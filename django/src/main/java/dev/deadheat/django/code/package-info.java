/// A Python module reduced to what the analysis follows: names, calls, tests, bindings and blocks.
@NullMarked
package dev.deadheat.django.code;

import org.jspecify.annotations.NullMarked;
