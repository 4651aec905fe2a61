package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import java.util.LinkedHashSet;
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
  private final QueryReads reads;
  private final QueryWrites writes;

  QueryCalls(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
    this.reads = new QueryReads(evaluator);
    this.writes = new QueryWrites(evaluator);
  }

  Value call(Value.Query query, String name, Calls.Arguments arguments) {
    Place place = arguments.place();
    if (FILTERS.contains(name)) {
      Value.Query narrowed = query.filtered(lookups(name, arguments), arguments.sources());
      if (!name.equals("exclude")) {
        narrowed = ofNewRow(narrowed, arguments);
      }
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
      Set<String> named = new LinkedHashSet<>();
      texts(arguments).forEach(column -> named.add(Table.VALUE + column));
      return query.filtered(named, Set.of()).transformed();
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
      case "in_bulk", "ain_bulk" -> new Value.Bag(reads.rows(query, place), Set.of());
      case "update", "aupdate" -> writes.update(query, arguments);
      case "delete", "adelete", "_raw_delete" -> {
        reads.drops(query, name, place);
        writes.write(query, Write.Kind.DELETE_ROWS, Map.of(), query.lookups(), place);
        yield Value.UNKNOWN;
      }
      case "create", "acreate", "create_user", "create_superuser" -> {
        reads.drops(query, name, place);
        yield writes.create(query.table(), writes.columns(arguments), place, query.lookups());
      }
      case "bulk_create", "abulk_create" -> writes.bulkCreate(query, arguments);
      case "bulk_update", "abulk_update" -> writes.bulkUpdate(arguments);
      case "get_or_create", "aget_or_create", "update_or_create", "aupdate_or_create" ->
          writes.getOrCreate(query, name, arguments);
      case "add", "remove", "set", "clear", "aadd", "aremove", "aset" -> {
        interpreter.state.wrote = true;
        if (name.equals("add") || name.equals("aadd")) {
          Table pairs = Table.pairs(query.table());
          writes.record(
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
    return reads.locked(
        waits ? query : query.filtered(Set.of(Table.UNWAITING), Set.of()),
        arguments.keywords().containsKey("of"),
        arguments.place());
  }

  private Value looked(
      Value.Query query, Read.Kind kind, Calls.Arguments arguments, String method) {
    if (kind == Read.Kind.EXISTS) {
      // It asks for one row, and locks that.
      evaluator.escapes(query);
    } else {
      reads.drops(query, method, arguments.place());
    }
    Read read = reads.read(query, kind, arguments.place(), method);
    Source.Aspect aspect =
        kind == Read.Kind.EXISTS ? Source.Aspect.EXISTENCE : Source.Aspect.AGGREGATE;
    return Value.derived(
        Value.union(Set.of(new Source(read, aspect, aggregated(arguments))), query.sources()));
  }

  /// The column that is summed up, if there is one.
  private static String aggregated(Calls.Arguments arguments) {
    for (Value value : arguments.keywords().values()) {
      if (value instanceof Value.Instance aggregate
          && aggregate.definition() == Analysis.AGGREGATE
          && aggregate.attributes().get("column") instanceof Value.Constant column) {
        return column.text();
      }
    }
    return "";
  }

  /// What belongs to a row that was made here is known to nobody else.
  static Value.Query ofNewRow(Value.Query query, Calls.Arguments arguments) {
    return arguments.keywords().values().stream()
            .anyMatch(value -> value instanceof Value.Row row && row.read().fresh())
        ? query.filtered(Set.of(Table.FRESH), Set.of())
        : query;
  }

  private Value row(Value.Query query, String name, Calls.Arguments arguments) {
    Value.Query narrowed =
        BY_ORDER.contains(name)
            ? query
            : ofNewRow(query.filtered(lookups("get", arguments), arguments.sources()), arguments);
    if (name.endsWith("_or_none")) {
      narrowed = narrowed.filtered(Set.of(Table.MAYBE), Set.of());
    }
    if (BY_ORDER.contains(name)) {
      narrowed = narrowed.filtered(Set.of("[" + name + "]"), Set.of());
    }
    return reads.one(narrowed, arguments.place());
  }
}
