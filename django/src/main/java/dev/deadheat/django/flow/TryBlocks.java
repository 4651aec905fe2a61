package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `try`: a handler of `DoesNotExist` runs when the lookup in the body found nothing.
final class TryBlocks {
  private final Interpreter interpreter;

  TryBlocks(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  void run(Statement.Try attempt) {
    State before = interpreter.state.copy();
    Set<String> outer = interpreter.state.caught;
    int readsBefore = interpreter.record.reads.size();
    for (Statement.Handler handler : attempt.handlers()) {
      names(handler).forEach(interpreter.state::saw);
    }
    releases(attempt.last());
    Map<Place, String> hiding = interpreter.state.hiding;
    interpreter.state.hiding = new Swallows(interpreter).hiding(attempt.handlers());
    interpreter.block(attempt.body());
    interpreter.state.hiding = hiding;
    List<Read> reads =
        new ArrayList<>(
            interpreter.record.reads.subList(readsBefore, interpreter.record.reads.size()));
    State afterBody = interpreter.state.copy();
    interpreter.state.caught = outer;
    interpreter.block(attempt.otherwise());
    State joined = interpreter.state;
    for (Statement.Handler handler : attempt.handlers()) {
      State entry = State.join(before.copy(), alive(afterBody), Set.of());
      entry.caught = outer;
      entry.guards = before.guards;
      entry.transactions = before.transactions;
      entry.wrote = afterBody.wrote;
      interpreter.state = entry;
      interpreter.state.guard(Tests.absent(missed(handler, reads)));
      handler.name().ifPresent(name -> entry.variables.put(name, Value.UNKNOWN));
      interpreter.block(handler.body());
      joined = State.join(joined, interpreter.state, sources(missed(handler, reads)));
    }
    interpreter.state = joined;
    boolean ended = joined.ended;
    if (!attempt.last().isEmpty()) {
      interpreter.state.ended = false;
      interpreter.block(attempt.last());
      interpreter.state.ended |= ended;
    }
  }

  /// A `finally` that releases a lock makes every lock taken inside a released one.
  private void releases(List<Statement> last) {
    if (!last.isEmpty()) {
      interpreter.state.saw("finally");
    }
  }

  private static State alive(State state) {
    State copy = state.copy();
    copy.ended = false;
    return copy;
  }

  private static Set<Source> sources(List<Read> reads) {
    var out = new LinkedHashSet<Source>();
    reads.forEach(read -> out.add(Source.of(read, Source.Aspect.EXISTENCE)));
    return out;
  }

  /// The lookups whose failure leads into a handler.
  private static List<Read> missed(Statement.Handler handler, List<Read> reads) {
    Set<String> names = names(handler);
    boolean missing = false;
    String model = "";
    for (String name : names) {
      if (name.endsWith("DoesNotExist") || name.equals("Http404") || name.equals("Exception")) {
        missing = true;
      }
    }
    if (handler.type().isPresent()
        && handler.type().get() instanceof Expression.Attribute attribute
        && attribute.attribute().equals("DoesNotExist")) {
      model = FunctionFacts.lastName(attribute.value());
    }
    if (!missing) {
      return List.of();
    }
    var out = new ArrayList<Read>();
    for (Read read : reads) {
      boolean can = read.kind() == Read.Kind.ROW || read.kind() == Read.Kind.RELATED;
      boolean same =
          model.isEmpty()
              || read.table().model().isEmpty()
              || read.table().name().equals(model)
              || !isClassName(model);
      if (can && same) {
        out.add(read);
      }
    }
    return out;
  }

  private static boolean isClassName(String name) {
    return !name.isEmpty() && Character.isUpperCase(name.charAt(0));
  }

  static Set<String> names(Statement.Handler handler) {
    var out = new LinkedHashSet<String>();
    handler
        .type()
        .ifPresentOrElse(
            type -> {
              if (type instanceof Expression.Display display) {
                display.elements().forEach(each -> out.add(FunctionFacts.lastName(each)));
              } else {
                out.add(FunctionFacts.lastName(type));
              }
            },
            () -> out.add("Exception"));
    return out;
  }
}
