package dev.deadheat.wire;

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
import dev.deadheat.wire.FrontendMessage.Target;
import dev.deadheat.wire.FrontendMessage.Terminate;

/// Client messages to bytes and back.
public final class FrontendCodec {
  private FrontendCodec() {}

  /// Reads a message.
  ///
  /// @throws MalformedMessageException if its body is not as its type demands
  public static FrontendMessage decode(Frame.Whole frame) throws MalformedMessageException {
    return decode(frame.type(), frame.body());
  }

  /// Reads a message from its type and body.
  ///
  /// @throws MalformedMessageException if its body is not as its type demands
  public static FrontendMessage decode(byte type, Bytes body) throws MalformedMessageException {
    return switch (type) {
      case 'B' -> {
        var in = new BodyReader("Bind", body);
        yield ended(in, new Bind(in.text(), in.text(), in.int16s(), in.values(), in.int16s()));
      }
      case 'C' -> {
        var in = new BodyReader("Close", body);
        yield ended(in, new Close(target(in), in.text()));
      }
      case 'd' -> new CopyData(body);
      case 'c' -> ended(new BodyReader("CopyDone", body), new CopyDone());
      case 'f' -> {
        var in = new BodyReader("CopyFail", body);
        yield ended(in, new CopyFail(in.text()));
      }
      case 'D' -> {
        var in = new BodyReader("Describe", body);
        yield ended(in, new Describe(target(in), in.text()));
      }
      case 'E' -> {
        var in = new BodyReader("Execute", body);
        yield ended(in, new Execute(in.text(), in.int32()));
      }
      case 'H' -> ended(new BodyReader("Flush", body), new Flush());
      case 'F' -> {
        var in = new BodyReader("FunctionCall", body);
        yield ended(in, new FunctionCall(in.int32(), in.int16s(), in.values(), in.int16()));
      }
      case 'P' -> {
        var in = new BodyReader("Parse", body);
        yield ended(in, new Parse(in.text(), in.text(), in.int32s()));
      }
      case 'Q' -> {
        var in = new BodyReader("Query", body);
        yield ended(in, new Query(in.text()));
      }
      case 'S' -> ended(new BodyReader("Sync", body), new Sync());
      case 'X' -> ended(new BodyReader("Terminate", body), new Terminate());
      default -> new Opaque(type, body);
    };
  }

  /// Appends a message, with type and length.
  public static void encode(FrontendMessage message, ByteWriter out) {
    switch (message) {
      case Bind(var portal, var statement, var formats, var values, var resultFormats) ->
          Framing.message(
              out,
              'B',
              () -> {
                out.text(portal).text(statement);
                Framing.int16s(out, formats);
                Framing.values(out, values);
                Framing.int16s(out, resultFormats);
              });
      case Close(var target, var name) ->
          Framing.message(out, 'C', () -> out.int8(code(target)).text(name));
      case CopyData(var data) -> Framing.message(out, 'd', () -> out.bytes(data));
      case CopyDone() -> Framing.message(out, 'c', () -> {});
      case CopyFail(var reason) -> Framing.message(out, 'f', () -> out.text(reason));
      case Describe(var target, var name) ->
          Framing.message(out, 'D', () -> out.int8(code(target)).text(name));
      case Execute(var portal, var mostRows) ->
          Framing.message(out, 'E', () -> out.text(portal).int32(mostRows));
      case Flush() -> Framing.message(out, 'H', () -> {});
      case FunctionCall(var function, var formats, var arguments, var resultFormat) ->
          Framing.message(
              out,
              'F',
              () -> {
                out.int32(function);
                Framing.int16s(out, formats);
                Framing.values(out, arguments);
                out.int16(resultFormat);
              });
      case Parse(var statement, var sql, var types) ->
          Framing.message(
              out,
              'P',
              () -> {
                out.text(statement).text(sql);
                Framing.int32s(out, types);
              });
      case Query(var sql) -> Framing.message(out, 'Q', () -> out.text(sql));
      case Sync() -> Framing.message(out, 'S', () -> {});
      case Terminate() -> Framing.message(out, 'X', () -> {});
      case Opaque(var type, var body) -> Framing.message(out, (char) type, () -> out.bytes(body));
    }
  }

  private static FrontendMessage ended(BodyReader in, FrontendMessage message)
      throws MalformedMessageException {
    in.end();
    return message;
  }

  private static Target target(BodyReader in) throws MalformedMessageException {
    var code = in.int8();
    return switch (code) {
      case 'S' -> Target.STATEMENT;
      case 'P' -> Target.PORTAL;
      default -> throw in.malformed("target " + code + " is neither S nor P");
    };
  }

  private static int code(Target target) {
    return switch (target) {
      case STATEMENT -> 'S';
      case PORTAL -> 'P';
    };
  }
}
