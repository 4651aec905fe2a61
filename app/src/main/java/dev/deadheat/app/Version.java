package dev.deadheat.app;

import java.util.Optional;

/// The version of this build.
public final class Version {
  private Version() {}

  /// Such as `0.1.0`; `(not packaged)` where it runs from loose classes.
  public static String text() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }
}
