package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Arg;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a caller may have changed on a row and not saved: a second read of the row would drop it.
final class Unsaved {
  /// How far up it is looked for.
  private static final int MOST_CALLERS = 3;

  /// A parameter that lets the caller save.
  private static final Pattern SAVE = Pattern.compile("(\\w+_)?(save|commit)");

  private final Case each;

  Unsaved(Case each) {
    this.each = each;
  }

  /// Why a row that came from outside a function cannot be read again in it.
  ///
  /// @param name how the function writes the row: `order`, `self`, `self.order`
  Optional<String> in(FunctionFacts function, Statement.Function definition, String name) {
    return choice(definition).or(() -> above(function, definition, name, MOST_CALLERS));
  }

  /// Why a row cannot be read again in a function whose caller may want to save it.
  static Optional<String> choice(Statement.Function definition) {
    return definition
        .args()
        .all()
        .filter(arg -> SAVE.matcher(arg.arg()).matches())
        .findFirst()
        .map(arg ->
            "with `"
                + arg.arg()
                + "` the caller says whether the row is saved: reading it again would drop what is"
                + " changed and not saved yet");
  }

  private Optional<String> above(
      FunctionFacts function, Statement.Function definition, String name, int levels) {
    for (CallSite call : each.facts().callers().getOrDefault(function, List.of())) {
      Document document = each.documents().at(call.site().path());
      Optional<Statement.Function> caller =
          Place.function(document, Place.node(document, call.site()));
      Optional<Expression.Call> node =
          document.nearest(Place.node(document, call.site()), Expression.Call.class);
      Optional<String> given =
          node.flatMap(found -> given(document, found, function, definition, name));
      if (caller.isEmpty() || given.isEmpty()) {
        continue;
      }
      Optional<Node> change = change(document, caller.get(), given.get(), node.get().start());
      if (change.isPresent()) {
        return Optional.of(
            "`"
                + caller.get().name()
                + "` changes the row at line "
                + document.line(change.get())
                + " of "
                + document.path()
                + " and has not saved it when it comes here: reading it again would drop that");
      }
      String root = given.get().split("\\.", 2)[0];
      if (levels > 1 && caller.get().args().all().anyMatch(arg -> arg.arg().equals(root))) {
        Optional<String> further = above(call.caller(), caller.get(), given.get(), levels - 1);
        if (further.isPresent()) {
          return further;
        }
      }
    }
    return Optional.empty();
  }

  /// How the caller writes the row that it hands over.
  private static Optional<String> given(
      Document document,
      Expression.Call call,
      FunctionFacts function,
      Statement.Function definition,
      String name) {
    String root = name.split("\\.", 2)[0];
    String rest = name.substring(root.length());
    int index = definition.args().all().map(Arg::arg).toList().indexOf(root);
    return Arguments.of(call, function, index, root)
        .map(argument -> document.text(argument) + rest);
  }

  /// Where a column of the row is set before an offset, and not saved in between.
  private static Optional<Node> change(
      Document document, Statement.Function caller, String row, int before) {
    Optional<Node> out = Optional.empty();
    for (Node node : Document.all(caller, Expression.class::isInstance)) {
      if (node.start() >= before) {
        continue;
      }
      boolean sets =
          node instanceof Expression.Attribute attribute
              && attribute.ctx() == ExprContext.STORE
              && document.text(attribute.value()).equals(row);
      boolean saves =
          node instanceof Expression.Call call
              && call.func() instanceof Expression.Attribute method
              && (method.attr().equals("save") || method.attr().equals("refresh_from_db"))
              && document.text(method.value()).equals(row);
      boolean binds =
          node instanceof Expression.Name bound
              && bound.ctx() == ExprContext.STORE
              && bound.id().equals(row);
      if (sets) {
        out = Optional.of(node);
      } else if (saves || binds) {
        out = Optional.empty();
      }
    }
    return out;
  }
}
