package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import dev.deadheat.django.lock.Expiry;
import dev.deadheat.django.lock.Lapse;
import dev.deadheat.django.lock.LockEvent;
import dev.deadheat.django.memory.Decoder;
import dev.deadheat.django.memory.StaleException;
import dev.deadheat.django.model.Models;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.Definitions;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.PythonModule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/// Makes flows of what [FlowWriter] wrote.
public final class FlowReader {
  private final Decoder in;
  private final Definitions definitions;
  private final Models models;

  private FlowReader(Decoder in, Definitions definitions, Models models) {
    this.in = in;
    this.definitions = definitions;
    this.models = models;
  }

  /// The flow of a function.
  ///
  /// @throws StaleException if it names what the project no longer has
  public static FunctionFlow flow(
      FunctionFacts function, Decoder in, Definitions definitions, Models models) {
    return new FlowReader(in, definitions, models).flow(function);
  }

  private FunctionFlow flow(FunctionFacts function) {
    return new FunctionFlow(
        function,
        in.list(this::write),
        in.list(this::read),
        in.list(this::dispatch),
        in.list(this::lockUse),
        in.list(this::swallow),
        in.list(this::torn),
        in.list(this::lapse),
        in.list(this::call),
        in.flag());
  }

  private Write write() {
    return new Write(
        in.constant(Write.Kind.values()),
        table(),
        in.optional(this::read),
        columns(),
        in.flag(),
        in.set(in::text),
        in.set(this::guard),
        in.list(this::lock),
        in.flag(),
        in.set(in::text),
        site(),
        in.list(this::site),
        in.flag());
  }

  private Map<String, Write.Assigned> columns() {
    var out = new LinkedHashMap<String, Write.Assigned>();
    for (var each :
        in.list(() ->
            Map.entry(
                in.text(),
                new Write.Assigned(
                    in.set(this::source), in.set(this::guard), in.flag(), in.flag())))) {
      out.put(each.getKey(), each.getValue());
    }
    return out;
  }

  private Read read() {
    return in.shared(
        Read.class,
        () ->
            new Read(
                in.constant(Read.Kind.values()),
                table(),
                site(),
                in.set(in::text),
                in.flag(),
                in.list(this::lock),
                in.optional(this::read),
                in.text(),
                in.list(this::site)));
  }

  private Dispatch dispatch() {
    return new Dispatch(
        in.constant(Dispatch.Kind.values()),
        in.text(),
        in.set(this::source),
        in.flag(),
        in.flag(),
        in.flag(),
        in.list(this::lock),
        in.set(this::guard),
        site(),
        in.list(this::site));
  }

  private LockUse lockUse() {
    return new LockUse(
        in.constant(LockUse.Kind.values()),
        table(),
        in.text(),
        in.flag(),
        site(),
        in.list(this::site));
  }

  private Swallow swallow() {
    return new Swallow(in.text(), table(), site(), in.flag(), site());
  }

  private Torn torn() {
    return new Torn(write(), read(), site(), in.flag());
  }

  private Lapse lapse() {
    return new Lapse(
        in.constant(Lapse.Kind.values()),
        in.text(),
        in.flag(),
        expiry(),
        place(),
        place(),
        in.optional(this::toil),
        in.flag());
  }

  private Expiry expiry() {
    return switch (in.number()) {
      case 0 -> new Expiry.Never();
      case 1 -> new Expiry.Sometime();
      case 2 -> new Expiry.After(in.signed());
      default -> throw new StaleException("no such expiry");
    };
  }

  private LockEvent.Toil toil() {
    LockEvent.Toil.Kind kind = in.constant(LockEvent.Toil.Kind.values());
    String what = in.text();
    boolean bounded = in.flag();
    int seconds = in.signed();
    return new LockEvent.Toil(
        kind, what, bounded ? OptionalInt.of(seconds) : OptionalInt.empty(), in.flag());
  }

  private CallSite call() {
    return new CallSite(
        function(),
        function(),
        site(),
        in.list(this::lock),
        in.flag(),
        in.set(in::number),
        in.set(in::number),
        in.set(in::text),
        in.flag(),
        in.flag());
  }

  private Lock lock() {
    return in.shared(
        Lock.class,
        () ->
            new Lock(
                in.constant(Lock.Kind.values()),
                in.optional(this::table),
                site(),
                in.flag(),
                in.flag(),
                in.flag()));
  }

  private Source source() {
    return in.shared(
        Source.class, () -> new Source(read(), in.constant(Source.Aspect.values()), in.text()));
  }

  private Guard guard() {
    return in.shared(Guard.class, () -> new Guard(source(), in.constant(Guard.Polarity.values())));
  }

  private Table table() {
    return in.shared(
        Table.class,
        () -> {
          String label = in.text();
          return in.optional(this::type)
              .map(definition ->
                  Table.of(
                      models
                          .of(definition)
                          .orElseThrow(() -> new StaleException("no model: " + label))))
              .orElseGet(() -> Table.labelled(label));
        });
  }

  private Site site() {
    return in.shared(Site.class, () -> new Site(function(), place()));
  }

  private FunctionFacts function() {
    return in.shared(
        FunctionFacts.class,
        () -> definitions.function(module(), in.optional(this::type), in.text(), place()));
  }

  private ClassFacts type() {
    return in.shared(ClassFacts.class, () -> definitions.type(module(), in.text(), in.number()));
  }

  private PythonModule module() {
    return definitions.module(in.flag(), in.text());
  }

  private Place place() {
    return new Place(in.number(), in.number(), in.number(), in.number());
  }
}
