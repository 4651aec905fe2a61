package dev.deadheat.prove.replay;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.deadheat.prove.replay.ReplayFile.MadeWith;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Schedule;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Reads replay files, and says where one is wrong.
///
/// Members that this version does not know are passed over; a file of a newer format is refused.
public final class ReplayReader {
  private final Node file;

  private ReplayReader(Node file) {
    this.file = file;
  }

  /// Reads a file.
  ///
  /// @throws ReplayException if it is not there or cannot be used
  public static ReplayFile read(Path path) throws ReplayException {
    try {
      return parse(path.toString(), Files.readString(path));
    } catch (NoSuchFileException e) {
      throw new ReplayException(
          path + ": there is no such file. `deadheat prove` names the replay files that it writes.",
          e);
    } catch (CharacterCodingException e) {
      throw new ReplayException(path + ": is no UTF-8 text, so it is no replay file.", e);
    } catch (IOException e) {
      throw new ReplayException(path + ": cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /// Reads a text as if it stood in a file.
  public static ReplayFile parse(String name, String text) throws ReplayException {
    return new ReplayReader(new Node(name, "", tree(name, text))).file();
  }

  private static JsonElement tree(String name, String text) throws ReplayException {
    try (var reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      return JsonParser.parseReader(reader);
    } catch (JsonParseException | IOException e) {
      throw new ReplayException(
          name + ": is not JSON: " + e.getMessage() + ". Make a new file with `deadheat prove`.",
          e);
    }
  }

  private ReplayFile file() throws ReplayException {
    if (!file.optionalText("format").orElse("").equals(ReplayWriter.FORMAT)) {
      throw file.wrong("is no replay file: format must be \"" + ReplayWriter.FORMAT + "\"");
    }
    var version = file.number("version");
    if (version > ReplayFile.VERSION) {
      throw new ReplayException(
          "%s: was written by a newer Deadheat (replay format %d; this one reads up to %d). Update Deadheat to replay it."
              .formatted(file.file(), version, ReplayFile.VERSION));
    }
    if (version < 1) {
      throw file.wrong("version must be 1 to " + ReplayFile.VERSION + ", not " + version);
    }
    var scenario = file.at("scenario");
    var requests = scenario.list("requests", this::request);
    if (requests.isEmpty()) {
      throw file.wrong("scenario.requests is empty: a replay needs at least one request");
    }
    return new ReplayFile(
        madeWith(file.at("made_with")),
        scenario.text("file"),
        scenario.text("name"),
        inOrder(requests),
        file.text("isolation"),
        schedule(requests.size()),
        fault(file.optional("fault"), requests.size()),
        file.list("steps", step -> step(step, requests.size())),
        expected(file.at("expected")));
  }

  private static MadeWith madeWith(Node node) throws ReplayException {
    return new MadeWith(
        node.text("deadheat"), node.text("postgresql"), node.optionalText("framework"));
  }

  private RecordedRequest request(Node node) throws ReplayException {
    return new RecordedRequest(
        node.text("lane"),
        node.text("method"),
        node.text("target"),
        headers(node.at("headers")),
        node.optionalText("user"),
        node.optionalText("content_type"),
        node.text("body"));
  }

  private List<RecordedRequest> inOrder(List<RecordedRequest> requests) throws ReplayException {
    for (var i = 0; i < requests.size(); i++) {
      if (i > 25 || !requests.get(i).lane().equals(new Lane(i).label())) {
        throw file.wrong(
            "scenario.requests[%d].lane is \"%s\"; lanes are A, B, C, ... in this order, 26 at most"
                .formatted(i, requests.get(i).lane()));
      }
    }
    return requests;
  }

  private static SequencedMap<String, String> headers(Node node) throws ReplayException {
    var out = new LinkedHashMap<String, String>();
    for (var name : node.keys()) {
      out.put(name, node.text(name));
    }
    return out;
  }

  private Schedule schedule(int lanes) throws ReplayException {
    var letters = file.text("schedule");
    for (var i = 0; i < letters.length(); i++) {
      var letter = letters.charAt(i);
      if (letter < 'A' || letter >= 'A' + lanes) {
        throw file.wrong(
            "schedule is \"%s\"; expected only the letters of the requests, A to %s"
                .formatted(letters, new Lane(lanes - 1).label()));
      }
    }
    return Schedule.parse(letters);
  }

  private static Optional<RecordedFault> fault(Optional<Node> node, int lanes)
      throws ReplayException {
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Node fault = node.get();
    var all = fault.text("lanes");
    var lane = fault.text("lane");
    for (var letter : (all + lane).toCharArray()) {
      if (letter < 'A' || letter >= 'A' + lanes) {
        throw fault.wrong(fault.place() + " names lane \"" + letter + "\", which has no request");
      }
    }
    if (lane.length() != 1 || !all.contains(lane)) {
      throw fault.wrong(fault.place() + ".lane is \"" + lane + "\", which is none of its lanes");
    }
    return Optional.of(
        new RecordedFault(
            all,
            lane,
            fault.number("step"),
            oneOf(fault, "kind", "server_error", "connection_lost", "worker_killed", "none"),
            oneOf(fault, "moment", "before", "after")));
  }

  private static String oneOf(Node node, String name, String... words) throws ReplayException {
    var word = node.text(name);
    if (!List.of(words).contains(word)) {
      throw node.wrong(
          "%s.%s is \"%s\"; expected %s"
              .formatted(node.place(), name, word, String.join(", ", words)));
    }
    return word;
  }

  private RecordedStep step(Node node, int lanes) throws ReplayException {
    var lane = node.text("lane");
    if (lane.length() != 1 || lane.charAt(0) < 'A' || lane.charAt(0) >= 'A' + lanes) {
      throw file.wrong(node.place() + ".lane is \"" + lane + "\", which has no request");
    }
    return new RecordedStep(node.number("step"), lane, node.text("sql"), node.optionalText("at"));
  }

  private static Expected expected(Node node) throws ReplayException {
    var outcome = node.optional("outcome");
    return new Expected(
        node.word("status", Verdict.Status.class),
        node.optionalText("anomaly"),
        node.word("severity", Verdict.Severity.class),
        node.text("sentence"),
        outcome.isPresent() ? Optional.of(OutcomeJson.read(outcome.get())) : Optional.empty());
  }
}
