/// What a project says to Deadheat in its `pyproject.toml`.
@NullMarked
package dev.deadheat.app.settings;

import org.jspecify.annotations.NullMarked;
