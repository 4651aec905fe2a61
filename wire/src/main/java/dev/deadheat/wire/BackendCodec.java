package dev.deadheat.wire;

import dev.deadheat.wire.BackendMessage.BackendKeyData;
import dev.deadheat.wire.BackendMessage.BindComplete;
import dev.deadheat.wire.BackendMessage.CloseComplete;
import dev.deadheat.wire.BackendMessage.Column;
import dev.deadheat.wire.BackendMessage.CommandComplete;
import dev.deadheat.wire.BackendMessage.CopyBothResponse;
import dev.deadheat.wire.BackendMessage.CopyData;
import dev.deadheat.wire.BackendMessage.CopyDone;
import dev.deadheat.wire.BackendMessage.CopyInResponse;
import dev.deadheat.wire.BackendMessage.CopyOutResponse;
import dev.deadheat.wire.BackendMessage.DataRow;
import dev.deadheat.wire.BackendMessage.EmptyQueryResponse;
import dev.deadheat.wire.BackendMessage.ErrorResponse;
import dev.deadheat.wire.BackendMessage.Field;
import dev.deadheat.wire.BackendMessage.FunctionCallResponse;
import dev.deadheat.wire.BackendMessage.NegotiateProtocolVersion;
import dev.deadheat.wire.BackendMessage.NoData;
import dev.deadheat.wire.BackendMessage.NoticeResponse;
import dev.deadheat.wire.BackendMessage.NotificationResponse;
import dev.deadheat.wire.BackendMessage.Opaque;
import dev.deadheat.wire.BackendMessage.ParameterDescription;
import dev.deadheat.wire.BackendMessage.ParameterStatus;
import dev.deadheat.wire.BackendMessage.ParseComplete;
import dev.deadheat.wire.BackendMessage.PortalSuspended;
import dev.deadheat.wire.BackendMessage.ReadyForQuery;
import dev.deadheat.wire.BackendMessage.RowDescription;
import dev.deadheat.wire.BackendMessage.TransactionStatus;
import java.util.ArrayList;
import java.util.List;

/// Server messages to bytes and back.
public final class BackendCodec {
  private BackendCodec() {}

  /// Reads a message.
  ///
  /// @throws MalformedMessageException if its body is not as its type demands
  public static BackendMessage decode(Frame.Whole frame) throws MalformedMessageException {
    return decode(frame.type(), frame.body());
  }

  /// Reads a message from its type and body.
  ///
  /// @throws MalformedMessageException if its body is not as its type demands
  public static BackendMessage decode(byte type, Bytes body) throws MalformedMessageException {
    var in = new BodyReader("server message " + (char) (type & 0xff), body);
    BackendMessage message =
        switch (type) {
          case 'K' -> new BackendKeyData(in.int32(), in.rest());
          case '2' -> new BindComplete();
          case '3' -> new CloseComplete();
          case 'C' -> new CommandComplete(in.text());
          case 'W' -> new CopyBothResponse(in.int8(), in.int16s());
          case 'd' -> new CopyData(in.rest());
          case 'c' -> new CopyDone();
          case 'G' -> new CopyInResponse(in.int8(), in.int16s());
          case 'H' -> new CopyOutResponse(in.int8(), in.int16s());
          case 'D' -> new DataRow(in.values());
          case 'I' -> new EmptyQueryResponse();
          case 'E' -> new ErrorResponse(fields(in));
          case 'V' -> new FunctionCallResponse(in.value());
          case 'v' -> new NegotiateProtocolVersion(in.int32(), options(in));
          case 'n' -> new NoData();
          case 'N' -> new NoticeResponse(fields(in));
          case 'A' -> new NotificationResponse(in.int32(), in.text(), in.text());
          case 't' -> new ParameterDescription(in.int32s());
          case 'S' -> new ParameterStatus(in.text(), in.text());
          case '1' -> new ParseComplete();
          case 's' -> new PortalSuspended();
          case 'Z' -> new ReadyForQuery(status(in));
          case 'T' -> new RowDescription(columns(in));
          default -> new Opaque(type, in.rest());
        };
    in.end();
    return message;
  }

  /// Appends a message, with type and length.
  public static void encode(BackendMessage message, ByteWriter out) {
    Framing.message(out, (char) (type(message) & 0xff), () -> body(message, out));
  }

  private static byte type(BackendMessage message) {
    return (byte)
        switch (message) {
          case BackendKeyData _ -> 'K';
          case BindComplete _ -> '2';
          case CloseComplete _ -> '3';
          case CommandComplete _ -> 'C';
          case CopyBothResponse _ -> 'W';
          case CopyData _ -> 'd';
          case CopyDone _ -> 'c';
          case CopyInResponse _ -> 'G';
          case CopyOutResponse _ -> 'H';
          case DataRow _ -> 'D';
          case EmptyQueryResponse _ -> 'I';
          case ErrorResponse _ -> 'E';
          case FunctionCallResponse _ -> 'V';
          case NegotiateProtocolVersion _ -> 'v';
          case NoData _ -> 'n';
          case NoticeResponse _ -> 'N';
          case NotificationResponse _ -> 'A';
          case ParameterDescription _ -> 't';
          case ParameterStatus _ -> 'S';
          case ParseComplete _ -> '1';
          case PortalSuspended _ -> 's';
          case ReadyForQuery _ -> 'Z';
          case RowDescription _ -> 'T';
          case Opaque opaque -> opaque.type();
        };
  }

  private static void body(BackendMessage message, ByteWriter out) {
    switch (message) {
      case BackendKeyData(var processId, var key) -> out.int32(processId).bytes(key);
      case CommandComplete(var tag) -> out.text(tag);
      case CopyBothResponse(var format, var columns) -> formats(format, columns, out);
      case CopyInResponse(var format, var columns) -> formats(format, columns, out);
      case CopyOutResponse(var format, var columns) -> formats(format, columns, out);
      case CopyData(var data) -> out.bytes(data);
      case DataRow(var values) -> Framing.values(out, values);
      case ErrorResponse(var fields) -> fields(fields, out);
      case NoticeResponse(var fields) -> fields(fields, out);
      case FunctionCallResponse(var value) -> Framing.value(out, value);
      case NegotiateProtocolVersion(var newestMinor, var options) -> {
        out.int32(newestMinor).int32(options.size());
        options.forEach(out::text);
      }
      case NotificationResponse(var processId, var channel, var payload) ->
          out.int32(processId).text(channel).text(payload);
      case ParameterDescription(var types) -> Framing.int32s(out, types);
      case ParameterStatus(var name, var value) -> out.text(name).text(value);
      case ReadyForQuery(var status) -> out.int8(status.code());
      case RowDescription(var columns) -> columns(columns, out);
      case Opaque(_, var body) -> out.bytes(body);
      case BindComplete() -> {}
      case CloseComplete() -> {}
      case CopyDone() -> {}
      case EmptyQueryResponse() -> {}
      case NoData() -> {}
      case ParseComplete() -> {}
      case PortalSuspended() -> {}
    }
  }

  private static void formats(int format, List<Integer> columns, ByteWriter out) {
    out.int8(format);
    Framing.int16s(out, columns);
  }

  private static List<Field> fields(BodyReader in) throws MalformedMessageException {
    var fields = new ArrayList<Field>();
    for (var code = in.int8(); code != 0; code = in.int8()) {
      fields.add(new Field((byte) code, in.text()));
    }
    return fields;
  }

  private static void fields(List<Field> fields, ByteWriter out) {
    fields.forEach(field -> out.int8(field.code()).text(field.value()));
    out.int8(0);
  }

  private static List<Bytes> options(BodyReader in) throws MalformedMessageException {
    var count = in.int32();
    if (count < 0 || count > in.left()) {
      throw in.malformed(count + " options");
    }
    var options = new ArrayList<Bytes>(count);
    for (var i = 0; i < count; i++) {
      options.add(in.text());
    }
    return options;
  }

  private static TransactionStatus status(BodyReader in) throws MalformedMessageException {
    var code = in.int8();
    for (var status : TransactionStatus.values()) {
      if (status.code() == code) {
        return status;
      }
    }
    throw in.malformed("transaction status " + code + " is none of I, T, E");
  }

  private static List<Column> columns(BodyReader in) throws MalformedMessageException {
    var count = in.int16();
    var columns = new ArrayList<Column>(Math.min(count, in.left()));
    for (var i = 0; i < count; i++) {
      columns.add(
          new Column(
              in.text(),
              in.int32(),
              in.int16(),
              in.int32(),
              (short) in.int16(),
              in.int32(),
              in.int16()));
    }
    return columns;
  }

  private static void columns(List<Column> columns, ByteWriter out) {
    out.int16(Framing.count(columns));
    for (var column : columns) {
      out.text(column.name())
          .int32(column.table())
          .int16(column.attribute())
          .int32(column.type())
          .int16(column.typeBytes())
          .int32(column.typeModifier())
          .int16(column.format());
    }
  }
}
