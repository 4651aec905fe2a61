package dev.deadheat.postgres.proxy;

import dev.deadheat.postgres.proxy.Line.Arrival;
import dev.deadheat.postgres.proxy.Step.TransactionState;
import dev.deadheat.wire.BackendCodec;
import dev.deadheat.wire.BackendMessage.ErrorResponse;
import dev.deadheat.wire.BackendMessage.ReadyForQuery;
import dev.deadheat.wire.BackendMessage.TransactionStatus;
import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Takes a ready connection's units to the server one at a time, asking the gatekeeper, and their
/// answers back.
final class Exchange {
  /// Errors of statements that refuse to run inside a transaction block: active_sql_transaction and
  /// invalid_transaction_termination.
  private static final Set<String> REFUSES_TRANSACTION = Set.of("25001", "2D000");

  private static final int STREAM_BYTES = 256 * 1024;

  private final Line line;
  private final Session session;
  private final Gatekeeper keeper;
  private final ServerSettings settings;
  private final PrivateNotices privateNotices;
  private final int withholdBytes;
  private final int quietMillis;
  private final Prepared prepared = new Prepared();
  private final UnitBuilder builder;
  private final ByteWriter out = new ByteWriter();
  private final Standing standing = new Standing();
  private boolean terminated;

  Exchange(
      Line line,
      Session session,
      Gatekeeper keeper,
      ServerSettings settings,
      Proxy.Options options) {
    this.line = line;
    this.session = session;
    this.keeper = keeper;
    this.settings = settings;
    this.privateNotices = new PrivateNotices(options.privateMark());
    this.withholdBytes = options.withholdBytes();
    this.quietMillis = options.quietMillis();
    this.builder = new UnitBuilder(prepared, settings);
  }

  /// Serves the connection until the client says goodbye.
  ///
  /// @param first what the client sent while it was not yet let in
  /// @throws ConnectionEndedException if a side ended otherwise, or the gatekeeper wants it closed
  void serve(Optional<Frame> first) throws IOException, InterruptedException {
    if (first.isPresent()) {
      fromClient(first.get());
    }
    while (!terminated) {
      switch (next()) {
        case Arrival.FromServer(var frame) -> unasked(frame);
        case Arrival.FromClient(var frame) -> fromClient(frame);
      }
    }
  }

  /// Runs statements of ours between the client's. It is told of settings that change, and of
  /// nothing else.
  private void run(Errand errand) throws IOException, InterruptedException {
    if (errand.done().isDone()) {
      return;
    }
    for (String sql : errand.statements()) {
      OwnMessages.statement(sql, List.of(), out);
      line.toServer(out);
      var reply = ownReply(true);
      if (reply.error().isPresent()) {
        throw new IllegalStateException("the server refused " + sql + ": " + reply.error().get());
      }
      line.toClient(reply.asides());
    }
    errand.done().complete(true);
  }

  /// What comes next between units. A client may wait for the answers of a batch that it has
  /// neither synced nor flushed: the server runs such messages as they come, and flushes an error
  /// by itself.
  private Arrival next() throws IOException, InterruptedException {
    while (!builder.isEmpty()) {
      var arrival = line.nextWithin(quietMillis);
      if (arrival.isPresent()) {
        return arrival.get();
      }
      take(builder.flush());
    }
    return line.next(standing.isIdle(), this::run);
  }

  private void fromClient(Frame frame) throws IOException, InterruptedException {
    var message = whole(frame);
    var unit = message.isPresent() ? builder.add(message.get()) : Optional.<Unit>empty();
    if (unit.isPresent() && unit.get().ending() == Unit.Ending.TERMINATE) {
      line.toServer(unit.get().bytes());
      terminated = true;
    } else if (unit.isPresent()) {
      take(unit.get());
    }
  }

  private void take(Unit unit) throws IOException, InterruptedException {
    if (standing.skips(unit)) {
      // There will be no answer.
      line.toServer(unit.bytes());
      return;
    }
    if (!standing.isGated(unit)) {
      line.toServer(unit.bytes());
      release(unit, collect(unit, false));
      return;
    }
    var step = new Step(unit.statements(), standing.ofStep(), unit.prepared());
    switch (line.mailbox().interruptibly(() -> keeper.arrived(session, step))) {
      case FORWARD -> forward(unit, step, false);
      case STRETCH -> stretch(unit, step);
      case FAIL -> fail(unit, step, OwnMessages.injectedError());
      case REFUSE -> refuse(unit, step);
      case LOSE -> {
        line.toServer(unit.bytes());
        var reply = collect(unit, false);
        tell(() -> keeper.answered(session, step, reply.answer(false)));
        throw new ConnectionEndedException("the gatekeeper loses the answer");
      }
      case CLOSE -> throw new ConnectionEndedException("the gatekeeper closes the connection");
    }
  }

  private void forward(Unit unit, Step step, boolean stretchRefused)
      throws IOException, InterruptedException {
    prepare(step);
    line.toServer(unit.bytes());
    var reply = collect(unit, false);
    tell(() -> keeper.answered(session, step, reply.answer(stretchRefused)));
    release(unit, reply);
  }

  private void stretch(Unit unit, Step step) throws IOException, InterruptedException {
    if (!standing.mayStretch(unit)) {
      forward(unit, step, true);
      return;
    }
    // One way for all: the server does not start on the step before BEGIN is done.
    var first = new ArrayList<String>(List.of("BEGIN"));
    first.addAll(keeper.before(session, step));
    send(first, Optional.of(unit));
    var reply = collect(unit, true);
    var refused =
        !reply.streamed()
            && reply.error().map(e -> REFUSES_TRANSACTION.contains(e.sqlState())).orElse(false);
    if (refused) {
      OwnMessages.statement("ROLLBACK", namesParsed(unit), out);
      line.toServer(out);
      ownReply(true);
      forward(unit, step, true);
      return;
    }
    tell(() -> keeper.answered(session, step, reply.answer(false)));
    if (reply.error().isEmpty()) {
      prepare(step);
    }
    OwnMessages.statement(reply.error().isPresent() ? "ROLLBACK" : "COMMIT", List.of(), out);
    line.toServer(out);
    var end = ownReply(true);
    tell(() -> keeper.stretched(session, step, end.answer()));
    end.error()
        .ifPresent(error -> {
          reply.bytes().clear();
          BackendCodec.encode(error, end.asides());
        });
    reply.bytes().bytes(end.asides().toBytes());
    reply.endsWith(end.ready().orElse(TransactionState.IDLE));
    release(unit, reply);
  }

  /// Runs what the gatekeeper wants to be run before a step.
  private void prepare(Step step) throws IOException, InterruptedException {
    if (standing.takesOurs()) {
      send(keeper.before(session, step), Optional.empty());
    }
  }

  /// Sends statements of ours and what follows them in one write, and takes their answers.
  private void send(List<String> statements, Optional<Unit> unit)
      throws IOException, InterruptedException {
    statements.forEach(sql -> OwnMessages.statement(sql, List.of(), out));
    unit.ifPresent(following -> out.bytes(following.bytes()));
    line.toServer(out);
    for (var sql : statements) {
      var reply = ownReply(true);
      if (reply.error().isPresent()) {
        throw new IllegalStateException("the server refused " + sql + ": " + reply.error().get());
      }
    }
  }

  /// The failed attempt has prepared these already, and the second one does so again.
  private static List<Bytes> namesParsed(Unit unit) {
    return unit.expected().stream()
        .filter(Expected.Parsed.class::isInstance)
        .map(e -> ((Expected.Parsed) e).name())
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  private void refuse(Unit unit, Step step) throws IOException, InterruptedException {
    if (standing.canRollBack(unit)) {
      OwnMessages.statement("ROLLBACK", List.of(), out);
      line.toServer(out);
      tellError(step, ownReply(true), OwnMessages.refusedCommit());
    } else {
      fail(unit, step, OwnMessages.refusedStatement());
    }
  }

  private void fail(Unit unit, Step step, ErrorResponse error)
      throws IOException, InterruptedException {
    OwnMessages.failure(unit.endsWithReady(), out);
    line.toServer(out);
    tellError(step, ownReply(unit.endsWithReady()), error);
  }

  /// Answers with an error of ours what the server was made to fail at.
  private void tellError(Step step, OwnReply own, ErrorResponse error)
      throws IOException, InterruptedException {
    var after = own.ready().orElse(TransactionState.FAILED);
    var told = Optional.of(Reply.serverError(error, settings));
    tell(() -> keeper.answered(session, step, new Answer(List.of(), own.notices(), told, after)));
    BackendCodec.encode(error, own.asides());
    if (own.ready().isPresent()) {
      ready(own.asides(), after);
    } else {
      standing.failed();
    }
    line.toClient(own.asides());
  }

  /// Gathers the server's answer; while a COPY is under way, relays the client's data.
  ///
  /// @param stretched whether what the step did is undone if the server ends the connection
  private Reply collect(Unit unit, boolean stretched) throws IOException, InterruptedException {
    var reply = new Reply(unit, prepared, settings, privateNotices);
    while (!reply.isComplete()) {
      switch (line.next(reply.wantsClient())) {
        case Arrival.FromServer(var frame) -> {
          reply.add(frame);
          if (reply.fatal().isPresent() && stretched) {
            throw fatal(reply.fatal().get());
          } else if (reply.fatal().isPresent()) {
            line.toClient(reply.bytes());
            throw new ConnectionEndedException("the server ended it");
          }
          if (reply.copy() != Reply.Copy.NONE) {
            line.toClient(reply.bytes());
          } else if (mayGo(reply)) {
            reply.stream();
            line.toClient(reply.bytes());
          }
        }
        case Arrival.FromClient(var frame) -> {
          if (reply.copy() == Reply.Copy.NONE) {
            rest(reply, frame);
          } else {
            copyIn(reply, frame);
          }
        }
      }
    }
    return reply;
  }

  /// Whether the client may have what has come of a reply that is not whole.
  private boolean mayGo(Reply reply) {
    int withheld = withholdBytes == 0 ? 0 : reply.streamed() ? STREAM_BYTES : withholdBytes;
    return (reply.isInRows() || withholdBytes == 0) && reply.bytes().length() > withheld;
  }

  /// Relays COPY data, as much as is at hand in one write.
  private void copyIn(Reply reply, Frame first) throws IOException {
    var next = Optional.of(first);
    while (next.isPresent()) {
      var frame = next.get();
      out.bytes(frame.bytes());
      if (frame instanceof Frame.Whole whole
          && (whole.type() == 'c' || whole.type() == 'f')
          && reply.copy() == Reply.Copy.IN) {
        reply.copyInEnded();
        break;
      }
      next = line.nextFromClientAtHand();
    }
    line.toServer(out);
  }

  /// Takes what belongs to the unit after COPY data, up to Sync.
  private void rest(Reply reply, Frame frame) throws IOException {
    var message = whole(frame);
    var more = message.isPresent() ? builder.add(message.get()) : Optional.<Unit>empty();
    if (more.isPresent()) {
      line.toServer(more.get().bytes());
      reply.expectMore(more.get());
    }
  }

  private OwnReply ownReply(boolean synced) throws IOException, InterruptedException {
    var reply = new OwnReply(settings, privateNotices);
    while (reply.ready().isEmpty() && (synced || reply.error().isEmpty())) {
      if (line.next(false) instanceof Arrival.FromServer(var frame)) {
        reply.add(frame);
      }
      if (reply.error().map(OwnMessages::isFatal).orElse(false)) {
        throw fatal(reply.error().get());
      }
    }
    return reply;
  }

  /// The server ends the connection: the client is told why, and nothing else of what it waits for.
  private ConnectionEndedException fatal(ErrorResponse error) throws IOException {
    out.clear();
    BackendCodec.encode(error, out);
    line.toClient(out);
    return new ConnectionEndedException("the server ended it");
  }

  private void release(Unit unit, Reply reply) throws IOException {
    if (reply.ready().isPresent()) {
      ready(reply.bytes(), reply.ready().get());
    } else {
      standing.answered(unit, reply.error().isPresent());
    }
    line.toClient(reply.bytes());
  }

  private void ready(ByteWriter bytes, TransactionState now) {
    standing.ready(now);
    if (now == TransactionState.IDLE) {
      prepared.transactionEnded();
    }
    var status =
        switch (now) {
          case IDLE -> TransactionStatus.IDLE;
          case IN_TRANSACTION -> TransactionStatus.IN_TRANSACTION;
          case FAILED -> TransactionStatus.FAILED;
        };
    BackendCodec.encode(new ReadyForQuery(status), bytes);
  }

  /// What the server says between units: notifications, settings, why it ends.
  private void unasked(Frame frame) throws IOException {
    var own = new OwnReply(settings, privateNotices);
    if (frame instanceof Frame.Whole whole) {
      own.add(whole);
      own.ready().ifPresent(standing::readyUnasked);
    }
    if (own.notices().isEmpty()) {
      line.toClient(out.bytes(frame.bytes()));
    }
  }

  /// A message from the client outside of a COPY; of a long one only the rest of a COPY that has
  /// failed is tolerated.
  private Optional<Frame.Whole> whole(Frame frame) throws IOException {
    if (frame instanceof Frame.Whole whole) {
      return Optional.of(whole);
    }
    if (frame instanceof Frame.Head head && head.type() != 'd') {
      var message = "a message of %d bytes is too long for the proxy".formatted(head.bodyBytes());
      throw fatal(OwnMessages.fatal(message));
    }
    return Optional.empty();
  }

  private void tell(Message message) throws InterruptedException {
    line.mailbox()
        .interruptibly(() -> {
          message.tell();
          return true;
        });
  }

  private interface Message {
    void tell() throws InterruptedException;
  }
}
