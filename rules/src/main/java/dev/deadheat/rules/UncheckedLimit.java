package dev.deadheat.rules;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Lock;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A counter is raised by the database (`F("used") + 1`), and nothing asks then whether it has
/// reached the column that limits it: that was asked before, by a method of the row.
///
/// Anomaly: A5B, write skew between the test and the sum (Berenson et al. 1995): no update is lost,
/// and the limit does not hold.
final class UncheckedLimit implements Rule {
  private static final Set<String> ORDERING = Set.of("<", "<=", ">", ">=");

  /// Where a method of the row compares a counter with the column that limits it.
  private record Limit(String counter, String most, Site site) {}

  @Override
  public RuleId id() {
    return QuotaCheck.ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Write write : flow.writes()) {
      // Whoever calls the function that raises it is told of by that function.
      Optional<Limit> limit =
          write.isIn(flow.function()) ? passed(write, project) : Optional.empty();
      if (limit.isEmpty()) {
        continue;
      }
      Project.Reach reach = project.reach(flow.function(), Protection::holds);
      if (reach.open()) {
        out.add(finding(flow, write, limit.get(), reach));
      }
    }
    return out;
  }

  private static Optional<Limit> passed(Write write, Project project) {
    boolean changes = write.kind() == Write.Kind.UPDATE || write.kind() == Write.Kind.SAVE;
    if (!changes || write.table().model().isEmpty() || isLocked(write)) {
      return Optional.empty();
    }
    ModelFacts model = write.table().model().get();
    Set<String> compared = Protection.columns(write.lookups());
    for (Map.Entry<String, Write.Assigned> entry : write.columns().entrySet()) {
      String column = entry.getKey();
      boolean counts =
          entry.getValue().atomic()
              && model.field(column).filter(FieldFacts::isNumber).isPresent()
              && !model.checked().contains(column)
              && !compared.contains(column)
              && write.guards().stream().noneMatch(guard -> guard.source().column().equals(column))
              && isRaised(column, write.site().function());
      Optional<Limit> limit = counts ? limit(column, model, project) : Optional.empty();
      if (limit.isPresent()) {
        return limit;
      }
    }
    return Optional.empty();
  }

  private static boolean isLocked(Write write) {
    return write.locks().stream().anyMatch(lock -> lock.kind() != Lock.Kind.PROCESS);
  }

  /// `F("used") + 1`.
  private static boolean isRaised(String column, FunctionFacts function) {
    return Parts.any(
        function.node().body(),
        each ->
            each instanceof Expression.Arithmetic sum
                && sum.operator().equals("+")
                && (isOf(column, sum.left()) || isOf(column, sum.right())));
  }

  private static boolean isOf(String column, Expression expression) {
    return expression instanceof Expression.Call call
        && FunctionFacts.lastName(call.function()).equals("F")
        && call.arguments().size() == 1
        && call.arguments().getFirst() instanceof Expression.Literal literal
        && literal.text().equals(column);
  }

  /// Where a method of the model, or of one above it, compares the counter with another number of
  /// the row.
  private static Optional<Limit> limit(String counter, ModelFacts model, Project project) {
    for (ClassFacts each : project.facts().hierarchy().ancestry(model.definition()).order()) {
      for (FunctionFacts method : each.methods().values()) {
        var found = new ArrayList<Limit>();
        Parts.any(
            method.node().body(),
            expression -> {
              if (expression instanceof Expression.Compare compare
                  && ORDERING.contains(compare.operators().getFirst())) {
                most(counter, compare, model)
                    .ifPresent(most ->
                        found.add(new Limit(counter, most, new Site(method, compare.place()))));
              }
              return false;
            });
        if (!found.isEmpty()) {
          return Optional.of(found.getFirst());
        }
      }
    }
    return Optional.empty();
  }

  /// The other number of the row in a comparison that names the counter.
  private static Optional<String> most(
      String counter, Expression.Compare compare, ModelFacts model) {
    var named = new ArrayList<String>();
    Parts.any(
        compare,
        each -> {
          if (each instanceof Expression.Attribute attribute
              && attribute.value() instanceof Expression.Name name
              && name.id().equals("self")) {
            named.add(attribute.attribute());
          }
          return false;
        });
    return named.contains(counter)
        ? named.stream()
            .filter(other -> !other.equals(counter))
            .filter(other -> model.field(other).filter(FieldFacts::isNumber).isPresent())
            .findFirst()
        : Optional.empty();
  }

  private static Finding finding(FunctionFlow flow, Write write, Limit limit, Project.Reach reach) {
    Site at = write.outermost();
    String model = write.table().name();
    String counter = "`" + limit.counter() + "`";
    return Findings.of(
        QuotaCheck.ID,
        flow,
        new Findings.Subject(
            model,
            List.of(limit.counter()),
            new Section(Optional.of(limit.site()), write.site(), at),
            reach),
        counter
            + " of "
            + model
            + " is raised, and nothing asks any more whether it has reached `"
            + limit.most()
            + "`: two requests that were both let through raise it past the limit",
        Worth.of(Set.of(limit.counter()), Severity.MEDIUM),
        Findings.reached(reach.byCommand() ? Confidence.LOW : Confidence.MEDIUM, reach, flow),
        List.of(
            "A is let through, since "
                + counter
                + " is below `"
                + limit.most()
                + "` ("
                + Findings.line(limit.site())
                + ").",
            "B is let through too, before A has raised " + counter + ".",
            "A and B both raise it at " + Findings.line(at) + "."),
        "Make the limit part of the write, `filter("
            + limit.counter()
            + "__lt=F(\""
            + limit.most()
            + "\"))`, and refuse where it changed no row; or lock the row and ask once more.");
  }
}
