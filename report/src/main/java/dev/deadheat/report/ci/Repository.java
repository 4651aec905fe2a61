package dev.deadheat.report.ci;

/// Where the checked project stands in its repository: services show a finding only if its path
/// starts at the repository's top.
///
/// @param prefix the project's folder below the top, with `/` at its end; empty if it is the top
public record Repository(String prefix) {
  /// The path of a project's file from the repository's top.
  public String path(String inProject) {
    return prefix + inProject;
  }
}
