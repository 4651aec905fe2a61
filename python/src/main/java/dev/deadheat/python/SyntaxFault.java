package dev.deadheat.python;

/// Leaves a statement that cannot be understood; caught where statements begin. Never leaves the
/// parser. Without a stack trace, since bad text is not our mistake.
final class SyntaxFault extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String message;
  private final int start;
  private final int end;

  SyntaxFault(String message, int start, int end) {
    super(message, null, false, false);
    this.message = message;
    this.start = start;
    this.end = end;
  }

  String message() {
    return message;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }
}
