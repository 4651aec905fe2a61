package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The methods that Django gives to rows.
final class RowCalls {
  static final Set<String> NAMES =
      Set.of(
          "save",
          "asave",
          "delete",
          "adelete",
          "refresh_from_db",
          "arefresh_from_db",
          "full_clean",
          "clean",
          "clean_fields",
          "validate_unique",
          "get_absolute_url",
          "serializable_value",
          "save_base");

  private final Evaluator evaluator;
  private final Interpreter interpreter;

  RowCalls(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
  }

  Value call(Value.Row row, String name, Calls.Arguments arguments) {
    return switch (name) {
      case "save", "asave", "save_base" -> save(row, arguments, Map.of());
      case "delete", "adelete" -> {
        if (!row.read().fresh()) {
          write(row, Write.Kind.DELETE, Map.of(), false, arguments.place());
        }
        yield Value.UNKNOWN;
      }
      case "refresh_from_db", "arefresh_from_db" -> refresh(row, arguments);
      case "full_clean" -> clean(row, arguments.place());
      case "clean", "clean_fields", "validate_unique" -> Value.UNKNOWN;
      default -> {
        if (name.startsWith("get_next_by_") || name.startsWith("get_previous_by_")) {
          yield Value.UNKNOWN;
        }
        yield name.startsWith("get_") && name.endsWith("_display")
            ? Attributes.column(row.read(), name.substring(4, name.length() - 8))
            : Value.derived(Value.union(Value.sources(row), arguments.sources()));
      }
    };
  }

  /// `full_clean()` runs the model's own `clean()`.
  private Value clean(Value.Row row, Place place) {
    Map<String, Write.Assigned> before =
        Map.copyOf(interpreter.state.assigned.getOrDefault(row.read(), Map.of()));
    Set<Guard> guards = interpreter.state.guards;
    Set<Guard> exits = Set.copyOf(interpreter.record.exits);
    row.read()
        .table()
        .model()
        .flatMap(model -> interpreter.analysis.hierarchy().method(model.definition(), "clean"))
        .ifPresent(method ->
            evaluator
                .calls()
                .invoke(
                    new Value.Function(method, Optional.of(row), Map.of()),
                    List.of(),
                    Map.of(),
                    place));
    OwnSave.keepOthers(row.read(), before, Set.of(), interpreter.state);
    // That the columns are valid says nothing of the state that the row is in.
    var told = new LinkedHashSet<>(interpreter.state.guards);
    told.removeIf(guard -> guard.source().read() == row.read() && !guards.contains(guard));
    interpreter.state.guards = told;
    interpreter.record.exits.removeIf(
        guard -> guard.source().read() == row.read() && !exits.contains(guard));
    return Value.UNKNOWN;
  }

  /// `super().save()` and its like, in a method that a model overrides.
  Value above(Value.Row row, String name, Calls.Arguments arguments) {
    boolean own = row.read().kind() == Read.Kind.PARAMETER && row.read().detail().equals("0");
    if (own && (name.equals("save") || name.equals("asave"))) {
      // Whoever called `save()` already counts it as a write of the row. Here it may be an insert:
      // what was looked up for it before may have changed.
      write(
          row,
          Write.Kind.CREATE,
          interpreter.state.assigned.getOrDefault(row.read(), Map.of()),
          false,
          arguments.place());
      return Value.UNKNOWN;
    }
    if (own && (name.equals("delete") || name.equals("adelete"))) {
      return Value.UNKNOWN;
    }
    return call(row, name, arguments);
  }

  /// A new row; the model's own `__init__` runs on it.
  Value constructed(ModelFacts model, Calls.Arguments arguments) {
    Value row = made(Table.of(model), arguments);
    interpreter
        .analysis
        .hierarchy()
        .method(model.definition(), "__init__")
        .filter(init -> !init.module().library())
        .ifPresent(init ->
            evaluator
                .calls()
                .invoke(
                    new Value.Function(init, Optional.of(row), Map.of()),
                    arguments.positional(),
                    arguments.keywords(),
                    arguments.place()));
    return row;
  }

  Value made(Table table, Calls.Arguments arguments) {
    Read read =
        new Read(
            Read.Kind.CREATED,
            table,
            interpreter.site(arguments.place()),
            Set.of(),
            false,
            List.of(),
            Optional.empty(),
            "",
            List.of());
    var queries = new QueryWrites(evaluator);
    queries
        .filled(table, queries.columns(arguments), arguments.place())
        .forEach((column, value) -> interpreter.state.assign(read, column, value));
    interpreter.record.made.put(read, interpreter.state.guards);
    return new Value.Row(read);
  }

  /// Saves a row; what the model's own `save` assigns is added.
  Value save(Value.Row row, Calls.Arguments arguments, Map<String, Write.Assigned> more) {
    Read read = row.read();
    var columns = new LinkedHashMap<>(interpreter.state.assigned.getOrDefault(read, Map.of()));
    columns.putAll(more);
    Optional<Value> fields = arguments.get(3, "update_fields");
    boolean whole =
        fields.isEmpty()
            || fields.get() instanceof Value.None
            || (arguments.positional().isEmpty()
                && !arguments.keywords().containsKey("update_fields"));
    if (arguments.keywords().containsKey("**") && fields.isEmpty()) {
      whole = true;
    }
    if (!whole) {
      Set<String> named = names(fields.get());
      if (!named.isEmpty()) {
        columns.keySet().removeIf(column -> !named.contains(column) && !column.equals("*"));
        for (String column : named) {
          columns.putIfAbsent(column, new Write.Assigned(Set.of(), Set.of(), false));
        }
      }
    }
    if (read.fresh()) {
      if (!interpreter.record.saved.containsKey(read)) {
        Set<Guard> before = interpreter.state.guards;
        // Saved where it may be an old row as well: the new one is there only if it was made.
        interpreter.state.guard(interpreter.record.made.getOrDefault(read, Set.of()));
        write(row, Write.Kind.CREATE, columns, whole, arguments.place());
        interpreter.state.guards = before;
      }
    } else {
      write(row, Write.Kind.SAVE, columns, whole, arguments.place());
      if (claims(read, columns)) {
        new QueryWrites(evaluator).claim(read.table(), arguments.place());
      }
    }
    interpreter.record.saved.put(read, true);
    interpreter.state.assigned.remove(read);
    return Value.UNKNOWN;
  }

  /// Whether a state that was tested under a row lock is changed under it: whoever comes next finds
  /// the test failing, so the row is this request's alone.
  private boolean claims(Read read, Map<String, Write.Assigned> columns) {
    for (Guard guard : interpreter.state.guards) {
      Read tested = guard.source().read();
      boolean locked =
          tested.table().equals(read.table())
              && tested.locks().stream()
                  .anyMatch(lock ->
                      lock.kind() == Lock.Kind.ROW && interpreter.state.locks.contains(lock));
      if (locked
          && guard.source().aspect() == Source.Aspect.COLUMN
          && columns.containsKey(guard.source().column())) {
        return true;
      }
    }
    return false;
  }

  private Set<String> names(Value fields) {
    var out = new LinkedHashSet<String>();
    for (Value each : Value.alternatives(fields)) {
      switch (each) {
        case Value.Bag bag -> {
          List<Value> known = Value.alternatives(bag.element());
          // Lists longer than what is kept apart are not known in full: then nothing is left out.
          if (known.size() >= Value.MAX_CHOICES) {
            return Set.of();
          }
          known.forEach(v -> add(v, out));
        }
        case Value.Many many -> many.elements().forEach(v -> add(v, out));
        case Value other -> {}
      }
    }
    return out;
  }

  private static void add(Value value, Set<String> out) {
    if (value instanceof Value.Constant constant) {
      String text = constant.text();
      out.add(text);
      if (text.endsWith("_id")) {
        out.add(text.substring(0, text.length() - 3));
      }
    }
  }

  private Value refresh(Value.Row row, Calls.Arguments arguments) {
    if (row.read().fresh()) {
      // What the database filled in; the row is as new as before.
      interpreter.state.assigned.remove(row.read());
      return Value.UNKNOWN;
    }
    boolean partial =
        arguments.get(1, "fields").filter(v -> !(v instanceof Value.None)).isPresent();
    Optional<Value> from = arguments.get(2, "from_queryset");
    boolean locking =
        from.filter(v -> v instanceof Value.Query query && query.locking()).isPresent();
    if (partial && !locking) {
      return Value.UNKNOWN;
    }
    var query =
        new Value.Query(
            row.read().table(),
            Set.of("pk"),
            locking,
            false,
            Set.of(),
            false,
            Set.of(),
            Optional.empty(),
            interpreter.site(arguments.place()),
            false);
    from.ifPresent(evaluator::escapes);
    Read fresh = new QueryReads(evaluator).read(query, Read.Kind.ROW, arguments.place(), "refresh");
    interpreter.state.variables.replaceAll((_, value) -> replaced(value, row.read(), fresh));
    interpreter.state.assigned.remove(row.read());
    return Value.UNKNOWN;
  }

  private static Value replaced(Value value, Read old, Read fresh) {
    return switch (value) {
      case Value.Row each when each.read() == old -> new Value.Row(fresh);
      case Value.Choice choice -> {
        Value out = null;
        for (Value each : choice.values()) {
          Value next = replaced(each, old, fresh);
          out = out == null ? next : Value.choice(out, next, choice.deciders());
        }
        yield out == null ? value : out;
      }
      case Value other -> value;
    };
  }

  private void write(
      Value.Row row,
      Write.Kind kind,
      Map<String, Write.Assigned> columns,
      boolean whole,
      Place place) {
    new QueryWrites(evaluator)
        .record(kind, row.read().table(), Optional.of(row.read()), columns, whole, Set.of(), place);
  }

  /// The columns that `save()` fills, and that the row has already if it was saved before.
  private Set<String> filled(Read row, FunctionFacts save) {
    if (!Fills.isOld(row, interpreter.function)) {
      return Set.of();
    }
    var out = new LinkedHashSet<>(Fills.of(save));
    row.table()
        .model()
        .flatMap(model -> interpreter.analysis.hierarchy().method(model.definition(), "clean"))
        .ifPresent(clean -> out.addAll(Fills.of(clean)));
    return out;
  }

  /// Calls `save` or `delete` of a row whose model overrides it: the override's other effects
  /// happen too.
  Optional<Value> overridden(Value.Row row, FunctionFacts method, Calls.Arguments arguments) {
    if (!method.name().equals("save") && !method.name().equals("delete")) {
      return Optional.empty();
    }
    boolean save = method.name().equals("save");
    Map<String, Write.Assigned> before =
        Map.copyOf(interpreter.state.assigned.getOrDefault(row.read(), Map.of()));
    new Invocation(evaluator)
        .call(
            new Value.Function(method, Optional.of(row), Map.of()),
            arguments.positional(),
            arguments.keywords(),
            arguments.place(),
            false,
            true);
    if (save) {
      OwnSave.keepOthers(row.read(), before, filled(row.read(), method), interpreter.state);
      Set<String> caught = interpreter.state.caught;
      OwnSave.caught(method).forEach(interpreter.state::saw);
      save(row, arguments, Map.of());
      interpreter.state.caught = caught;
    } else if (!row.read().fresh()) {
      write(row, Write.Kind.DELETE, Map.of(), false, arguments.place());
    }
    return Optional.of(Value.UNKNOWN);
  }
}
