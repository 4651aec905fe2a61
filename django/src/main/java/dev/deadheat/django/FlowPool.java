package dev.deadheat.django;

import dev.deadheat.django.flow.FlowReader;
import dev.deadheat.django.flow.FlowWriter;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.memory.Decoder;
import dev.deadheat.django.memory.StaleException;
import dev.deadheat.django.model.Models;
import dev.deadheat.django.project.Definitions;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.trace.Dependency;
import dev.deadheat.django.trace.Traced;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The flows that were made for several states of one project, read with the same options: what one
/// look at it had to analyse, the next ones need not, if it asked nothing that has another answer.
///
/// Holds a few flows of each function, the latest first. Safe for use by many threads.
public final class FlowPool {
  private static final int MOST_STATES = 4;

  private final Map<String, List<Kept>> flows = new ConcurrentHashMap<>();
  private final Map<Question, Question> questions = new ConcurrentHashMap<>();

  private record Question(Dependency dependency, String answer) {}

  private record Kept(List<Question> questions, Decoder flow) {}

  /// Of nothing.
  public FlowPool() {}

  /// The flow of a function in some state, if it would be made as it was in another.
  ///
  /// @param today answers questions in this state
  Optional<Traced<FunctionFlow>> flow(
      FunctionFacts function,
      Definitions definitions,
      Models models,
      Function<Dependency, String> today) {
    for (Kept kept : flows.getOrDefault(FlowMemory.key(function), List.of())) {
      boolean same =
          kept.questions().stream()
              .allMatch(each -> today.apply(each.dependency()).equals(each.answer()));
      if (same) {
        try {
          return Optional.of(
              new Traced<>(
                  FlowReader.flow(function, kept.flow().again(), definitions, models),
                  kept.questions().stream()
                      .map(Question::dependency)
                      .collect(Collectors.toUnmodifiableSet())));
        } catch (StaleException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /// Keeps a flow that was made.
  ///
  /// @param today answers questions in the state that it was made for
  void keep(Traced<FunctionFlow> made, Function<Dependency, String> today) {
    List<Question> relied =
        made.dependencies().stream()
            .map(each -> new Question(each, today.apply(each)))
            .map(each -> questions.computeIfAbsent(each, same -> same))
            .toList();
    var kept = new Kept(relied, new Decoder(FlowWriter.bytes(made.value())));
    flows.compute(
        FlowMemory.key(made.value().function()),
        (_, before) -> {
          var out = new ArrayList<Kept>();
          out.add(kept);
          if (before != null) {
            out.addAll(before.subList(0, Math.min(before.size(), MOST_STATES - 1)));
          }
          return List.copyOf(out);
        });
  }
}
