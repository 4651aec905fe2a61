/// How the outside world gets into a project: requests, tasks, commands, signals.
@NullMarked
package dev.deadheat.django.entry;

import org.jspecify.annotations.NullMarked;
