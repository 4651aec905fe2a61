/// `deadheat prove`, `deadheat replay` and `deadheat demo`.
@NullMarked
package dev.deadheat.app.prove;

import org.jspecify.annotations.NullMarked;
