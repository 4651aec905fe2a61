package dev.deadheat.prove.worker;

import com.google.gson.JsonObject;
import java.util.Optional;

/// A task that a lane has handed over, as its agent tells of it, to be served by another lane.
public final class Errand {
  private final JsonObject told;

  Errand(JsonObject told) {
    this.told = told.deepCopy();
  }

  /// The how manieth task of its lane in this run, from 1.
  public int number() {
    return told.get("number").getAsInt();
  }

  /// The task's name, as its library names it: `store.tasks.confirm`.
  public String name() {
    return told.get("name").getAsString();
  }

  /// The library: `celery`.
  public String system() {
    return told.get("system").getAsString();
  }

  /// `path:line` of the project's code that handed it over, where known.
  public Optional<String> where() {
    return told.has("where") && !told.get("where").isJsonNull()
        ? Optional.of(told.get("where").getAsString())
        : Optional.empty();
  }

  String json() {
    return told.toString();
  }
}
