package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.model.Reverse;
import dev.deadheat.django.project.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The methods of querysets and managers.
final class QueryCalls {
  private static final Set<String> FILTERS = Set.of("filter", "exclude", "complex_filter");
  private static final Set<String> CHAIN =
      Set.of(
          "all",
          "order_by",
          "distinct",
          "only",
          "defer",
          "using",
          "reverse",
          "alias",
          "annotate",
          "none",
          "extra",
          "prefetch_related",
          "iterator",
          "aiterator",
          "get_queryset",
          "union",
          "intersection",
          "difference",
          "_clone",
          "_chain",
          "non_polymorphic",
          "select_subclasses",
          "for_update",
          "active");
  private static final Set<String> VALUES = Set.of("values", "values_list", "dates", "datetimes");
  private static final Set<String> ROW =
      Set.of(
          "get",
          "first",
          "last",
          "earliest",
          "latest",
          "aget",
          "afirst",
          "alast",
          "get_or_none",
          "get_object_or_none",
          "aearliest",
          "alatest",
          "get_by_natural_key");
  private static final Set<String> BY_ORDER =
      Set.of("first", "last", "earliest", "latest", "afirst", "alast", "aearliest", "alatest");

  private final Evaluator evaluator;
  private final Interpreter interpreter;

  QueryCalls(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
  }

  Value call(Value.Query query, String name, Calls.Arguments arguments) {
    Place place = arguments.place();
    if (FILTERS.contains(name)) {
      Value.Query narrowed = query.filtered(lookups(name, arguments), arguments.sources());
      arguments.keywords().values().forEach(evaluator::escapes);
      arguments.positional().forEach(evaluator::escapes);
      boolean lockedFirst =
          arguments.keywords().values().stream()
              .anyMatch(value -> value instanceof Value.Query inner && inner.locking());
      return lockedFirst ? narrowed.filtered(Set.of(Table.ORDERED), Set.of()) : narrowed;
    }
    if (name.equals("order_by") && !arguments.positional().isEmpty()) {
      return query.filtered(Set.of(Table.ORDERED), Set.of());
    }
    if (CHAIN.contains(name)) {
      return query.filtered(Set.of(), name.equals("union") ? arguments.sources() : Set.of());
    }
    if (VALUES.contains(name)) {
      return query.transformed();
    }
    if (ROW.contains(name)) {
      return row(query, name, arguments);
    }
    return switch (name) {
      case "select_related" -> query.joining(texts(arguments));
      case "select_for_update" -> selectForUpdate(query, arguments);
      case "exists", "aexists", "contains" -> looked(query, Read.Kind.EXISTS, arguments, name);
      case "count", "acount" -> looked(query, Read.Kind.COUNT, arguments, name);
      case "aggregate", "aaggregate" -> looked(query, Read.Kind.AGGREGATE, arguments, name);
      case "in_bulk", "ain_bulk" -> new Value.Bag(rows(query, place), Set.of());
      case "update", "aupdate" -> update(query, arguments);
      case "delete", "adelete", "_raw_delete" -> {
        drops(query, name, place);
        write(query, Write.Kind.DELETE_ROWS, Map.of(), query.lookups(), place);
        yield Value.UNKNOWN;
      }
      case "create", "acreate", "create_user", "create_superuser" -> {
        drops(query, name, place);
        yield create(query.table(), columns(arguments), place, query.lookups());
      }
      case "bulk_create", "abulk_create" -> bulkCreate(query, arguments);
      case "bulk_update", "abulk_update" -> bulkUpdate(arguments);
      case "get_or_create", "aget_or_create", "update_or_create", "aupdate_or_create" ->
          getOrCreate(query, name, arguments);
      case "add", "remove", "set", "clear", "aadd", "aremove", "aset" -> {
        interpreter.state.wrote = true;
        if (name.equals("add") || name.equals("aadd")) {
          Table pairs = Table.pairs(query.table());
          record(
              Write.Kind.CREATE, pairs, Optional.empty(), Map.of(), false, query.lookups(), place);
        }
        yield Value.UNKNOWN;
      }
      case "as_manager", "raw", "db_manager" -> query;
      case "refresh_from_db" -> Value.UNKNOWN;
      default -> Value.derived(Value.union(query.sources(), arguments.sources()));
    };
  }

  private static Set<String> texts(Calls.Arguments arguments) {
    var out = new LinkedHashSet<String>();
    for (Value value : arguments.positional()) {
      if (value instanceof Value.Constant constant) {
        out.add(constant.text());
      }
    }
    return out;
  }

  /// The column names that a filter looks at; those inside `Q` objects are not seen.
  static Set<String> lookups(String method, Calls.Arguments arguments) {
    var out = new LinkedHashSet<String>();
    for (String keyword : arguments.keywords().keySet()) {
      if (!keyword.equals("**") && !keyword.equals("defaults")) {
        out.add(method.equals("exclude") ? "!" + keyword : keyword);
      } else if (keyword.equals("**")) {
        out.add("**");
      }
    }
    for (Value value : arguments.positional()) {
      if (value instanceof Value.Instance q && q.definition() == Analysis.Q) {
        q.attributes().keySet().forEach(out::add);
      } else {
        out.add("**");
      }
    }
    return out;
  }

  private Value selectForUpdate(Value.Query query, Calls.Arguments arguments) {
    boolean waits =
        !arguments.keywords().containsKey("skip_locked")
            && !arguments.keywords().containsKey("nowait");
    return locked(
        waits ? query : query.filtered(Set.of(Table.UNWAITING), Set.of()),
        arguments.keywords().containsKey("of"),
        arguments.place());
  }

  /// A queryset that locks when it is evaluated; until then it is noted as one that never was.
  Value.Query locked(Value.Query query, boolean self, Place place) {
    Value.Query locked = query.locked(self, interpreter.site(place));
    interpreter.record.lazyLocks.put(
        place,
        new LockUse(
            LockUse.Kind.NEVER,
            query.table(),
            "select_for_update",
            interpreter.inTransaction(),
            interpreter.site(place),
            List.of()));
    return locked;
  }

  /// A statement that does not carry the lock of its queryset.
  private void drops(Value.Query query, String method, Place place) {
    if (query.locking()) {
      evaluator.escapes(query);
      use(LockUse.Kind.DROPPED, query, method, interpreter.site(place));
    }
  }

  private void use(LockUse.Kind kind, Value.Query query, String method, Site site) {
    interpreter.record.lockUses.add(
        new LockUse(kind, query.table(), method, interpreter.inTransaction(), site, List.of()));
  }

  /// A relation that may lead nowhere and is joined: the database refuses to lock such rows.
  private Optional<String> nullableJoin(Value.Query query) {
    if (query.table().model().isEmpty() || query.transforms()) {
      return Optional.empty();
    }
    for (String path : query.joined()) {
      ModelFacts model = query.table().model().get();
      for (String step : path.split("__", -1)) {
        FieldFacts field = model.fields().get(step);
        boolean backwards =
            field == null
                && interpreter
                    .analysis
                    .models()
                    .reverse(model, step)
                    .filter(Reverse::one)
                    .isPresent();
        if (backwards || (field != null && field.nullable())) {
          return Optional.of(path);
        }
        Optional<ModelFacts> next =
            field == null ? Optional.empty() : interpreter.analysis.models().target(model, field);
        if (next.isEmpty()) {
          break;
        }
        model = next.get();
      }
    }
    return Optional.empty();
  }

  Read read(Value.Query query, Read.Kind kind, Place place, String detail) {
    Site site = interpreter.site(place);
    boolean rows = kind == Read.Kind.ROW || kind == Read.Kind.ROWS;
    boolean locking = query.locking() && rows;
    if (query.locking()) {
      evaluator.escapes(query);
    }
    if (locking) {
      interpreter.state.lock(
          new Lock(
              Lock.Kind.ROW,
              Optional.of(query.table()),
              site,
              false,
              interpreter.inTransaction(),
              !query.lookups().contains(Table.UNWAITING)));
      use(LockUse.Kind.TAKEN, query, "select_for_update", site);
    }
    var lookups = new LinkedHashSet<>(query.lookups());
    if (locking && !query.ofSelf()) {
      query.joined().forEach(relation -> lookups.add("&" + relation));
      nullableJoin(query).ifPresent(relation -> use(LockUse.Kind.NULLABLE, query, relation, site));
    }
    Read read =
        new Read(
            kind,
            query.table(),
            site,
            lookups,
            locking,
            interpreter.state.afterCommit ? List.of() : interpreter.state.locks,
            Optional.empty(),
            detail,
            List.of());
    interpreter.record.reads.add(read);
    return read;
  }

  private Value looked(
      Value.Query query, Read.Kind kind, Calls.Arguments arguments, String method) {
    if (kind != Read.Kind.EXISTS || query.locking()) {
      drops(query, method, arguments.place());
    }
    Read read = read(query, kind, arguments.place(), detail(method, arguments));
    Source.Aspect aspect =
        kind == Read.Kind.EXISTS ? Source.Aspect.EXISTENCE : Source.Aspect.AGGREGATE;
    return Value.derived(Value.union(Set.of(Source.of(read, aspect)), query.sources()));
  }

  private static String detail(String method, Calls.Arguments arguments) {
    for (Value value : arguments.positional()) {
      if (value instanceof Value.External external) {
        return last(external.dotted());
      }
    }
    for (Value value : arguments.keywords().values()) {
      if (value instanceof Value.External external) {
        return last(external.dotted());
      }
    }
    return method;
  }

  private static String last(String dotted) {
    return dotted.substring(dotted.lastIndexOf('.') + 1);
  }

  private Value row(Value.Query query, String name, Calls.Arguments arguments) {
    Value.Query narrowed =
        BY_ORDER.contains(name)
            ? query
            : query.filtered(lookups("get", arguments), arguments.sources());
    if (name.endsWith("_or_none")) {
      narrowed = narrowed.filtered(Set.of(Table.MAYBE), Set.of());
    }
    if (BY_ORDER.contains(name)) {
      narrowed = narrowed.filtered(Set.of("[" + name + "]"), Set.of());
    }
    return one(narrowed, arguments.place());
  }

  Value one(Value.Query query, Place place) {
    Read read = read(query, Read.Kind.ROW, place, "");
    return query.transforms()
        ? new Value.Derived(Set.of(new Source(read, Source.Aspect.COLUMN, "*")))
        : new Value.Row(read);
  }

  Value rows(Value.Query query, Place place) {
    Read read = read(query, Read.Kind.ROWS, place, "");
    return query.transforms()
        ? new Value.Derived(Set.of(Source.of(read, Source.Aspect.WHOLE)))
        : new Value.Row(read);
  }

  private Value update(Value.Query query, Calls.Arguments arguments) {
    drops(query, "update", arguments.place());
    write(query, Write.Kind.UPDATE, columns(arguments), query.lookups(), arguments.place());
    // A test on the number of rows changed is a test that the database made.
    boolean conditional = query.lookups().stream().anyMatch(QueryCalls::isCondition);
    if (conditional && !interpreter.isDiscarded(arguments.place())) {
      claim(query.table(), arguments.place());
    }
    return Value.UNKNOWN;
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

  private Value create(
      Table table, Map<String, Write.Assigned> given, Place place, Set<String> lookups) {
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

  private Value bulkCreate(Value.Query query, Calls.Arguments arguments) {
    drops(query, "bulk_create", arguments.place());
    var columns = new LinkedHashMap<String, Write.Assigned>();
    Set<Source> deciders = arguments.sources();
    for (Value list : Value.alternatives(arguments.first())) {
      Value element = list instanceof Value.Bag bag ? bag.element() : Value.UNKNOWN;
      for (Value each : Value.alternatives(element)) {
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

  private Value bulkUpdate(Calls.Arguments arguments) {
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

  private Value getOrCreate(Value.Query query, String name, Calls.Arguments arguments) {
    Set<String> lookups = new LinkedHashSet<>(query.lookups());
    lookups.addAll(lookups("get", arguments));
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
      Read locked = read(query, Read.Kind.ROW, arguments.place(), name);
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

  private void write(
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
    interpreter.record.writes.add(
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
