package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.rules.Finding;
import java.util.List;

/// Whether a transaction is open around a region before anything is changed: in the function
/// itself, by all who call it, or by the settings.
final class OpenTransaction {
  private final Case each;
  private final FunctionFlow flow;
  private final Region region;

  OpenTransaction(Case each, FunctionFlow flow, Region region) {
    this.each = each;
    this.flow = flow;
    this.region = region;
  }

  boolean isOpen() {
    return region.atomicAround().isPresent()
        || region.function().decoratorList().stream().anyMatch(OpenTransaction::isAtomic)
        || isCalledInside()
        || isRequest();
  }

  private static boolean isAtomic(Expression decorator) {
    return !Document.all(decorator, node -> named(node).contains("atomic")).isEmpty();
  }

  private static String named(Node node) {
    return switch (node) {
      case Expression.Name name -> name.id();
      case Expression.Attribute attribute -> attribute.attr();
      case Node other -> "";
    };
  }

  private boolean isEntry(FunctionFacts function) {
    return each.facts().entryPoints().of(function).isPresent();
  }

  private List<CallSite> callers(FunctionFacts function) {
    return each.facts().callers().getOrDefault(function, List.of());
  }

  /// Whether all who call the function have opened one.
  private boolean isCalledInside() {
    List<CallSite> calls = callers(flow.function());
    return !isEntry(flow.function())
        && !calls.isEmpty()
        && calls.stream().allMatch(call -> call.inTransaction() && !call.background());
  }

  /// Whether each request is one.
  private boolean isRequest() {
    boolean reached = isEntry(flow.function()) || !callers(flow.function()).isEmpty();
    return each.facts().settings().atomicRequests()
        && reached
        && !each.finding().entryPoints().isEmpty()
        && each.finding().entryPoints().stream().allMatch(OpenTransaction::isRequest);
  }

  private static boolean isRequest(Finding.Entry entry) {
    return entry.kind().equals("view")
        || entry.kind().equals("mutation")
        || entry.kind().equals("admin");
  }
}
