package dev.deadheat.fix;

import dev.deadheat.django.ProjectOptions;
import java.util.List;
import java.util.function.Function;

/// The files of a project, as they are.
///
/// @param paths relative to the project, with `/`
/// @param bytes the content of a file; empty for one that is not there
/// @param options what the project says of itself
/// @param memory what a reading of the project left, to be quick; empty for nothing
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
public record ProjectFiles(
    List<String> paths, Function<String, byte[]> bytes, ProjectOptions options, byte[] memory) {
  public ProjectFiles {
    paths = List.copyOf(paths);
  }
}
