package dev.deadheat.prove.worker;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// What makes a request a user's, or at least one that has seen a page before: cookies, and the
/// header that answers Django's check for forged requests.
public record Login(SequencedMap<String, String> cookies, SequencedMap<String, String> headers) {
  /// Nothing at all, for services other than Django.
  public static final Login NONE = new Login(new LinkedHashMap<>(), new LinkedHashMap<>());

  public Login {
    cookies = copy(cookies);
    headers = copy(headers);
  }

  private static SequencedMap<String, String> copy(Map<String, String> map) {
    return Collections.unmodifiableSequencedMap(new LinkedHashMap<>(map));
  }
}
