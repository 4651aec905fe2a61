/// `deadheat check` and `deadheat explain`.
@NullMarked
package dev.deadheat.app.check;

import org.jspecify.annotations.NullMarked;
