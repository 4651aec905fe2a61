package dev.deadheat.fix.cure;

import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a row is called in a function that writes it, or that hands it to those who do.
final class RowName {
  private RowName() {}

  /// The expression for the row, at its write or at the call that leads to it; empty if it has no
  /// name there.
  static Optional<Expression> of(Case each, Document document, Case.Race race) {
    if (!race.writesHere()) {
      return handedOn(document, race)
          .or(() -> wrapped(document, race))
          .or(() -> written(each, document, race));
    }
    return switch (race.write().kind()) {
      case SAVE, DELETE -> saved(document, race.write());
      case UPDATE, DELETE_ROWS, CREATE, BULK_CREATE, BULK_UPDATE, GET_OR_CREATE, CACHE_SET, TELL ->
          Optional.empty();
    };
  }

  private static Optional<Expression> saved(Document document, Write write) {
    Node at = Place.node(document, write.site());
    return Place.call(document, at, List.of("save", "delete", "save_base"))
        .flatMap(call ->
            call.func() instanceof Expression.Attribute attribute && isPath(attribute.value())
                ? Optional.of(attribute.value())
                : Optional.empty());
  }

  /// The receiver or argument of the call that leads to the write, if it is what was read.
  private static Optional<Expression> handedOn(Document document, Case.Race race) {
    if (race.read().isEmpty()
        || !race.write().outermost().function().equals(race.flow().function())
        || !isWritten(race.write(), race.read().get())) {
      return Optional.empty();
    }
    Optional<String> name = name(document, race, race.read().get());
    Node at = Place.node(document, race.write().outermost());
    Optional<Expression.Call> call = document.nearest(at, Expression.Call.class);
    if (call.isEmpty()
        || name.filter(found -> isBoundAgain(document, race.read().get(), found, call.get()))
            .isPresent()) {
      return Optional.empty();
    }
    var given = new ArrayList<Expression>();
    if (call.get().func() instanceof Expression.Attribute method) {
      given.add(method.value());
    }
    given.addAll(call.get().args());
    call.get().keywords().forEach(keyword -> given.add(keyword.value()));
    return given.stream()
        .filter(RowName::isPath)
        .filter(each ->
            name.isPresent()
                ? document.text(each).equals(name.get())
                : isProperty(document, race, each))
        .findFirst();
  }

  /// The row that a serializer or form was made with, whose `save()` leads to the write:
  /// `serializer = ItemSerializer(item, data=data)`.
  private static Optional<Expression> wrapped(Document document, Case.Race race) {
    if (race.read().isEmpty() || !isWritten(race.write(), race.read().get())) {
      return Optional.empty();
    }
    Optional<String> row = name(document, race, race.read().get());
    Node at = Place.node(document, race.write().outermost());
    Optional<Statement.Function> function = Place.function(document, at);
    Optional<Expression.Call> save =
        row.flatMap(name -> function.flatMap(found -> saving(document, found, at, name)));
    if (save.isEmpty() || !(save.get().func() instanceof Expression.Attribute method)) {
      return Optional.empty();
    }
    String wrapper = document.text(method.value());
    return Document.all(function.orElseThrow(), Statement.Assign.class::isInstance).stream()
        .map(Statement.Assign.class::cast)
        .filter(assign -> assign.end() < save.get().start())
        .filter(assign -> document.text(assign.targets().getFirst()).equals(wrapper))
        .reduce((_, last) -> last)
        .filter(assign -> assign.value() instanceof Expression.Call)
        .map(assign -> (Expression.Call) assign.value())
        .filter(made -> !isBoundAgain(document, race.read().get(), row.get(), made))
        .flatMap(made ->
            Stream.concat(made.args().stream(), made.keywords().stream().map(Keyword::value))
                .filter(given -> document.text(given).equals(row.get()))
                .findFirst());
  }

  /// The `serializer.save()` that writes, or whose result the row is called from then on.
  private static Optional<Expression.Call> saving(
      Document document, Statement.Function function, Node at, String row) {
    Optional<Expression.Call> writes = document.nearest(at, Expression.Call.class);
    return Stream.concat(
            writes.stream(),
            Document.all(function, Statement.Assign.class::isInstance).stream()
                .map(Statement.Assign.class::cast)
                .filter(assign -> assign.end() < at.start())
                .filter(assign -> document.text(assign.targets().getFirst()).equals(row))
                .flatMap(assign ->
                    assign.value() instanceof Expression.Call call
                        ? Stream.of(call)
                        : Stream.empty()))
        .filter(call -> call.args().isEmpty())
        .filter(call ->
            call.func() instanceof Expression.Attribute method
                && method.attr().equals("save")
                && method.value() instanceof Expression.Name)
        .findFirst();
  }

  /// Which parameter of the function that writes a row is the row, if it saves or deletes one.
  static Optional<Integer> parameter(Case each, Write write) {
    boolean saves = write.kind() == Write.Kind.SAVE || write.kind() == Write.Kind.DELETE;
    if (!saves || write.site().module().library()) {
      return Optional.empty();
    }
    List<String> names =
        write.site().function().parameters().stream().map(Parameter::name).toList();
    return saved(each.documents().at(write.site().path()), write)
        .filter(Expression.Name.class::isInstance)
        .map(row -> names.indexOf(((Expression.Name) row).id()))
        .filter(index -> index >= 0);
  }

  /// The argument for the parameter that the function which is called writes as its row.
  private static Optional<Expression> written(Case each, Document document, Case.Race race) {
    if (race.read().isEmpty()
        || race.write().via().size() != 1
        || !race.write().outermost().function().equals(race.flow().function())
        || !isWritten(race.write(), race.read().get())) {
      return Optional.empty();
    }
    FunctionFacts callee = race.write().site().function();
    Optional<Integer> index = parameter(each, race.write());
    Node at = Place.node(document, race.write().outermost());
    Optional<Expression.Call> call = document.nearest(at, Expression.Call.class);
    return index.isEmpty() || call.isEmpty()
        ? Optional.empty()
        : Arguments.of(call.get(), callee, index.get(), callee.parameters().get(index.get()).name())
            .filter(RowName::isPath);
  }

  /// Whether an attribute is a property that reads the row where it is handed on:
  /// `self.invitation`.
  private static boolean isProperty(Document document, Case.Race race, Expression given) {
    Read read = race.read().orElseThrow();
    if (!(given instanceof Expression.Attribute) || read.via().isEmpty()) {
      return false;
    }
    Site first = read.via().getFirst();
    return first.path().equals(document.path())
        && first.place().start() == given.start()
        && first.place().end() == given.end();
  }

  /// Whether the name means something else by the time of the call.
  private static boolean isBoundAgain(
      Document document, Read read, String name, Expression.Call call) {
    Site site = read.via().isEmpty() ? read.site() : read.via().getFirst();
    Optional<Statement> reading =
        site.path().equals(document.path()) ? Place.statement(document, site) : Optional.empty();
    return reading.isPresent()
        && Document.all(document.parsed().tree(), Expression.Name.class::isInstance).stream()
            .map(node -> (Expression.Name) node)
            .anyMatch(found ->
                found.id().equals(name)
                    && found.ctx() == ExprContext.STORE
                    && found.start() > reading.get().end()
                    && found.end() < call.start());
  }

  /// Whether what was read is one row, and the one that is written.
  private static boolean isWritten(Write write, Read read) {
    boolean one =
        switch (read.kind()) {
          case ROW, RELATED, PARAMETER, FRAMEWORK, GET_OR_CREATE -> true;
          case ROWS, EXISTS, COUNT, AGGREGATE, CREATED, CACHE, CHANGED -> false;
        };
    return one && write.target().filter(row -> row.table().equals(read.table())).isPresent();
  }

  /// What the function calls what was read.
  private static Optional<String> name(Document document, Case.Race race, Read read) {
    if (read.kind() == Read.Kind.PARAMETER) {
      String[] path = read.detail().split("\\.", 2);
      List<Parameter> parameters = race.flow().function().parameters();
      boolean known = path[0].matches("\\d{1,3}") && Integer.parseInt(path[0]) < parameters.size();
      return known
          ? Optional.of(
              parameters.get(Integer.parseInt(path[0])).name()
                  + (path.length > 1 ? "." + path[1] : ""))
          : Optional.empty();
    }
    Site site = read.via().isEmpty() ? read.site() : read.via().getFirst();
    if (!site.function().equals(race.flow().function())) {
      return Optional.empty();
    }
    return Place.statement(document, site)
        .flatMap(statement ->
            statement instanceof Statement.Assign assign
                    && assign.targets().size() == 1
                    && assign.targets().getFirst() instanceof Expression.Name target
                    && assign.value() instanceof Expression.Call made
                    && !isWrapper(made, Place.node(document, site))
                ? Optional.of(target.id())
                : Optional.empty());
  }

  /// Whether an object is made that is given the row, as a serializer or form: it is not the row.
  private static boolean isWrapper(Expression.Call made, Node reading) {
    String name = Place.name(made);
    return !made.equals(reading)
        && !name.isEmpty()
        && Character.isUpperCase(name.charAt(0))
        && Stream.concat(made.args().stream(), made.keywords().stream().map(Keyword::value))
            .anyMatch(given -> given.span().contains(reading.span()));
  }

  private static boolean isPath(Expression expression) {
    return switch (expression) {
      case Expression.Name name -> !name.id().equals("super");
      case Expression.Attribute attribute -> isPath(attribute.value());
      case Expression other -> false;
    };
  }
}
