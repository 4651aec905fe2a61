package dev.deadheat.fix.cure;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.deadheat.fix.text.Document;
import dev.deadheat.source.Edit;
import dev.deadheat.source.Lines;
import dev.deadheat.source.SourceFile;
import dev.deadheat.source.Span;
import dev.deadheat.source.UnifiedDiff;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A change of one file: whole lines in the place of others.
///
/// @param path relative to the project, with `/`
/// @param before the file that it is for; absent if the patch makes the file
/// @param edits by place, of whole lines, over the UTF-8 text of `before`
public record Patch(String path, Optional<SourceFile> before, List<Edit> edits) {
  public Patch {
    edits = List.copyOf(edits);
  }

  /// A new file.
  public static Patch create(String path, String text) {
    return new Patch(path, Optional.empty(), List.of(Edit.insert(0, text)));
  }

  /// What turns one state of a file into another.
  public static Patch between(Document before, Document after) {
    return new Patch(
        before.path(), Optional.of(before.source()), edits(before.source(), after.source()));
  }

  private static List<Edit> edits(SourceFile before, SourceFile after) {
    List<String> old = lines(before);
    List<String> now = lines(after);
    Lines starts = before.lines();
    var out = new ArrayList<Edit>();
    for (AbstractDelta<String> delta : DiffUtils.diff(old, now).getDeltas()) {
      int line = delta.getSource().getPosition();
      int count = delta.getSource().size();
      int start = line < old.size() ? starts.startOf(line + 1) : before.length();
      int end = line + count < old.size() ? starts.startOf(line + count + 1) : before.length();
      out.add(new Edit(new Span(start, end), String.join("", delta.getTarget().getLines())));
    }
    return out;
  }

  private static List<String> lines(SourceFile file) {
    Lines lines = file.lines();
    var out = new ArrayList<String>();
    for (int line = 1; line <= lines.count(); line++) {
      int end = line < lines.count() ? lines.startOf(line + 1) : file.length();
      out.add(file.text(lines.startOf(line), end));
    }
    return out;
  }

  /// Whether this makes a file.
  public boolean creates() {
    return before.isEmpty();
  }

  /// The file after the change, in its own encoding; empty if it is not, byte for byte, the one
  /// that the patch is for.
  public Optional<byte[]> apply(byte[] bytes) {
    if (before.isEmpty()) {
      return bytes.length == 0 ? Optional.of(edits.getFirst().text().getBytes(UTF_8)) : none();
    }
    return Arrays.equals(bytes, before.get().bytes())
        ? before.get().encode(Edit.apply(before.get().utf8(), edits))
        : none();
  }

  private static Optional<byte[]> none() {
    return Optional.empty();
  }

  /// Whether both may be made at once: they are the same, or touch no common line but for an import
  /// that both need.
  public boolean agrees(Patch other) {
    if (!path.equals(other.path)) {
      return true;
    }
    if (creates() || other.creates()) {
      return false;
    }
    if (edits.equals(other.edits)) {
      return true;
    }
    for (Edit mine : edits) {
      for (Edit theirs : other.edits) {
        boolean apart =
            mine.span().end() < theirs.span().start() || theirs.span().end() < mine.span().start();
        if (!apart && !(mine.equals(theirs) && imports(mine))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean imports(Edit edit) {
    String text = edit.text().stripLeading();
    return text.startsWith("from ") || text.startsWith("import ");
  }

  /// Both changes of the same file; they must agree.
  public Patch and(Patch other) {
    var all =
        new java.util.TreeSet<Edit>(
            java.util.Comparator.comparing(Edit::span).thenComparing(Edit::text));
    all.addAll(edits);
    all.addAll(other.edits);
    return new Patch(path, before, List.copyOf(all));
  }

  /// This change of a file and then another, as one.
  ///
  /// @param next is for the file as this one leaves it
  Patch then(Patch next) {
    String text = new String(Edit.apply(next.before.orElseThrow().utf8(), next.edits), UTF_8);
    if (before.isEmpty()) {
      return create(path, text);
    }
    byte[] whole =
        before
            .get()
            .encode(text.getBytes(UTF_8))
            .orElseThrow(() -> new IllegalStateException("cannot be written: " + path));
    return new Patch(path, before, edits(before.get(), SourceFile.of(path, whole)));
  }

  /// The lines of the file after the change that are new in it, from 1.
  Set<Integer> changedLines() {
    var out = new TreeSet<Integer>();
    int shift = 0;
    for (Edit edit : edits) {
      int first = before.map(file -> file.lines().lineOf(edit.span().start())).orElse(1) + shift;
      int added = (int) edit.text().lines().count();
      int gone = before.map(file -> (int) file.text(edit.span()).lines().count()).orElse(0);
      for (int line = first; line < first + added; line++) {
        out.add(line);
      }
      shift += added - gone;
    }
    return out;
  }

  /// The change as `diff -u` shows it.
  public List<String> diff() {
    String old = before.map(SourceFile::text).orElse("");
    String now =
        before
            .map(file -> new String(Edit.apply(file.utf8(), edits), UTF_8))
            .orElseGet(() -> edits.getFirst().text());
    return UnifiedDiff.of(path, old, now);
  }
}
