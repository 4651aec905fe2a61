package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.model.UniqueKey;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.python.ast.UnaryOperator;
import dev.deadheat.source.Edit;
import dev.deadheat.source.Lines;
import dev.deadheat.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Looks and creates in one step: `get_or_create()`, with the unique key without which it races as
/// much as what it replaces.
final class GetOrCreate implements Cure {
  private static final String TITLE = "Look and create in one step: `get_or_create()`";

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Write> write =
        each.reader()
            .filter(Case.Race::writesHere)
            .or(each::writer)
            .map(Case.Race::write)
            .or(() -> each.writesThere().stream().filter(w -> w.via().isEmpty()).findFirst());
    if (write.isEmpty() || write.get().table().model().isEmpty()) {
      return List.of();
    }
    ModelFacts model = write.get().table().model().get();
    Document document = each.documents().at(write.get().site().path());
    Optional<Expression.Call> create =
        Place.call(document, Place.node(document, write.get().site()), List.of("create"));
    Optional<Shape> shape = create.flatMap(call -> shape(document, call));
    if (model.isAbstract()) {
      return List.of();
    }
    if (shape.isEmpty()) {
      return create.flatMap(call -> keyed(document, model, call)).map(List::of).orElse(List.of());
    }
    Map<String, String> lookup = plain(document, shape.get().look());
    Map<String, String> values = plain(document, create.get());
    boolean covered =
        !lookup.isEmpty()
            && lookup.entrySet().stream().allMatch(e -> e.getValue().equals(values.get(e.getKey())))
            && lookup.keySet().stream().noneMatch(k -> k.contains("__"));
    if (!covered
        || !create.get().args().isEmpty()
        || values.containsKey("**")
        || !isTable(document, shape.get().look(), create.get())) {
      return List.of();
    }
    var patches = new ArrayList<Patch>();
    patches.add(patch(document, shape.get(), create.get(), lookup, values));
    if (!Constraint.isUnique(model, lookup.keySet())) {
      if (!meansOne(shape.get(), model, lookup.keySet())) {
        return List.of();
      }
      switch (Constraint.of(each, model, lookup.keySet())) {
        case Verdict.No<List<Patch>>(String reason) -> {
          return List.of(
              Candidate.refused(Kind.GET_OR_CREATE, TITLE, "it needs a unique key, and " + reason));
        }
        case Verdict.Yes<List<Patch>>(List<Patch> more) -> {
          if (more.stream().anyMatch(patch -> patch.path().equals(document.path()))) {
            return List.of();
          }
          patches.addAll(more);
        }
      }
    }
    return List.of(
        new Candidate(
            Kind.GET_OR_CREATE,
            TITLE,
            Applicability.UNSAFE,
            patches.size() == 1
                ? "who comes second gets the first one's row; the unique key that it needs is there"
                : Constraint.reason(patches),
            patches));
  }

  /// `create()` of a row that a unique key of the table allows once: `get_or_create()` by the key,
  /// wherever the look is.
  private static Optional<Candidate> keyed(
      Document document, ModelFacts model, Expression.Call create) {
    Map<String, String> values = plain(document, create);
    Optional<Set<String>> key =
        Stream.concat(
                model.keys().stream()
                    .filter(each -> !each.conditional() && !each.nullable())
                    .map(UniqueKey::columns),
                model.fields().values().stream()
                    .filter(field -> field.unique() && !field.nullable())
                    .map(field -> Set.of(field.name())))
            .filter(columns -> values.keySet().containsAll(columns))
            .findFirst()
            .map(Set::copyOf);
    Optional<Statement> statement = document.statement(create);
    if (key.isEmpty()
        || values.containsKey("**")
        || statement.isEmpty()
        || !document.alone(statement.get())
        || !(create.func() instanceof Expression.Attribute method)) {
      return Optional.empty();
    }
    String call = call(document, method, ordered(values, key.get()), values);
    Optional<String> target = target(document, statement.get(), create);
    var draft = new Draft(document, create);
    switch (statement.get()) {
      case Statement.Assign assign when target.isPresent() ->
          draft.add(new Edit(assign.span(), target.get() + ", _created = " + call));
      case Statement.Expr expr when expr.value().equals(create) ->
          draft.add(new Edit(expr.span(), call));
      case Statement.Return back when back.value().filter(create::equals).isPresent() -> {
        draft.add(Blocks.before(document, back, List.of("row, _created = " + call)));
        draft.add(new Edit(create.span(), "row"));
      }
      case Statement other -> {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Candidate(
            Kind.GET_OR_CREATE,
            TITLE,
            Applicability.UNSAFE,
            "who comes second gets the first one's row, where the unique key raised an error",
            List.of(draft.patch())));
  }

  private static Map<String, String> ordered(Map<String, String> values, Set<String> names) {
    var out = new LinkedHashMap<String, String>();
    values.forEach((name, value) -> {
      if (names.contains(name)) {
        out.put(name, value);
      }
    });
    return out;
  }

  /// Whether the look says that there is to be one row with these values, and not only that there
  /// is to be one at all: a failed `get()` does, and so does a look by more than what the row
  /// belongs to.
  private static boolean meansOne(Shape shape, ModelFacts model, Set<String> lookups) {
    boolean single = shape.from() instanceof Statement.TryBlock;
    boolean first = shape.from() instanceof Statement.Assign;
    boolean named =
        lookups.stream()
            .anyMatch(name -> model.field(name).filter(field -> !field.toOne()).isPresent());
    return single || (!first && (named || lookups.size() > 1));
  }

  /// Whether both go through the same manager, and it is one of the whole table: that of a related
  /// row would add a column to the lookup.
  private static boolean isTable(Document document, Expression.Call look, Expression.Call create) {
    return look.func() instanceof Expression.Attribute from
        && create.func() instanceof Expression.Attribute to
        && document.text(from.value()).equals(document.text(to.value()))
        && from.value() instanceof Expression.Attribute manager
        && manager.value() instanceof Expression.Name owner
        && (Character.isUpperCase(owner.id().charAt(0)) || owner.id().equals("cls"));
  }

  /// A look and a creation that belong together.
  ///
  /// @param look the call with the lookups
  /// @param from the first statement that goes
  /// @param to the last statement that goes
  /// @param target what the row is called; empty if it is not kept
  private record Shape(
      Expression.Call look, Statement from, Statement to, Optional<String> target) {}

  private static Optional<Shape> shape(Document document, Expression.Call create) {
    Optional<Statement> statement = document.statement(create);
    Optional<Node> above = statement.flatMap(document::parent);
    if (above.isEmpty() || !document.alone(statement.get())) {
      return Optional.empty();
    }
    Optional<String> target = target(document, statement.get(), create);
    boolean dropped = statement.get() instanceof Statement.Expr expr && expr.value().equals(create);
    if (target.isEmpty() && !dropped) {
      return Optional.empty();
    }
    return switch (above.get()) {
      case Statement.If branch
          when branch.body().size() == 1
              && branch.body().getFirst().equals(statement.get())
              && branch.orelse().isEmpty()
              && document.alone(branch)
              && !document.text(branch).startsWith("elif") ->
          tested(document, branch, target);
      case dev.deadheat.python.ast.ExceptHandler handler
          when handler.body().size() == 1 && target.isPresent() ->
          document.parent(handler).flatMap(attempt -> tried(document, attempt, target.get()));
      case Node other -> Optional.empty();
    };
  }

  private static Optional<String> target(
      Document document, Statement statement, Expression.Call create) {
    return statement instanceof Statement.Assign assign
            && assign.targets().size() == 1
            && assign.value().equals(create)
        ? Optional.of(document.text(assign.targets().getFirst()))
        : Optional.empty();
  }

  /// `if not M.objects.filter(...).exists(): ...`, or `row = M.objects.filter(...).first()` and `if
  /// row is None: row = ...`.
  private static Optional<Shape> tested(
      Document document, Statement.If branch, Optional<String> target) {
    if (branch.test() instanceof Expression.UnaryOp not
        && not.op() == UnaryOperator.NOT
        && not.operand() instanceof Expression.Call exists
        && Place.name(exists).equals("exists")
        && target.isEmpty()) {
      return filter(exists).map(look -> new Shape(look, branch, branch, Optional.empty()));
    }
    List<Statement> block = document.block(branch);
    int index = block.indexOf(branch);
    if (index == 0 || target.isEmpty()) {
      return Optional.empty();
    }
    String test = document.text(branch.test());
    boolean absent = test.equals("not " + target.get()) || test.equals(target.get() + " is None");
    return absent
            && block.get(index - 1) instanceof Statement.Assign assign
            && document.alone(assign)
            && document.text(assign.targets().getFirst()).equals(target.get())
            && assign.value() instanceof Expression.Call first
            && Place.name(first).equals("first")
        ? filter(first).map(look -> new Shape(look, assign, branch, target))
        : Optional.empty();
  }

  private static Optional<Expression.Call> filter(Expression.Call outer) {
    return outer.args().isEmpty()
            && outer.keywords().isEmpty()
            && outer.func() instanceof Expression.Attribute method
            && method.value() instanceof Expression.Call filter
            && Place.name(filter).equals("filter")
            && isManager(filter)
        ? Optional.of(filter)
        : Optional.empty();
  }

  private static boolean isManager(Expression.Call call) {
    return call.func() instanceof Expression.Attribute method
        && !(method.value() instanceof Expression.Call);
  }

  /// `try: row = M.objects.get(...)`, `except M.DoesNotExist: row = M.objects.create(...)`.
  private static Optional<Shape> tried(Document document, Node attempt, String target) {
    return attempt instanceof Statement.Try block
            && block.body().size() == 1
            && block.handlers().size() == 1
            && block.orelse().isEmpty()
            && block.finalbody().isEmpty()
            && document.alone(block)
            && block.handlers().getFirst().type().isPresent()
            && document.text(block.handlers().getFirst().type().get()).endsWith("DoesNotExist")
            && block.body().getFirst() instanceof Statement.Assign assign
            && document.text(assign.targets().getFirst()).equals(target)
            && assign.value() instanceof Expression.Call get
            && Place.name(get).equals("get")
            && isManager(get)
        ? Optional.of(new Shape(get, block, block, Optional.of(target)))
        : Optional.empty();
  }

  /// A call's arguments by name, each as its text.
  private static Map<String, String> plain(Document document, Expression.Call call) {
    var out = new LinkedHashMap<String, String>();
    if (!call.args().isEmpty()) {
      out.put("**", "");
    }
    for (Keyword keyword : call.keywords()) {
      out.put(keyword.arg().orElse("**"), document.text(keyword.value()));
    }
    return out;
  }

  private static Patch patch(
      Document document,
      Shape shape,
      Expression.Call create,
      Map<String, String> lookup,
      Map<String, String> values) {
    Expression.Attribute method = (Expression.Attribute) create.func();
    String call = call(document, method, lookup, values);
    String text = shape.target().map(name -> name + ", _created = ").orElse("") + call;
    Lines lines = document.source().lines();
    int end = lines.endOf(document.endLine(shape.to()));
    return new Draft(document, create)
        .add(new Edit(new Span(document.startOf(shape.from()), end), text))
        .patch();
  }

  private static String call(
      Document document,
      Expression.Attribute method,
      Map<String, String> lookup,
      Map<String, String> values) {
    var arguments = new ArrayList<String>();
    lookup.forEach((name, value) -> arguments.add(name + "=" + value));
    var defaults = new ArrayList<String>();
    values.forEach((name, value) -> {
      if (!lookup.containsKey(name)) {
        defaults.add(document.layout().string(name) + ": " + value);
      }
    });
    if (!defaults.isEmpty()) {
      arguments.add("defaults={" + String.join(", ", defaults) + "}");
    }
    return document.text(method.value()) + ".get_or_create(" + String.join(", ", arguments) + ")";
  }
}
