package dev.deadheat.django.entry;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The functions that a framework calls beside Django's views: how they are decorated, or what
/// their class inherits, says so.
final class Handlers {
  private static final Set<String> TASK_DECORATORS =
      Set.of(
          "task", "actor", "job", "cronjob", "scheduled_job", "register_job", "db_periodic_task");

  private static final Set<String> VIEW_DECORATORS =
      Set.of(
          "api_view",
          "action",
          "list_route",
          "detail_route",
          "http_get",
          "http_post",
          "http_put",
          "http_patch",
          "http_delete");

  /// The verbs of a router, `@router.post("/orders")`.
  private static final Set<String> VERBS =
      Set.of("get", "post", "put", "patch", "delete", "api_operation");

  private static final Set<String> MUTATIONS = Set.of("mutation", "subscription");

  /// What is called of a class, by how the name of one above it ends.
  private static final Map<String, Set<String>> METHODS = methods();

  private Handlers() {}

  private static Map<String, Set<String>> methods() {
    var out = new LinkedHashMap<String, Set<String>>();
    out.put(
        "Consumer",
        Set.of(
            "connect",
            "disconnect",
            "receive",
            "receive_json",
            "websocket_connect",
            "websocket_receive",
            "websocket_disconnect"));
    out.put("DataLoader", Set.of("batch_load_fn"));
    out.put("Middleware", Set.of("__call__", "process_request", "process_view"));
    out.put("MiddlewareMixin", Set.of("process_request", "process_view", "process_response"));
    out.put("Backend", Set.of("authenticate", "create_user", "update_user", "configure_user"));
    out.put("Authentication", Set.of("authenticate", "authenticate_credentials"));
    out.put("Adapter", Set.of("save_user", "pre_social_login", "confirm_email"));
    return out;
  }

  /// What kind of entry point a decorator makes of a function.
  static Optional<EntryPoint.Kind> decorated(Expression decorator) {
    String last = FunctionFacts.lastName(decorator);
    if (TASK_DECORATORS.contains(last) || last.endsWith("_task")) {
      return Optional.of(EntryPoint.Kind.TASK);
    }
    if (last.equals("receiver")) {
      return Optional.of(EntryPoint.Kind.SIGNAL);
    }
    if (VIEW_DECORATORS.contains(last) || last.startsWith("require_") || isRoute(decorator)) {
      return Optional.of(EntryPoint.Kind.VIEW);
    }
    return resolves(decorator);
  }

  /// `@router.post("/orders")`: the path says that it is no other `post`.
  private static boolean isRoute(Expression decorator) {
    return decorator instanceof Expression.Call call
        && call.function() instanceof Expression.Attribute attribute
        && VERBS.contains(attribute.attribute())
        && text(call).filter(path -> path.isEmpty() || path.startsWith("/")).isPresent();
  }

  /// `@query.field("orders")` and `@strawberry.mutation` make a function answer to a part of a
  /// GraphQL query.
  private static Optional<EntryPoint.Kind> resolves(Expression decorator) {
    Expression named = decorator instanceof Expression.Call call ? call.function() : decorator;
    if (!(named instanceof Expression.Attribute attribute)) {
      return Optional.empty();
    }
    String owner = FunctionFacts.lastName(attribute.value());
    if (MUTATIONS.contains(attribute.attribute())) {
      return Optional.of(EntryPoint.Kind.MUTATION);
    }
    boolean field =
        attribute.attribute().equals("field")
            && (owner.startsWith("strawberry")
                || (decorator instanceof Expression.Call call && text(call).isPresent()));
    if (!field) {
      return Optional.empty();
    }
    return Optional.of(
        owner.contains("mutation") ? EntryPoint.Kind.MUTATION : EntryPoint.Kind.VIEW);
  }

  private static Optional<String> text(Expression.Call call) {
    return !call.arguments().isEmpty()
            && call.arguments().getFirst() instanceof Expression.Literal literal
            && literal.kind() == Expression.Literal.Kind.TEXT
        ? Optional.of(literal.text())
        : Optional.empty();
  }

  /// Whether a library calls this method of a class that inherits one of this name.
  static boolean calls(String ancestor, String method) {
    return METHODS.entrySet().stream()
        .anyMatch(each -> ancestor.endsWith(each.getKey()) && each.getValue().contains(method));
  }
}
