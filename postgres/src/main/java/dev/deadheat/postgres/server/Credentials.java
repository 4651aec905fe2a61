package dev.deadheat.postgres.server;

/// A database role and its password.
public record Credentials(String user, String password) {
  /// Never prints the password.
  @Override
  public String toString() {
    return user + ":***";
  }
}
