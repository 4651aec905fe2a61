package dev.deadheat.report.ci;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.deadheat.rules.Finding;

/// How two users interleave, as SARIF's code flow: A reads, B reads and writes, A writes.
final class SarifFlow {
  private SarifFlow() {}

  static JsonObject of(Finding finding, Repository repository) {
    var write = finding.write().orElseGet(() -> new Finding.Spot(finding.path(), finding.line()));
    var read = finding.read().orElse(write);
    var threads = new JsonArray();
    threads.add(thread("A", read, 1, write, 4, repository));
    threads.add(thread("B", read, 2, write, 3, repository));
    var out = new JsonObject();
    out.add("message", Sarif.message("two requests at once: the order that breaks"));
    out.add("threadFlows", threads);
    return out;
  }

  private static JsonObject thread(
      String user,
      Finding.Spot read,
      int readOrder,
      Finding.Spot write,
      int writeOrder,
      Repository repository) {
    var locations = new JsonArray();
    locations.add(location(user + " reads", read, readOrder, repository));
    locations.add(location(user + " writes", write, writeOrder, repository));
    var out = new JsonObject();
    out.addProperty("id", user);
    out.add("locations", locations);
    return out;
  }

  private static JsonObject location(
      String text, Finding.Spot spot, int order, Repository repository) {
    var place = Sarif.place(spot.path(), spot.line(), spot.line(), repository);
    place.add("message", Sarif.message(text));
    var out = new JsonObject();
    out.add("location", place);
    out.addProperty("executionOrder", order);
    return out;
  }
}
