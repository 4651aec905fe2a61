/// `deadheat doctor`.
@NullMarked
package dev.deadheat.app.doctor;

import org.jspecify.annotations.NullMarked;
