package dev.deadheat.django;

import dev.deadheat.django.flow.FlowReader;
import dev.deadheat.django.flow.FlowWriter;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.memory.Decoder;
import dev.deadheat.django.memory.Encoder;
import dev.deadheat.django.memory.StaleException;
import dev.deadheat.django.model.Models;
import dev.deadheat.django.project.Definitions;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.trace.Dependency;
import dev.deadheat.django.trace.Traced;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The flows of an earlier run, each with the questions that it relied on and their answers then.
///
/// A flow is taken over only if all its questions are answered today as they were: see
/// [dev.deadheat.django.trace.Trace]. Safe for use by many threads.
final class FlowMemory {
  private final List<Question> questions;
  private final Map<String, Kept> flows;
  private final Function<Dependency, String> today;
  private final Map<Integer, Boolean> holds = new ConcurrentHashMap<>();

  private record Question(Dependency dependency, String answer) {}

  private record Kept(List<Integer> questions, Decoder flow) {}

  /// What an earlier run left, seen today.
  ///
  /// @param in stands where [#write] began
  /// @param today answers questions
  /// @throws StaleException if these are no such bytes
  FlowMemory(Decoder in, Function<Dependency, String> today) {
    this.today = today;
    questions =
        in.list(() ->
            new Question(
                new Dependency(in.constant(Dependency.Kind.values()), in.text()), in.text()));
    flows = new HashMap<>();
    int count = in.number();
    for (int i = 0; i < count; i++) {
      flows.put(in.text(), new Kept(in.list(in::number), in.block()));
    }
  }

  /// How many flows it has.
  int size() {
    return flows.size();
  }

  /// The flow of a function, if it can be no other than it was.
  Optional<Traced<FunctionFlow>> flow(
      FunctionFacts function, Definitions definitions, Models models) {
    Kept kept = flows.get(key(function));
    if (kept == null || !kept.questions().stream().allMatch(this::holds)) {
      return Optional.empty();
    }
    try {
      FunctionFlow flow = FlowReader.flow(function, kept.flow().again(), definitions, models);
      return Optional.of(
          new Traced<>(
              flow,
              kept.questions().stream()
                  .map(index -> questions.get(index).dependency())
                  .collect(java.util.stream.Collectors.toUnmodifiableSet())));
    } catch (StaleException e) {
      return Optional.empty();
    }
  }

  private boolean holds(int index) {
    return holds.computeIfAbsent(
        index,
        _ -> {
          Question question = questions.get(index);
          return today.apply(question.dependency()).equals(question.answer());
        });
  }

  /// Writes flows for a later run.
  static void write(
      List<Traced<FunctionFlow>> flows, Function<Dependency, String> today, Encoder out) {
    Map<Dependency, Integer> numbers = new LinkedHashMap<>();
    flows.stream()
        .flatMap(flow -> flow.dependencies().stream())
        .distinct()
        .sorted(Comparator.comparing(Dependency::kind).thenComparing(Dependency::name))
        .forEach(each -> numbers.put(each, numbers.size()));
    out.all(
        numbers.keySet(),
        each -> {
          out.constant(each.kind());
          out.text(each.name());
          out.text(today.apply(each));
        });
    List<byte[]> blocks =
        flows.parallelStream().map(flow -> FlowWriter.bytes(flow.value())).toList();
    out.number(flows.size());
    for (int i = 0; i < flows.size(); i++) {
      var relied = new ArrayList<Integer>();
      flows.get(i).dependencies().forEach(each -> relied.add(numbers.get(each)));
      relied.sort(Integer::compare);
      out.text(key(flows.get(i).value().function()));
      out.all(relied, out::number);
      out.block(blocks.get(i));
    }
  }

  /// What a function is called in every run, as long as its file is what it was.
  static String key(FunctionFacts function) {
    return function.module().path()
        + ':'
        + function.node().place().start()
        + ':'
        + function.qualifiedName();
  }
}
