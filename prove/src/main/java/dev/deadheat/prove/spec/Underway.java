package dev.deadheat.prove.spec;

import dev.deadheat.postgres.client.Message;
import dev.deadheat.prove.spec.Spec.Entry;
import dev.deadheat.prove.spec.Spec.Marker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A step that was sent and is not reported as completed yet.
final class Underway {
  final Entry entry;

  /// What has come in answer to it and is not shown yet. Once there is one, the step counts as done
  /// even if the answers to its later statements are still to come.
  final Deque<Message> answers = new ArrayDeque<>();

  /// Notifications that its session has got since it was sent.
  final List<Message.Notification> heard = new ArrayList<>();

  /// For its markers of notices: how many the other session must have sent in all.
  final Map<Marker, Long> awaited = new HashMap<>();

  Underway(Entry entry) {
    this.entry = entry;
  }

  String name() {
    return entry.step().name();
  }

  int session() {
    return entry.step().session();
  }
}
