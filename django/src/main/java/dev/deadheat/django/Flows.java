package dev.deadheat.django;

import dev.deadheat.django.flow.Analysis;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.memory.Decoder;
import dev.deadheat.django.memory.Encoder;
import dev.deadheat.django.memory.StaleException;
import dev.deadheat.django.model.Models;
import dev.deadheat.django.project.Definitions;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.trace.Dependency;
import dev.deadheat.django.trace.Trace;
import dev.deadheat.django.trace.Traced;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// The flows of a project's functions: made, or taken over from an earlier run.
///
/// @param today answers the questions that an analysis may ask
record Flows(
    List<FunctionFacts> functions,
    Analysis analysis,
    Definitions definitions,
    Models models,
    ProjectOptions options,
    Function<Dependency, String> today) {

  /// @param flows one for each function, in their order
  /// @param analysed how many of them were made
  /// @param memory what to keep of them for the next run; empty if it is what this run was given
  record Made(List<FunctionFlow> flows, int analysed, Optional<byte[]> memory) {}

  /// Makes all.
  Made make() {
    return new Made(
        functions.parallelStream().map(analysis::flow).toList(),
        functions.size(),
        Optional.empty());
  }

  /// Makes those that an earlier run did not leave as they would be made.
  ///
  /// @param pool what looks at other states of the project made; it gets what is made now, unless
  ///   that is left for the next run
  /// @param keep whether to leave anything for a next run
  Made recall(Decoder before, Optional<FlowPool> pool, boolean keep) {
    Optional<FlowMemory> memory = open(before);
    var answers = new ConcurrentHashMap<Dependency, String>();
    Function<Dependency, String> now = each -> answers.computeIfAbsent(each, today);
    var made = new AtomicInteger();
    List<Traced<FunctionFlow>> traced =
        functions.parallelStream()
            .map(function ->
                memory
                    .flatMap(each -> each.flow(function, definitions, models))
                    .or(() -> pool.flatMap(each -> each.flow(function, definitions, models, now)))
                    .orElseGet(() -> {
                      made.incrementAndGet();
                      Traced<FunctionFlow> flow = Trace.of(() -> analysis.flow(function));
                      pool.filter(_ -> !keep).ifPresent(each -> each.keep(flow, now));
                      return flow;
                    }))
            .toList();
    boolean same =
        made.get() == 0 && memory.filter(each -> each.size() == functions.size()).isPresent();
    return new Made(
        traced.stream().map(Traced::value).toList(),
        made.get(),
        same || !keep ? Optional.empty() : Optional.of(write(traced)));
  }

  private Optional<FlowMemory> open(Decoder before) {
    try {
      Decoder in = before.again();
      return in.text().equals(settings())
          ? Optional.of(new FlowMemory(in, today))
          : Optional.empty();
    } catch (StaleException e) {
      return Optional.empty();
    }
  }

  private byte[] write(List<Traced<FunctionFlow>> traced) {
    var out = new Encoder();
    out.text(settings());
    FlowMemory.write(traced, today, out);
    return out.bytes();
  }

  /// What flows depend on besides the project's files.
  private String settings() {
    return new TreeSet<>(options.lockFunctions()).toString();
  }
}
