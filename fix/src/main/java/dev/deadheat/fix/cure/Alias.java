package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.CallSite;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Span;
import java.util.List;
import java.util.Optional;

/// Which database a query goes to, if it names one: a transaction has to be of the same.
final class Alias {
  private Alias() {}

  /// What `using()` is given, as written: in the query itself, or in a function of the project that
  /// it begins with.
  ///
  /// @param calls the calls that the query consists of
  /// @return empty for the default; no verdict if another file names it
  static Verdict<Optional<String>> of(Case each, Document document, List<Expression.Call> calls) {
    for (Expression.Call call : calls) {
      if (Place.name(call).equals("using") && !call.args().isEmpty()) {
        return new Verdict.Yes<>(Optional.of(document.text(call.args().getFirst())));
      }
    }
    for (Expression.Call call : calls) {
      for (CallSite site : called(each, document, call)) {
        Document home = each.documents().at(site.callee().module().path());
        Node place =
            home.at(
                new Span(site.callee().node().place().start(), site.callee().node().place().end()));
        Optional<Expression.Call> using =
            Document.all(place, Expression.Call.class::isInstance).stream()
                .map(Expression.Call.class::cast)
                .filter(inner -> Place.name(inner).equals("using") && !inner.args().isEmpty())
                .findFirst();
        if (using.isPresent()) {
          Expression alias = using.get().args().getFirst();
          return home.path().equals(document.path()) && isGlobal(place, alias)
              ? new Verdict.Yes<>(Optional.of(document.text(alias)))
              : new Verdict.No<>(
                  "`"
                      + site.callee().name()
                      + "()` says which database it is, and the transaction would have to name the"
                      + " same");
        }
      }
    }
    return new Verdict.Yes<>(Optional.empty());
  }

  private static List<CallSite> called(Case each, Document document, Expression.Call call) {
    return each.facts().flows().stream()
        .flatMap(flow -> flow.calls().stream())
        .filter(found ->
            found.site().path().equals(document.path())
                && found.site().place().start() == call.start()
                && found.site().place().end() == call.end())
        .filter(found -> !found.callee().module().library())
        .toList();
  }

  /// Whether an expression means the same in the whole file: a text, or a name that the function
  /// does not bind.
  private static boolean isGlobal(Node function, Expression alias) {
    Expression root = alias;
    while (root instanceof Expression.Attribute attribute) {
      root = attribute.value();
    }
    return switch (root) {
      case Expression.Constant _ -> true;
      case Expression.Name name ->
          !name.id().equals("self")
              && !name.id().equals("cls")
              && !(function instanceof Statement.Function definition
                  && definition.args().all().anyMatch(arg -> arg.arg().equals(name.id())));
      case Expression other -> false;
    };
  }
}
