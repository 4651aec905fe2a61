package dev.deadheat.django;

import dev.deadheat.django.code.Lowering;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.PythonModule;
import dev.deadheat.python.ParsedFile;
import dev.deadheat.python.Parser;
import dev.deadheat.source.SourceFile;
import dev.deadheat.source.Span;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A file as it was read.
///
/// @param digest of its bytes
record ReadFile(
    PythonModule module,
    String digest,
    List<ProjectFacts.Note> notes,
    List<ProjectFacts.Trouble> troubles) {

  /// Reads a file.
  ///
  /// @param digest of the bytes, or empty where nobody asks for it
  static ReadFile of(String path, byte[] bytes, String digest, boolean library) {
    if (bytes.length > ProjectReader.MAX_BYTES) {
      String message = "longer than " + ProjectReader.MAX_BYTES + " bytes: left out";
      return new ReadFile(
          PythonModule.of(path, library, List.of()),
          digest,
          List.of(),
          List.of(new ProjectFacts.Trouble(path, 1, message)));
    }
    SourceFile source = SourceFile.of(path, bytes);
    ParsedFile parsed = Parser.parse(source);
    var notes = new ArrayList<ProjectFacts.Note>();
    for (Span comment : parsed.comments()) {
      String text = source.text(comment);
      int marker = text.indexOf("deadheat:");
      if (marker >= 0) {
        notes.add(
            new ProjectFacts.Note(
                path, source.lines().lineOf(comment.start()), text.substring(marker + 9).strip()));
      }
    }
    var troubles = new ArrayList<ProjectFacts.Trouble>();
    if (!parsed.problems().isEmpty()) {
      var first = parsed.problems().getFirst();
      troubles.add(
          new ProjectFacts.Trouble(
              path, source.lines().lineOf(first.span().start()), first.message()));
    }
    List<Statement> body = Lowering.module(source, parsed.tree());
    return new ReadFile(PythonModule.of(path, library, body), digest, notes, troubles);
  }

  /// What tells files apart by their bytes.
  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
