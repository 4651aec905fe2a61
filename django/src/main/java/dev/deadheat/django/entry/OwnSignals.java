package dev.deadheat.django.entry;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.project.Binding;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.PythonModule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The signals that a project makes for itself, `paid = Signal()`, and the functions that they
/// call.
///
/// They are told apart by name alone: a name that means two signals means none.
final class OwnSignals {
  private final Set<String> names = new HashSet<>();
  private final Set<String> ambiguous = new HashSet<>();
  private final Map<String, List<FunctionFacts>> receivers = new LinkedHashMap<>();

  /// Reads the signals that these modules make.
  OwnSignals(Collection<PythonModule> modules) {
    for (PythonModule module : modules) {
      if (module.isTest()) {
        continue;
      }
      module
          .bindings()
          .forEach((name, binding) -> {
            switch (binding) {
              case Binding.OfValue(Expression value) -> named(name, value);
              case Binding.OfClass(ClassFacts definition) ->
                  definition.attributes().forEach(this::named);
              case Binding.OfFunction _, Binding.Imported _ -> {}
            }
          });
    }
  }

  private void named(String name, Expression value) {
    boolean signal =
        value instanceof Expression.Call call
            && FunctionFacts.lastName(call.function()).endsWith("Signal");
    if (signal && !names.add(name)) {
      ambiguous.add(name);
    }
  }

  /// Whether an expression means one of them.
  boolean is(Expression signal) {
    String name = FunctionFacts.lastName(signal);
    return names.contains(name) && !ambiguous.contains(name);
  }

  void connect(Expression signal, FunctionFacts receiver) {
    List<FunctionFacts> known =
        receivers.computeIfAbsent(FunctionFacts.lastName(signal), _ -> new ArrayList<>());
    if (!known.contains(receiver)) {
      known.add(receiver);
    }
  }

  /// Whom each calls, in the order of files and lines.
  Map<String, List<FunctionFacts>> receivers() {
    return receivers;
  }
}
