package dev.deadheat.prove.spec;

import dev.deadheat.postgres.client.Message;
import dev.deadheat.prove.spec.Spec.Permutation;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Writes what happens in the words and the form of isolationtester.
final class Transcript {
  private final List<Line> lines;
  private final Consumer<String> out;

  /// @param lines one per session, in order
  /// @param out takes text of one or several lines, without the end of the last
  Transcript(List<Line> lines, Consumer<String> out) {
    this.lines = lines;
    this.out = out;
  }

  void begins(Permutation permutation) {
    out.accept(
        permutation.entries().stream()
            .map(entry -> entry.step().name())
            .collect(Collectors.joining(" ", "\nstarting permutation: ", "")));
  }

  void waits(Underway step) {
    out.accept("step %s: %s <waiting ...>".formatted(step.name(), step.entry.step().sql()));
  }

  /// @param waited whether it was shown as waiting before
  void completes(Underway step, boolean waited) {
    out.accept(
        "step %s: %s".formatted(step.name(), waited ? "<... completed>" : step.entry.step().sql()));
  }

  void notice(int session, Message.Report report) {
    StringBuilder text = new StringBuilder();
    text.append(lines.get(session).name()).append(": ").append(report.line());
    report.detail().ifPresent(detail -> text.append("\nDETAIL:  ").append(detail));
    report.hint().ifPresent(hint -> text.append("\nHINT:  ").append(hint));
    out.accept(text.toString());
  }

  void rows(Message.Rows rows) {
    if (!rows.columns().isEmpty()) {
      out.accept(ResultTable.of(rows));
    }
  }

  void error(Message.Report report) {
    out.accept(report.line());
  }

  /// The connection ended: in the words of PostgreSQL's client library.
  void gone() {
    out.accept(
        """
        server closed the connection unexpectedly
        \tThis probably means the server terminated abnormally
        \tbefore or while processing the request.
        """);
  }

  void notification(int session, Message.Notification notification) {
    String from =
        lines.stream()
            .filter(line -> line.backendPid() == notification.backendPid())
            .map(Line::name)
            .findFirst()
            .orElse("PID " + notification.backendPid());
    out.accept(
        "%s: NOTIFY \"%s\" with payload \"%s\" from %s"
            .formatted(
                lines.get(session).name(), notification.channel(), notification.payload(), from));
  }

  void line(String text) {
    out.accept(text);
  }
}
