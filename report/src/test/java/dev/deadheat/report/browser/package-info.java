/// The page in a real browser.
@NullMarked
package dev.deadheat.report.browser;

import org.jspecify.annotations.NullMarked;
