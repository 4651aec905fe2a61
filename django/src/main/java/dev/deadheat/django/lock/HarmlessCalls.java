package dev.deadheat.django.lock;

import dev.deadheat.django.code.Expression;
import java.util.Locale;
import java.util.Set;

/// Calls on which no path is left by an error.
final class HarmlessCalls {
  /// Calls that do not fail, or whose failure means more than a lock.
  private static final Set<String> NAMES =
      Set.of(
          "debug",
          "info",
          "warning",
          "warn",
          "error",
          "exception",
          "critical",
          "log",
          "print",
          "time",
          "monotonic",
          "perf_counter",
          "now",
          "utcnow",
          "today",
          "len",
          "str",
          "repr",
          "bool",
          "isinstance",
          "issubclass",
          "hasattr",
          "getattr",
          "id",
          "type",
          "range",
          "enumerate",
          "zip",
          "list",
          "dict",
          "set",
          "tuple",
          "format",
          "join",
          "strip",
          "items",
          "keys",
          "values",
          "get",
          "append",
          "extend",
          "setdefault",
          "locked",
          "owned",
          "is_set",
          "capture_message",
          "capture_exception",
          "getLogger",
          "get_task_logger",
          "sleep",
          "atomic",
          "Response",
          "JsonResponse",
          "HttpResponse",
          "timedelta",
          "startswith",
          "endswith",
          "copy",
          "lower",
          "upper",
          "debounce",
          "timeout",
          "uuid4",
          "get_ident",
          "getpid",
          "super",
          "partial",
          "incr",
          "observe",
          "labels",
          "add",
          "_",
          "gettext",
          "gettext_lazy");

  private HarmlessCalls() {}

  static boolean has(Expression.Call call) {
    String last = LockSteps.exception(call.function());
    if (NAMES.contains(last)) {
      return true;
    }
    String text = KeyText.of(call.function()).toLowerCase(Locale.ROOT);
    return text.startsWith("log.")
        || text.contains("logger.")
        || text.contains("logging.")
        || text.contains("cache.")
        || text.contains("redis.");
  }
}
