package dev.deadheat.django.code;

import dev.deadheat.python.ast.Arg;
import dev.deadheat.python.ast.Arguments;
import dev.deadheat.python.ast.Module;
import dev.deadheat.python.ast.Node;
import dev.deadheat.source.Lines;
import dev.deadheat.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reduces a syntax tree to [Statement]s, so that the tree with its tokens can be let go: a project
/// of thousands of files is held in memory in this form only.
public final class Lowering {
  private final Lines lines;
  private final Expressions expressions;

  private Lowering(SourceFile file) {
    this.lines = file.lines();
    this.expressions = new Expressions(this::place, this::parameters);
  }

  /// The statements of a module.
  public static List<Statement> module(SourceFile file, Module tree) {
    return new Lowering(file).block(tree.body());
  }

  private Place place(Node node) {
    return place(node.start(), node.end());
  }

  private Place place(int start, int end) {
    int line = lines.lineOf(start);
    return new Place(start, end, line, Math.max(line, lines.lineOf(Math.max(start, end - 1))));
  }

  private List<Statement> block(List<dev.deadheat.python.ast.Statement> body) {
    var out = new ArrayList<Statement>(body.size());
    for (dev.deadheat.python.ast.Statement statement : body) {
      one(statement, out);
    }
    return List.copyOf(out);
  }

  private void one(dev.deadheat.python.ast.Statement statement, List<Statement> out) {
    Place place = place(statement);
    switch (statement) {
      case dev.deadheat.python.ast.Statement.Function function ->
          out.add(function(function, place));
      case dev.deadheat.python.ast.Statement.ClassDef definition ->
          out.add(
              new Statement.ClassDef(
                  definition.name(),
                  expressions.all(definition.bases()),
                  expressions.all(definition.decoratorList()),
                  block(definition.body()),
                  place.line(),
                  place));
      case dev.deadheat.python.ast.Statement.ForLoop loop ->
          out.add(
              new Statement.For(
                  expressions.one(loop.target()),
                  expressions.one(loop.iter()),
                  block(loop.body()),
                  block(loop.orelse()),
                  place));
      case dev.deadheat.python.ast.Statement.WithBlock with -> {
        var items = new ArrayList<Statement.Item>();
        for (var item : with.items()) {
          items.add(
              new Statement.Item(
                  expressions.one(item.contextExpr()), item.optionalVars().map(expressions::one)));
        }
        out.add(new Statement.With(List.copyOf(items), block(with.body()), place));
      }
      case dev.deadheat.python.ast.Statement.TryBlock attempt -> out.add(attempt(attempt, place));
      case dev.deadheat.python.ast.Statement.Return result ->
          out.add(new Statement.Return(result.value().map(expressions::one), place));
      case dev.deadheat.python.ast.Statement.Delete delete ->
          out.add(new Statement.Delete(expressions.all(delete.targets()), place));
      case dev.deadheat.python.ast.Statement.Assign assign ->
          out.add(
              new Statement.Assign(
                  expressions.all(assign.targets()),
                  expressions.one(assign.value()),
                  Optional.empty(),
                  false,
                  place));
      case dev.deadheat.python.ast.Statement.AugAssign assign -> {
        Expression target = expressions.one(assign.target());
        out.add(
            new Statement.Assign(
                List.of(target),
                new Expression.Arithmetic(
                    assign.op().symbol(), target, expressions.one(assign.value()), place),
                Optional.empty(),
                true,
                place));
      }
      case dev.deadheat.python.ast.Statement.AnnAssign assign -> {
        Expression target = expressions.one(assign.target());
        Expression annotation = expressions.one(assign.annotation());
        out.add(
            assign
                .value()
                .<Statement>map(value ->
                    new Statement.Assign(
                        List.of(target),
                        expressions.one(value),
                        Optional.of(annotation),
                        false,
                        place))
                .orElseGet(() -> new Statement.Declare(target, annotation, place)));
      }
      case dev.deadheat.python.ast.Statement.While loop ->
          out.add(
              new Statement.While(
                  expressions.one(loop.test()), block(loop.body()), block(loop.orelse()), place));
      case dev.deadheat.python.ast.Statement.If branch ->
          out.add(
              new Statement.Branch(
                  expressions.one(branch.test()),
                  block(branch.body()),
                  block(branch.orelse()),
                  place));
      case dev.deadheat.python.ast.Statement.Match match -> match(match, out);
      case dev.deadheat.python.ast.Statement.Raise raise ->
          out.add(new Statement.Raise(raise.exc().map(expressions::one), place));
      case dev.deadheat.python.ast.Statement.Assert check ->
          out.add(
              new Statement.Branch(
                  expressions.one(check.test()),
                  List.of(),
                  List.of(new Statement.Raise(Optional.empty(), place)),
                  place));
      case dev.deadheat.python.ast.Statement.Import imports -> {
        for (var alias : imports.names()) {
          out.add(new Statement.Import(alias.name(), alias.asname(), place));
        }
      }
      case dev.deadheat.python.ast.Statement.ImportFrom from -> {
        for (var alias : from.names()) {
          out.add(
              new Statement.ImportFrom(
                  from.level(),
                  from.module().orElse(""),
                  alias.name(),
                  alias.asname().orElse(alias.name()),
                  place));
        }
      }
      case dev.deadheat.python.ast.Statement.Expr expression ->
          out.add(new Statement.Evaluate(expressions.one(expression.value()), place));
      case dev.deadheat.python.ast.Statement.Break _ -> out.add(new Statement.Jump(true, place));
      case dev.deadheat.python.ast.Statement.Continue _ ->
          out.add(new Statement.Jump(false, place));
      case dev.deadheat.python.ast.Statement.Invalid invalid -> out.addAll(block(invalid.body()));
      case dev.deadheat.python.ast.Statement.TypeAlias _,
          dev.deadheat.python.ast.Statement.Global _,
          dev.deadheat.python.ast.Statement.Nonlocal _,
          dev.deadheat.python.ast.Statement.Pass _ -> {}
    }
  }

  private Statement function(dev.deadheat.python.ast.Statement.Function function, Place place) {
    List<Expression> decorators = expressions.all(function.decoratorList());
    Place whole =
        decorators.isEmpty()
            ? place
            : new Place(
                Math.min(decorators.getFirst().place().start(), place.start()),
                place.end(),
                Math.min(decorators.getFirst().place().line(), place.line()),
                place.endLine());
    return new Statement.Function(
        function.name(),
        parameters(function.args()),
        decorators,
        function.returns().map(expressions::one),
        block(function.body()),
        place.line(),
        whole);
  }

  private Statement attempt(dev.deadheat.python.ast.Statement.TryBlock attempt, Place place) {
    var handlers = new ArrayList<Statement.Handler>();
    for (var handler : attempt.handlers()) {
      handlers.add(
          new Statement.Handler(
              handler.type().map(expressions::one),
              handler.name(),
              block(handler.body()),
              place(handler)));
    }
    return new Statement.Try(
        block(attempt.body()),
        List.copyOf(handlers),
        block(attempt.orelse()),
        block(attempt.finalbody()),
        place);
  }

  /// Each case becomes a branch on the subject; the names it captures are assigned from it.
  private void match(dev.deadheat.python.ast.Statement.Match match, List<Statement> out) {
    Expression subject = expressions.one(match.subject());
    List<Statement> rest = List.of();
    for (var each : match.cases().reversed()) {
      Place place = place(each);
      var test = new ArrayList<Expression>();
      test.add(subject);
      each.guard().ifPresent(guard -> test.add(expressions.one(guard)));
      var body = new ArrayList<Statement>();
      for (String name : Patterns.names(each.pattern())) {
        body.add(
            new Statement.Assign(
                List.of(new Expression.Name(name, place)),
                subject,
                Optional.empty(),
                false,
                place));
      }
      body.addAll(block(each.body()));
      rest =
          List.of(
              new Statement.Branch(
                  new Expression.Opaque(List.copyOf(test), subject.place()),
                  List.copyOf(body),
                  rest,
                  place));
    }
    out.addAll(rest);
  }

  private List<Parameter> parameters(Arguments arguments) {
    var out = new ArrayList<Parameter>();
    var plain = new ArrayList<Arg>(arguments.posonlyargs());
    plain.addAll(arguments.args());
    int without = plain.size() - arguments.defaults().size();
    for (int i = 0; i < plain.size(); i++) {
      Optional<Expression> standard =
          i < without || i - without >= arguments.defaults().size()
              ? Optional.empty()
              : Optional.of(expressions.one(arguments.defaults().get(i - without)));
      out.add(parameter(plain.get(i), Parameter.Kind.POSITIONAL, standard));
    }
    arguments
        .vararg()
        .ifPresent(arg -> out.add(parameter(arg, Parameter.Kind.REST, Optional.empty())));
    for (int i = 0; i < arguments.kwonlyargs().size(); i++) {
      Optional<Expression> standard =
          i < arguments.kwDefaults().size()
              ? arguments.kwDefaults().get(i).map(expressions::one)
              : Optional.empty();
      out.add(parameter(arguments.kwonlyargs().get(i), Parameter.Kind.KEYWORD_ONLY, standard));
    }
    arguments
        .kwarg()
        .ifPresent(arg -> out.add(parameter(arg, Parameter.Kind.KEYWORD_REST, Optional.empty())));
    return List.copyOf(out);
  }

  private Parameter parameter(Arg arg, Parameter.Kind kind, Optional<Expression> standard) {
    return new Parameter(arg.arg(), kind, arg.annotation().map(expressions::one), standard);
  }
}
