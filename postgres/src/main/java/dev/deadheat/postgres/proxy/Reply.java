package dev.deadheat.postgres.proxy;

import dev.deadheat.postgres.proxy.Step.TransactionState;
import dev.deadheat.wire.BackendCodec;
import dev.deadheat.wire.BackendMessage;
import dev.deadheat.wire.BackendMessage.CommandComplete;
import dev.deadheat.wire.BackendMessage.DataRow;
import dev.deadheat.wire.BackendMessage.ErrorResponse;
import dev.deadheat.wire.BackendMessage.NoticeResponse;
import dev.deadheat.wire.BackendMessage.ParameterDescription;
import dev.deadheat.wire.BackendMessage.ParameterStatus;
import dev.deadheat.wire.BackendMessage.ReadyForQuery;
import dev.deadheat.wire.BackendMessage.RowDescription;
import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Frame;
import dev.deadheat.wire.MalformedMessageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes the server's answer to one unit apart: the bytes for the client, and what they say.
///
/// ReadyForQuery is not among the bytes: whoever releases them says with which status.
final class Reply {
  private final Prepared prepared;
  private final ServerSettings settings;
  private final PrivateNotices privateNotices;
  private final ArrayDeque<Expected> expected;
  private final boolean endsTransaction;
  private final boolean copyEnds;
  private boolean endsWithReady;
  private final ByteWriter bytes = new ByteWriter();
  private final Results results;
  private final List<String> notices = new ArrayList<>();
  private Optional<Answer.ServerError> error = Optional.empty();
  private Optional<ErrorResponse> fatal = Optional.empty();
  private Optional<TransactionState> ready = Optional.empty();
  private Copy copy = Copy.NONE;
  private boolean awaitsSync;
  private boolean streamed;
  private boolean inRows;

  Reply(Unit unit, Prepared prepared, ServerSettings settings, PrivateNotices privateNotices) {
    this.prepared = prepared;
    this.settings = settings;
    this.privateNotices = privateNotices;
    this.expected = new ArrayDeque<>(unit.expected());
    this.endsTransaction = unit.endsTransaction();
    this.copyEnds = unit.copyEnds();
    this.endsWithReady = unit.endsWithReady();
    this.results = new Results(settings);
  }

  /// Which side may send COPY data now.
  enum Copy {
    NONE,
    /// The client sends data, and the server has to be told of its end.
    IN,
    /// Both do, until the connection ends (replication).
    BOTH
  }

  /// Takes the next frame from the server.
  void add(Frame frame) throws MalformedMessageException {
    switch (frame) {
      case Frame.Whole whole -> {
        inRows = whole.type() == 'D' || whole.type() == 'd';
        add(whole);
      }
      case Frame.Head head -> {
        inRows = head.type() == 'D' || head.type() == 'd';
        if (head.type() == 'D') {
          beginRows();
          results.count();
        } else if (head.type() == 'E') {
          failed(new ErrorResponse(List.of()));
        }
        bytes.bytes(head.bytes());
      }
      case Frame.Part part -> bytes.bytes(part.bytes());
    }
  }

  /// Whether the answer is whole.
  boolean isComplete() {
    return ready.isPresent() || (!endsWithReady && expected.isEmpty());
  }

  /// Whether the client has to send something before the server can go on.
  boolean wantsClient() {
    return copy != Copy.NONE
        || awaitsSync
        || (endsWithReady && expected.isEmpty() && ready.isEmpty());
  }

  /// Which side may send COPY data now.
  Copy copy() {
    return copy;
  }

  /// The client has ended its COPY data. In the extended protocol the server keeps its answer until
  /// the client asks for it.
  void copyInEnded() {
    copy = Copy.NONE;
    awaitsSync = expected.peek() instanceof Expected.Executed;
  }

  /// The client has sent more messages that belong to this unit.
  void expectMore(Unit more) {
    expected.addAll(more.expected());
    endsWithReady = more.endsWithReady();
    awaitsSync = false;
  }

  /// The client's bytes so far; whoever takes some empties it.
  ByteWriter bytes() {
    return bytes;
  }

  /// Whether the last frame was of a row or of COPY data: a place from which the rest can be
  /// released later.
  boolean isInRows() {
    return inRows;
  }

  /// Whether the client has got some of the rows already.
  boolean streamed() {
    return streamed;
  }

  /// The client gets some of the rows now.
  void stream() {
    streamed = true;
  }

  /// The state that the client is to be told instead.
  void endsWith(TransactionState told) {
    ready = Optional.of(told);
  }

  /// The state that ReadyForQuery told.
  Optional<TransactionState> ready() {
    return ready;
  }

  Optional<Answer.ServerError> error() {
    return error;
  }

  /// The error after which the server ends the connection.
  Optional<ErrorResponse> fatal() {
    return fatal;
  }

  /// What was answered, as the gatekeeper is told.
  Answer answer(boolean stretchRefused) {
    var after =
        ready.orElseGet(() ->
            error.isPresent()
                ? TransactionState.FAILED
                : endsTransaction ? TransactionState.IDLE : TransactionState.IN_TRANSACTION);
    return new Answer(results.done(), notices, error, after, streamed, stretchRefused);
  }

  private void add(Frame.Whole frame) throws MalformedMessageException {
    switch (frame.type()) {
      case 'D' -> {
        beginRows();
        if (results.keepsRows()) {
          results.keep((DataRow) BackendCodec.decode(frame));
        } else {
          results.count();
        }
        bytes.bytes(frame.bytes());
      }
      case 'd' -> bytes.bytes(frame.bytes());
      case 'N' -> {
        var notice = (NoticeResponse) BackendCodec.decode(frame);
        var payload = privateNotices.payload(notice, settings);
        payload.ifPresent(notices::add);
        if (payload.isEmpty()) {
          bytes.bytes(frame.bytes());
        }
      }
      case 'Z' -> {
        expected.clear();
        ready = Optional.of(state((ReadyForQuery) BackendCodec.decode(frame)));
        copy = Copy.NONE;
      }
      case 'E' -> {
        var message = (ErrorResponse) BackendCodec.decode(frame);
        BackendCodec.encode(ErrorPosition.moved(message, cut()), bytes);
        fatal = OwnMessages.isFatal(message) ? Optional.of(message) : fatal;
        failed(message);
      }
      default -> {
        bytes.bytes(frame.bytes());
        answered(frame);
      }
    }
  }

  private void answered(Frame.Whole frame) throws MalformedMessageException {
    switch (frame.type()) {
      case 'S' -> settings.note((ParameterStatus) BackendCodec.decode(frame));
      case 'T' -> described(((RowDescription) BackendCodec.decode(frame)).columns());
      case 'n' -> described(List.of());
      case 't' -> {
        var types = ((ParameterDescription) BackendCodec.decode(frame)).types();
        if (expected.peek() instanceof Expected.StatementDescribed(var name)) {
          prepared.describedTypes(name, types);
        }
      }
      case '1' -> {
        if (expected.poll() instanceof Expected.Parsed(var name, var statement)) {
          prepared.prepared(name, statement);
        }
      }
      case '2' -> {
        if (expected.poll() instanceof Expected.Bound(var name, var statement, var portal)) {
          prepared.bound(name, statement, portal);
        }
      }
      case '3' -> {
        switch (expected.poll()) {
          case Expected.StatementClosed(var name) -> prepared.closedStatement(name);
          case Expected.PortalClosed(var name) -> prepared.closedPortal(name);
          case null, default -> {
            // The server is out of step with us; ReadyForQuery will bring us together.
          }
        }
      }
      case 'C' -> executed(((CommandComplete) BackendCodec.decode(frame)).tag().utf8());
      case 'I', 's' -> executed("");
      case 'G' -> {
        if (!copyEnds) {
          copy = Copy.IN;
          // A Sync that was sent behind the Execute is taken for COPY data and ignored.
          if (expected.peekLast() instanceof Expected.Synced) {
            expected.removeLast();
          }
        }
      }
      case 'W' -> copy = Copy.BOTH;
      default -> {
        // Relayed, and nothing to learn from it.
      }
    }
  }

  /// Rows of the extended protocol come without a description: it was asked for before, or never.
  private void beginRows() {
    if (expected.peek() instanceof Expected.Executed(var name) && results.isBetween()) {
      prepared
          .portal(name)
          .ifPresent(p -> results.begin(p.columns().orElse(List.of()), p.resultFormats()));
    }
  }

  private void described(List<BackendMessage.Column> columns) {
    switch (expected.peek()) {
      case Expected.StatementDescribed(var name) -> {
        expected.remove();
        prepared.describedStatement(name, columns);
      }
      case Expected.PortalDescribed(var name) -> {
        expected.remove();
        prepared.describedPortal(name, columns);
      }
      case null, default -> results.begin(columns);
    }
  }

  private void executed(String tag) {
    beginRows();
    results.end(tag);
    if (tag.equals("DEALLOCATE ALL") || tag.equals("DISCARD ALL")) {
      prepared.forgetStatements();
    }
    if (expected.peek() instanceof Expected.Executed) {
      expected.remove();
    }
    copy = copy == Copy.BOTH ? Copy.BOTH : Copy.NONE;
  }

  /// After an error in the extended protocol the server skips what it has been sent up to Sync, a
  /// Query included: then it is not ready before the client's next Sync.
  private void failed(ErrorResponse message) {
    results.fail();
    error = error.or(() -> Optional.of(serverError(message, settings)));
    copy = Copy.NONE;
    if (expected.peek() instanceof Expected.SimpleDone) {
      return;
    }
    while (!expected.isEmpty() && !(expected.peek() instanceof Expected.Synced)) {
      endsWithReady &= !(expected.remove() instanceof Expected.SimpleDone);
    }
  }

  static Answer.ServerError serverError(ErrorResponse message, ServerSettings settings) {
    var charset = settings.charset();
    return new Answer.ServerError(
        message.field('C').map(f -> f.text(charset)).orElse(""),
        message.field('M').map(f -> f.text(charset)).orElse(""),
        message.field('n').map(f -> f.text(charset)));
  }

  private int cut() {
    return switch (expected.peek()) {
      case Expected.SimpleDone(var cut) -> cut;
      case Expected.Parsed(_, var statement) -> statement.cut();
      case Expected.Bound(_, _, var portal) -> portal.statement().cut();
      case Expected.Executed(var name) ->
          prepared.portal(name).map(p -> p.statement().cut()).orElse(0);
      case null, default -> 0;
    };
  }

  static TransactionState state(ReadyForQuery ready) {
    return switch (ready.status()) {
      case IDLE -> TransactionState.IDLE;
      case IN_TRANSACTION -> TransactionState.IN_TRANSACTION;
      case FAILED -> TransactionState.FAILED;
    };
  }
}
