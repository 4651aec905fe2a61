package dev.deadheat.app.architecture;

import java.util.List;

/// A Maven module of this project and which of our packages it may see.
///
/// @param name the folder, and the package below `dev.deadheat`
/// @param sees package patterns as ArchUnit writes them (`..` is any number of packages), its own
///   excluded
record Module(String name, List<String> sees) {
  /// The whole house, from the top of the flow to the bottom.
  static final List<Module> HOUSE =
      List.of(
          module("testkit"),
          module("source"),
          module("python", all("source")),
          module("django", all("source"), all("python")),
          module("rules", all("source"), all("python"), all("django")),
          module("fix", all("source"), all("python"), all("django"), all("rules")),
          module("wire"),
          module("sql"),
          module("search"),
          module("postgres", all("wire"), all("sql"), all("search")),
          module("prove", all("wire"), all("sql"), all("search"), all("postgres")),
          module(
              "loop",
              all("source"),
              all("python"),
              all("django"),
              all("rules"),
              all("fix"),
              all("search"),
              all("postgres"),
              all("prove")),
          module(
              "report",
              all("source"),
              all("rules"),
              all("fix"),
              all("loop"),
              all("search"),
              "dev.deadheat.prove.verdict",
              "dev.deadheat.prove.replay"),
          module(
              "app",
              all("source"),
              all("python"),
              all("django"),
              all("rules"),
              all("fix"),
              all("wire"),
              all("sql"),
              all("search"),
              all("postgres"),
              all("prove"),
              all("loop"),
              all("report")));

  Module {
    sees = List.copyOf(sees);
  }

  /// The pattern of this module's own packages.
  String packages() {
    return all(name);
  }

  private static Module module(String name, String... sees) {
    return new Module(name, List.of(sees));
  }

  private static String all(String name) {
    return "dev.deadheat." + name + "..";
  }
}
