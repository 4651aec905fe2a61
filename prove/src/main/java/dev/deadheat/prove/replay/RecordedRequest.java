package dev.deadheat.prove.replay;

import dev.deadheat.prove.scenario.Request;
import dev.deadheat.search.Lane;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// A request as it was declared.
///
/// @param lane the lane's letter
/// @param method the HTTP method; `TASK` of a task, whose name is the target
/// @param target path and query, as in the request line
/// @param headers in file order
/// @param user who is logged in
/// @param contentType what the kind of body implies
/// @param body what is sent, as text; empty if nothing is
public record RecordedRequest(
    String lane,
    String method,
    String target,
    SequencedMap<String, String> headers,
    Optional<String> user,
    Optional<String> contentType,
    String body) {
  private static final String TASK = "TASK";

  public RecordedRequest {
    headers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(headers));
  }

  /// A scenario's requests, in lane order.
  public static List<RecordedRequest> all(List<Request> requests) {
    var out = new ArrayList<RecordedRequest>();
    for (var request : requests) {
      out.add(
          new RecordedRequest(
              new Lane(out.size()).label(),
              request.method(),
              request.target(),
              request.headers(),
              request.user(),
              request.body().contentType(),
              new String(request.body().bytes(), StandardCharsets.UTF_8)));
    }
    return out;
  }

  /// A task that one of the requests hands over, and that has a lane of its own.
  public static RecordedRequest task(String lane, String name) {
    return new RecordedRequest(
        lane, TASK, name, new LinkedHashMap<>(), Optional.empty(), Optional.empty(), "");
  }

  boolean isTask() {
    return method.equals(TASK);
  }

  /// In few words: `POST /racy/ as ann with a body of 12 characters`.
  String line() {
    return method
        + " "
        + target
        + user.map(name -> " as " + name).orElse("")
        + (headers.isEmpty() ? "" : " with headers " + headers)
        + (body.isEmpty()
            ? ""
            : " with the body " + (body.length() > 80 ? body.substring(0, 80) + "…" : body));
  }
}
