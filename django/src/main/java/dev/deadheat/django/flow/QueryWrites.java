package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.project.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the methods of querysets and managers write.
final class QueryWrites {
  private final Evaluator evaluator;
  private final Interpreter interpreter;
  private final QueryReads reads;

  QueryWrites(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
    this.reads = new QueryReads(evaluator);
  }

  Value update(Value.Query query, Calls.Arguments arguments) {
    reads.drops(query, "update", arguments.place());
    write(query, Write.Kind.UPDATE, settled(query, arguments), query.lookups(), arguments.place());
    // A test on the number of rows changed is a test that the database made.
    boolean conditional = query.lookups().stream().anyMatch(QueryWrites::isCondition);
    if (!conditional || interpreter.isDiscarded(arguments.place())) {
      return Value.UNKNOWN;
    }
    claim(query.table(), arguments.place());
    var changed =
        new Read(
            Read.Kind.CHANGED,
            query.table(),
            interpreter.site(arguments.place()),
            query.lookups(),
            false,
            interpreter.state.locks,
            Optional.empty(),
            "",
            List.of());
    return Value.derived(Set.of(Source.of(changed, Source.Aspect.CHANGED)));
  }

  /// Whether a lookup is of the row's state, not of its key.
  private static boolean isCondition(String lookup) {
    String column = lookup.contains("__") ? lookup.substring(0, lookup.indexOf("__")) : lookup;
    return !column.startsWith("~")
        && !column.equals("pk")
        && !column.equals("id")
        && !column.equals("uuid")
        && !column.startsWith("[");
  }

  /// From here on this request has the row to itself.
  void claim(Table table, Place place) {
    interpreter.state.lock(
        new Lock(
            Lock.Kind.CLAIM,
            Optional.of(table),
            interpreter.site(place),
            false,
            interpreter.inTransaction()));
  }

  /// What an `UPDATE` assigns, with what tests have said of the columns before.
  private Map<String, Write.Assigned> settled(Value.Query query, Calls.Arguments arguments) {
    Map<String, Write.Assigned> out = new LinkedHashMap<>(columns(arguments));
    out.replaceAll((column, value) ->
        isCopied(column, arguments)
            ? new Write.Assigned(Set.of(), value.guards(), value.atomic())
            : value);
    out.replaceAll((column, value) ->
        new Write.Assigned(
            value.sources(),
            value.guards(),
            value.atomic(),
            interpreter.state.settles(
                read -> read.table().equals(query.table()),
                column,
                arguments.keywords().getOrDefault(column, Value.UNKNOWN),
                argument(column, arguments).map(new CacheKeys(interpreter)::text))));
    return out;
  }

  private Optional<Expression> argument(String keyword, Calls.Arguments arguments) {
    return interpreter
        .calling
        .filter(call -> call.place().equals(arguments.place()))
        .flatMap(call -> call.keyword(keyword));
  }

  /// Whether a value is a column as it was read: of another row, for nobody writes back what he has
  /// not changed.
  private boolean isCopied(String column, Calls.Arguments arguments) {
    return argument(column, arguments)
        .filter(Expression.Attribute.class::isInstance)
        .flatMap(Evaluator::path)
        .filter(path -> path.endsWith("." + column))
        .filter(path -> !interpreter.state.variables.containsKey(path))
        .isPresent();
  }

  Map<String, Write.Assigned> columns(Calls.Arguments arguments) {
    var out = new LinkedHashMap<String, Write.Assigned>();
    arguments
        .keywords()
        .forEach((name, value) ->
            out.put(
                name.equals("**") ? "*" : name,
                new Write.Assigned(Value.sources(value), Set.of(), Evaluator.isAtomic(value))));
    return out;
  }

  /// The columns of a new row: those given, and those that a function of the project fills.
  Map<String, Write.Assigned> filled(Table table, Map<String, Write.Assigned> given, Place place) {
    var out = new LinkedHashMap<>(given);
    for (FieldFacts field : table.model().map(m -> m.fields().values()).orElse(List.of())) {
      if (field.standard().isEmpty() || given.containsKey(field.name())) {
        continue;
      }
      var module = table.model().get().definition().module();
      interpreter
          .analysis
          .names()
          .expression(module, field.standard().get())
          .filter(Symbol.OfFunction.class::isInstance)
          .ifPresent(function -> {
            Value value =
                evaluator
                    .calls()
                    .invoke(
                        (Value.Function) evaluator.symbol(function), List.of(), Map.of(), place);
            Set<Source> sources = Value.sources(value);
            if (!sources.isEmpty()) {
              out.put(field.name(), new Write.Assigned(sources, Set.of(), false));
            }
          });
    }
    return out;
  }

  Value create(Table table, Map<String, Write.Assigned> given, Place place, Set<String> lookups) {
    Map<String, Write.Assigned> columns = filled(table, given, place);
    Read made =
        new Read(
            Read.Kind.CREATED,
            table,
            interpreter.site(place),
            Set.of(),
            false,
            List.of(),
            Optional.empty(),
            "",
            List.of());
    interpreter.record.saved.put(made, true);
    record(Write.Kind.CREATE, table, Optional.of(made), columns, false, lookups, place);
    return new Value.Row(made);
  }

  Value bulkCreate(Value.Query query, Calls.Arguments arguments) {
    reads.drops(query, "bulk_create", arguments.place());
    var columns = new LinkedHashMap<String, Write.Assigned>();
    var deciders = new LinkedHashSet<>(arguments.sources());
    for (Value list : Value.alternatives(arguments.first())) {
      Value element = list instanceof Value.Bag bag ? bag.element() : Value.UNKNOWN;
      for (Value each : Value.alternatives(element)) {
        if (each instanceof Value.Row(Read old) && old.stored()) {
          // A copy is made of what was found.
          deciders.removeIf(source -> source.read() == old);
        }
        if (each instanceof Value.Row row && interpreter.state.assigned.get(row.read()) != null) {
          columns.putAll(interpreter.state.assigned.getOrDefault(row.read(), Map.of()));
        }
      }
    }
    Set<Guard> before = interpreter.state.guards;
    var guards = new ArrayList<Guard>();
    deciders.forEach(source ->
        guards.add(
            new Guard(
                source.aspect() == Source.Aspect.EXISTENCE || source.aspect() == Source.Aspect.WHOLE
                    ? Source.of(source.read(), Source.Aspect.EXISTENCE)
                    : source,
                Guard.Polarity.EITHER)));
    interpreter.state.guard(guards);
    Set<String> caught = interpreter.state.caught;
    if (arguments.keywords().containsKey("ignore_conflicts")
        || arguments.keywords().containsKey("update_conflicts")) {
      interpreter.state.saw("IntegrityError");
    }
    record(
        Write.Kind.BULK_CREATE,
        query.table(),
        Optional.empty(),
        columns,
        false,
        query.lookups(),
        arguments.place());
    interpreter.state.guards = before;
    interpreter.state.caught = caught;
    return arguments.first();
  }

  Value bulkUpdate(Calls.Arguments arguments) {
    Set<String> fields = new LinkedHashSet<>();
    boolean known = false;
    Optional<Value> given = arguments.get(1, "fields");
    if (given.isPresent()
        && (given.get() instanceof Value.Bag || given.get() instanceof Value.Many)) {
      for (Value each : Value.alternatives(evaluator.element(given.get(), arguments.place()))) {
        if (each instanceof Value.Constant constant) {
          fields.add(constant.text());
          known = true;
        }
      }
    }
    evaluator.escapes(arguments.first());
    for (Value list : Value.alternatives(arguments.first())) {
      Value element =
          list instanceof Value.Query || list instanceof Value.Bag
              ? evaluator.element(list, arguments.place())
              : Value.UNKNOWN;
      for (Value each : Value.alternatives(element)) {
        if (each instanceof Value.Row row && !row.read().fresh()) {
          Map<String, Write.Assigned> assigned =
              new LinkedHashMap<>(interpreter.state.assigned.getOrDefault(row.read(), Map.of()));
          if (known && fields.size() < Value.MAX_CHOICES) {
            assigned.keySet().retainAll(fields);
          }
          record(
              Write.Kind.BULK_UPDATE,
              row.read().table(),
              Optional.of(row.read()),
              assigned,
              false,
              Set.of(),
              arguments.place());
        }
      }
    }
    return Value.UNKNOWN;
  }

  Value getOrCreate(Value.Query query, String name, Calls.Arguments arguments) {
    Set<String> lookups = new LinkedHashSet<>(QueryCalls.ofNewRow(query, arguments).lookups());
    lookups.addAll(QueryCalls.lookups("get", arguments));
    Read read =
        new Read(
            Read.Kind.GET_OR_CREATE,
            query.table(),
            interpreter.site(arguments.place()),
            lookups,
            query.locking(),
            interpreter.state.locks,
            Optional.empty(),
            name,
            List.of());
    Read result = read;
    if (query.locking()) {
      Read locked = reads.read(query, Read.Kind.ROW, arguments.place(), name);
      result =
          new Read(
              Read.Kind.GET_OR_CREATE,
              query.table(),
              locked.site(),
              lookups,
              true,
              interpreter.state.locks,
              Optional.empty(),
              name,
              List.of());
    }
    Map<String, Write.Assigned> columns = new LinkedHashMap<>();
    for (String holder : List.of("defaults", "create_defaults")) {
      if (arguments.keywords().get(holder) instanceof Value.Instance dict
          && dict.definition() == Analysis.DICT) {
        dict.attributes()
            .forEach((column, value) ->
                columns.put(
                    column,
                    new Write.Assigned(Value.sources(value), Set.of(), Evaluator.isAtomic(value))));
      }
    }
    interpreter.record.reads.add(result);
    record(
        Write.Kind.GET_OR_CREATE,
        query.table(),
        Optional.of(result),
        columns,
        false,
        lookups,
        arguments.place());
    return new Value.Many(
        List.of(
            new Value.Row(result), Value.derived(Set.of(Source.of(result, Source.Aspect.MADE)))));
  }

  void write(
      Value.Query query,
      Write.Kind kind,
      Map<String, Write.Assigned> columns,
      Set<String> lookups,
      Place place) {
    Set<Guard> before = interpreter.state.guards;
    var guards = new ArrayList<Guard>();
    query.sources().forEach(source -> guards.add(new Guard(source, Guard.Polarity.EITHER)));
    interpreter.state.guard(guards);
    record(kind, query.table(), Optional.empty(), columns, false, lookups, place);
    interpreter.state.guards = before;
  }

  void record(
      Write.Kind kind,
      Table table,
      Optional<Read> target,
      Map<String, Write.Assigned> columns,
      boolean whole,
      Set<String> lookups,
      Place place) {
    interpreter.state.wrote = true;
    new Swallows(interpreter).write(kind, table, place);
    interpreter.wrote(
        new Write(
            kind,
            table,
            target,
            new LinkedHashMap<>(columns),
            whole,
            lookups,
            new LinkedHashSet<>(interpreter.state.guards),
            interpreter.state.afterCommit ? List.of() : interpreter.state.locksFor(target),
            interpreter.inTransaction(),
            interpreter.state.caught,
            interpreter.site(place),
            List.of(),
            interpreter.function.module().library()));
  }
}
