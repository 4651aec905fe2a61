package dev.deadheat.django;

import dev.deadheat.source.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Sketches of library classes, in Python: only what they do to rows, written for Deadheat. They
/// are read like the project's own files, so that inheritance and `super()` need no special case.
final class LibrarySketches {
  private static final List<String> PATHS =
      List.of(
          "django/views/generic/__init__.py",
          "django/views/generic/detail.py",
          "django/views/generic/edit.py",
          "django/forms/__init__.py",
          "django/forms/models.py",
          "django/contrib/admin/__init__.py",
          "django/contrib/auth/models.py",
          "rest_framework/views.py",
          "rest_framework/generics.py",
          "rest_framework/mixins.py",
          "rest_framework/viewsets.py",
          "rest_framework/serializers.py",
          "treebeard/mp_tree.py");

  private LibrarySketches() {}

  static List<SourceFile> load() {
    var out = new ArrayList<SourceFile>();
    for (String path : PATHS) {
      try (InputStream stream = LibrarySketches.class.getResourceAsStream("library/" + path)) {
        if (stream == null) {
          throw new IllegalStateException("library/" + path + " is missing from the build");
        }
        out.add(SourceFile.of(path, stream.readAllBytes()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return out;
  }
}
