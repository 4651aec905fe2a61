/// Verdicts for pull-request comments: Markdown with a Mermaid sequence diagram.
@NullMarked
package dev.deadheat.report.mermaid;

import org.jspecify.annotations.NullMarked;
