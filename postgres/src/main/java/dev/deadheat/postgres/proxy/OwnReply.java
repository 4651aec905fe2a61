package dev.deadheat.postgres.proxy;

import dev.deadheat.postgres.proxy.Step.TransactionState;
import dev.deadheat.wire.BackendCodec;
import dev.deadheat.wire.BackendMessage.CommandComplete;
import dev.deadheat.wire.BackendMessage.ErrorResponse;
import dev.deadheat.wire.BackendMessage.NoticeResponse;
import dev.deadheat.wire.BackendMessage.ParameterStatus;
import dev.deadheat.wire.BackendMessage.ReadyForQuery;
import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Frame;
import dev.deadheat.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The server's answer to a statement of ours, of which the client sees only what the server would
/// have told it anyway: settings, notifications, the application's notices.
final class OwnReply {
  private final ServerSettings settings;
  private final PrivateNotices privateNotices;
  private final ByteWriter asides = new ByteWriter();
  private final List<String> notices = new ArrayList<>();
  private String commandTag = "";
  private Optional<ErrorResponse> error = Optional.empty();
  private Optional<TransactionState> ready = Optional.empty();

  OwnReply(ServerSettings settings, PrivateNotices privateNotices) {
    this.settings = settings;
    this.privateNotices = privateNotices;
  }

  void add(Frame frame) throws MalformedMessageException {
    if (!(frame instanceof Frame.Whole whole)) {
      throw new MalformedMessageException("a very long answer to a statement of the proxy");
    }
    switch (whole.type()) {
      case 'N' -> {
        var notice = (NoticeResponse) BackendCodec.decode(whole);
        var payload = privateNotices.payload(notice, settings);
        payload.ifPresent(notices::add);
        if (payload.isEmpty()) {
          asides.bytes(whole.bytes());
        }
      }
      case 'S' -> {
        settings.note((ParameterStatus) BackendCodec.decode(whole));
        asides.bytes(whole.bytes());
      }
      case 'A' -> asides.bytes(whole.bytes());
      case 'C' -> commandTag = ((CommandComplete) BackendCodec.decode(whole)).tag().utf8();
      case 'E' -> error = Optional.of((ErrorResponse) BackendCodec.decode(whole));
      case 'Z' -> ready = Optional.of(Reply.state((ReadyForQuery) BackendCodec.decode(whole)));
      default -> {
        // ParseComplete and its like.
      }
    }
  }

  /// What the client is to see of it.
  ByteWriter asides() {
    return asides;
  }

  Optional<ErrorResponse> error() {
    return error;
  }

  Optional<TransactionState> ready() {
    return ready;
  }

  List<String> notices() {
    return notices;
  }

  /// What was answered, as the gatekeeper is told.
  Answer answer() {
    return new Answer(
        List.of(new Answer.Result(commandTag, List.of(), List.of(), 0)),
        notices,
        error.map(e -> Reply.serverError(e, settings)),
        ready.orElse(TransactionState.FAILED));
  }
}
