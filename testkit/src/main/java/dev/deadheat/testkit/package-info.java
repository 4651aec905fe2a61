/// Tests' own tools: literate Markdown tests, scripted wire peers, the choice generator.
@NullMarked
package dev.deadheat.testkit;

import org.jspecify.annotations.NullMarked;
