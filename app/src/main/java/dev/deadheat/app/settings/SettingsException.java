package dev.deadheat.app.settings;

/// A project's settings cannot be used; the message names the file, the line and what to write.
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  SettingsException(String message) {
    super(message);
  }
}
