package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.Frame;
import dev.deadheat.wire.FrontendCodec;
import dev.deadheat.wire.FrontendMessage;
import dev.deadheat.wire.FrontendMessage.Bind;
import dev.deadheat.wire.FrontendMessage.Close;
import dev.deadheat.wire.FrontendMessage.CopyData;
import dev.deadheat.wire.FrontendMessage.CopyDone;
import dev.deadheat.wire.FrontendMessage.CopyFail;
import dev.deadheat.wire.FrontendMessage.Describe;
import dev.deadheat.wire.FrontendMessage.Execute;
import dev.deadheat.wire.FrontendMessage.Flush;
import dev.deadheat.wire.FrontendMessage.FunctionCall;
import dev.deadheat.wire.FrontendMessage.Opaque;
import dev.deadheat.wire.FrontendMessage.Parse;
import dev.deadheat.wire.FrontendMessage.Query;
import dev.deadheat.wire.FrontendMessage.Sync;
import dev.deadheat.wire.FrontendMessage.Terminate;
import dev.deadheat.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gathers a client's messages into units.
final class UnitBuilder {
  private static final int MOST_BYTES = 512 << 20;

  private final Prepared prepared;
  private final ServerSettings settings;
  private final CursorTags cursors = new CursorTags();
  private final ByteWriter bytes = new ByteWriter();
  private List<Expected> expected = new ArrayList<>();
  private List<Step.Statement> statements = new ArrayList<>();
  private Map<Bytes, Prepared.Statement> newStatements = new LinkedHashMap<>();
  private Map<Bytes, Prepared.Portal> newPortals = new LinkedHashMap<>();
  private List<Bytes> notExecuted = new ArrayList<>();
  private boolean mayBeStretched = true;
  private boolean endsTransaction;
  private boolean copyEnds;

  UnitBuilder(Prepared prepared, ServerSettings settings) {
    this.prepared = prepared;
    this.settings = settings;
  }

  /// Adds a message; gives the unit if it is whole now.
  ///
  /// @throws MalformedMessageException if the unit gets too long to be held
  Optional<Unit> add(Frame.Whole frame) throws MalformedMessageException {
    if (bytes.length() > MOST_BYTES) {
      throw new MalformedMessageException(
          "a batch of more than " + MOST_BYTES + " bytes without Sync or Flush");
    }
    FrontendMessage message;
    try {
      message = FrontendCodec.decode(frame);
    } catch (MalformedMessageException malformed) {
      return malformed(frame);
    }
    return switch (message) {
      case Query query -> Optional.of(query(query, frame));
      case FunctionCall call -> {
        bytes.bytes(frame.bytes());
        expected.add(new Expected.SimpleDone(0));
        var text = "function call by oid " + Integer.toUnsignedString(call.function());
        statements.add(new Step.Statement(text, List.of(), Optional.empty()));
        yield Optional.of(finish(Unit.Ending.SIMPLE));
      }
      case Parse parse -> parse(parse, frame);
      case Bind bind -> bind(bind, frame);
      case Execute execute -> execute(execute, frame);
      case Describe describe ->
          append(
              frame,
              switch (describe.target()) {
                case STATEMENT -> new Expected.StatementDescribed(describe.name());
                case PORTAL -> new Expected.PortalDescribed(describe.name());
              });
      case Close close ->
          append(
              frame,
              switch (close.target()) {
                case STATEMENT -> new Expected.StatementClosed(close.name());
                case PORTAL -> new Expected.PortalClosed(close.name());
              });
      case Sync _ -> {
        append(frame, new Expected.Synced());
        yield Optional.of(finish(Unit.Ending.SYNC));
      }
      case Flush _ -> ending(frame, Unit.Ending.FLUSH);
      case Terminate _ -> {
        // What was not synced before would be rolled back.
        bytes.clear();
        statements.clear();
        yield ending(frame, Unit.Ending.TERMINATE);
      }
      case CopyData _ -> copy(frame, false);
      case CopyDone _ -> copy(frame, true);
      case CopyFail _ -> copy(frame, true);
      // Sent on at once: if the server does not know it either, it will say so and close.
      case Opaque _ -> ending(frame, Unit.Ending.FLUSH);
    };
  }

  /// Whether nothing has been gathered.
  boolean isEmpty() {
    return bytes.length() == 0;
  }

  /// The unit of what has been gathered, as if the client had sent Flush: nothing answers that.
  Unit flush() {
    FrontendCodec.encode(new Flush(), bytes);
    return finish(Unit.Ending.FLUSH);
  }

  /// Data sent behind an Execute, before the server has asked for it. Otherwise it is the rest of a
  /// COPY that has failed: the server would ignore it, and so it need not get it.
  private Optional<Unit> copy(Frame.Whole frame, boolean end) {
    if (bytes.length() > 0) {
      bytes.bytes(frame.bytes());
      copyEnds |= end;
    }
    return Optional.empty();
  }

  /// A message that is not as its type demands: the server shall say what it thinks of it.
  private Optional<Unit> malformed(Frame.Whole frame) {
    return switch (frame.type()) {
      case 'Q', 'F' -> {
        append(frame, new Expected.SimpleDone(0));
        yield Optional.of(finish(Unit.Ending.SIMPLE));
      }
      case 'S', 'H' -> ending(frame, Unit.Ending.FLUSH);
      default -> append(frame, new Expected.Refused());
    };
  }

  private Unit query(Query query, Frame.Whole frame) {
    var leading = TagComment.at(query.sql());
    var cut = leading.map(TagComment::bytes).orElse(0);
    if (cut > 0) {
      FrontendCodec.encode(new Query(query.sql().from(cut)), bytes);
    } else {
      bytes.bytes(frame.bytes());
    }
    for (var part : SqlText.split(query.sql(), settings.backslashEscapes())) {
      var comment = TagComment.at(part);
      var sql = comment.map(c -> part.from(c.bytes())).orElse(part);
      mayBeStretched &= SqlText.mayBeStretched(sql);
      statements.add(statement(sql, comment.map(TagComment::tag), List.of(), List.of()));
    }
    expected.add(new Expected.SimpleDone(cut));
    return finish(Unit.Ending.SIMPLE);
  }

  private Optional<Unit> parse(Parse parse, Frame.Whole frame) {
    var comment = TagComment.at(parse.sql());
    var cut = comment.map(TagComment::bytes).orElse(0);
    var sql = parse.sql().from(cut);
    var statement =
        new Prepared.Statement(
            sql, cut, comment.map(TagComment::tag), parse.parameterTypes(), Optional.empty());
    newStatements.put(parse.statement(), statement);
    notExecuted.add(sql);
    expected.add(new Expected.Parsed(parse.statement(), statement));
    if (comment.isPresent()) {
      FrontendCodec.encode(new Parse(parse.statement(), sql, parse.parameterTypes()), bytes);
    } else {
      bytes.bytes(frame.bytes());
    }
    return Optional.empty();
  }

  private Optional<Unit> bind(Bind bind, Frame.Whole frame) {
    var statement =
        Optional.ofNullable(newStatements.get(bind.statement()))
            .or(() -> prepared.statement(bind.statement()))
            .orElseGet(() -> unknown("statement", bind.statement()));
    var portal =
        new Prepared.Portal(
            statement, bind.formats(), bind.values(), bind.resultFormats(), statement.columns());
    newPortals.put(bind.portal(), portal);
    notExecuted.add(statement.sql());
    return append(frame, new Expected.Bound(bind.portal(), bind.statement(), portal));
  }

  private Optional<Unit> execute(Execute execute, Frame.Whole frame) {
    var portal =
        Optional.ofNullable(newPortals.get(execute.portal()))
            .or(() -> prepared.portal(execute.portal()))
            .orElseGet(() ->
                new Prepared.Portal(
                    unknown("portal", execute.portal()),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty()));
    var statement = portal.statement();
    var values = new ArrayList<Optional<String>>();
    var undecoded = new ArrayList<Integer>();
    for (var i = 0; i < portal.values().size(); i++) {
      var value = portal.values().get(i);
      var type = i < statement.types().size() ? statement.types().get(i) : 0;
      var format = Prepared.Portal.format(portal.formats(), i);
      var text = value.flatMap(v -> ValueText.of(v, format, type, settings));
      values.add(text);
      if (value.isPresent() && text.isEmpty()) {
        undecoded.add(i);
      }
    }
    notExecuted.removeIf(statement.sql()::equals);
    mayBeStretched &= SqlText.mayBeStretched(statement.sql());
    endsTransaction = SqlText.endsTransaction(statement.sql());
    statements.add(statement(statement.sql(), statement.tag(), values, undecoded));
    return append(frame, new Expected.Executed(execute.portal()));
  }

  private Step.Statement statement(
      Bytes sql, Optional<Step.Tag> tag, List<Optional<String>> values, List<Integer> undecoded) {
    if (tag.isPresent()) {
      return new Step.Statement(text(sql), values, tag, undecoded);
    }
    var seen = cursors.look(sql, settings.charset());
    return new Step.Statement(seen.sql(), values, seen.tag(), undecoded);
  }

  /// A cursor or a statement that was made by SQL: its text is not known here.
  private static Prepared.Statement unknown(String what, Bytes name) {
    return new Prepared.Statement(
        Bytes.utf8(what + " \"" + name.utf8() + "\" made by SQL"),
        0,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private Optional<Unit> append(Frame.Whole frame, Expected answer) {
    bytes.bytes(frame.bytes());
    expected.add(answer);
    return Optional.empty();
  }

  private Optional<Unit> ending(Frame.Whole frame, Unit.Ending ending) {
    bytes.bytes(frame.bytes());
    return Optional.of(finish(ending));
  }

  private Unit finish(Unit.Ending ending) {
    var unit =
        new Unit(
            bytes.toBytes(),
            expected,
            ending,
            statements,
            notExecuted.stream().distinct().map(this::text).toList(),
            mayBeStretched && endsReadyForSure(ending),
            endsTransaction,
            copyEnds);
    bytes.clear();
    expected = new ArrayList<>();
    statements = new ArrayList<>();
    newStatements = new LinkedHashMap<>();
    newPortals = new LinkedHashMap<>();
    notExecuted = new ArrayList<>();
    mayBeStretched = true;
    endsTransaction = false;
    copyEnds = false;
    return unit;
  }

  /// A Query behind an extended batch is skipped if that fails, and ReadyForQuery with it.
  private boolean endsReadyForSure(Unit.Ending ending) {
    return switch (ending) {
      case SIMPLE -> expected.size() == 1;
      case SYNC -> true;
      case FLUSH, TERMINATE -> false;
    };
  }

  private String text(Bytes sql) {
    return sql.text(settings.charset());
  }
}
