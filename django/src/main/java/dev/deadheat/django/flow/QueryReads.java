package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.model.Reverse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What evaluating a queryset reads, and which rows it locks.
final class QueryReads {
  private final Evaluator evaluator;
  private final Interpreter interpreter;

  QueryReads(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
  }

  /// A queryset that locks when it is evaluated; until then it is noted as one that never was.
  Value.Query locked(Value.Query query, boolean self, Place place) {
    if (query.locking()) {
      // Asked for twice: the second stands for both.
      evaluator.escapes(query);
    }
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
  void drops(Value.Query query, String method, Place place) {
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

  private static boolean isRelative(Source source, Value.Query query) {
    return source.read().locking() && source.read().table().equals(query.table());
  }

  Read read(Value.Query query, Read.Kind kind, Place place, String detail) {
    return read(query, kind, place, detail, false);
  }

  /// A queryset is asked for its truth: that reads its rows, and locks them where it locks.
  Read truth(Value.Query query, Place place) {
    return read(query, Read.Kind.EXISTS, place, "", query.locking());
  }

  private Read read(Value.Query query, Read.Kind kind, Place place, String detail, boolean held) {
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
    if (kind == Read.Kind.EXISTS && interpreter.state.random) {
      lookups.add(Table.RANDOM);
    }
    if (locking && interpreter.state.sorted) {
      lookups.add(Table.ORDERED);
    }
    if (locking && query.sources().stream().anyMatch(source -> isRelative(source, query))) {
      lookups.add(Table.RELATIVE);
    }
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
            locking || held,
            interpreter.state.afterCommit ? List.of() : interpreter.state.locks,
            Optional.empty(),
            detail,
            List.of());
    interpreter.record.reads.add(read);
    return read;
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
}
