package dev.deadheat.prove;

import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.StartRows;
import dev.deadheat.prove.stage.Scenery;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What every verdict must say besides: how far it reaches.
final class Limits {
  private Limits() {}

  static List<String> of(Scenery scenery) {
    List<String> limits = new ArrayList<>();
    limits.add(
        "order is chosen between statements (a lone autocommit write can also overlap others), with"
            + " these requests, rows and query plans, one request per process");
    limits.add("caches in memory, clocks and outside services are not controlled");
    limits.addAll(scenery.notes());
    return limits;
  }

  /// What every run starts from.
  static String startRows(Scenario scenario) {
    return scenario.start().isEmpty()
        ? "empty tables, as the migrations leave them"
        : scenario.start().stream().map(Limits::name).collect(Collectors.joining(", "));
  }

  private static String name(StartRows rows) {
    return switch (rows) {
      case StartRows.Fixture(var name) -> name;
      case StartRows.SqlFile(var path) -> String.valueOf(path.getFileName());
      case StartRows.PythonFunction(var module, var function) -> module + ":" + function;
    };
  }
}
