package dev.deadheat.wire;

import dev.deadheat.wire.StartupPacket.CancelRequest;
import dev.deadheat.wire.StartupPacket.GSSENCRequest;
import dev.deadheat.wire.StartupPacket.Parameter;
import dev.deadheat.wire.StartupPacket.SSLRequest;
import dev.deadheat.wire.StartupPacket.StartupMessage;
import java.util.ArrayList;
import java.util.List;

/// Start-up packets to bytes and back.
public final class StartupCodec {
  /// The longest packet that servers take (`MAX_STARTUP_PACKET_LENGTH`).
  static final int MOST_BYTES = 10_000;

  private static final int REQUEST = 1234;
  private static final int CANCEL = 5678;
  private static final int SSL = 5679;
  private static final int GSSENC = 5680;
  private static final int LONGEST_CANCEL_KEY = 256;

  private StartupCodec() {}

  /// Reads a packet from what follows its length.
  ///
  /// @throws MalformedMessageException if it is none
  public static StartupPacket decode(Bytes body) throws MalformedMessageException {
    var in = new BodyReader("start-up packet", body);
    var major = in.int16();
    var minor = in.int16();
    StartupPacket packet =
        switch (major) {
          case 3 -> new StartupMessage(major, minor, parameters(in));
          case REQUEST ->
              switch (minor) {
                case CANCEL -> new CancelRequest(in.int32(), key(in));
                case SSL -> new SSLRequest();
                case GSSENC -> new GSSENCRequest();
                default -> throw in.malformed("request number " + minor + " is not known");
              };
          default ->
              throw in.malformed("protocol version %d.%d; 3.x is spoken".formatted(major, minor));
        };
    in.end();
    return packet;
  }

  /// Appends a packet, with its length.
  public static void encode(StartupPacket packet, ByteWriter out) {
    var start = out.length();
    out.int32(0);
    switch (packet) {
      case StartupMessage(var major, var minor, var parameters) -> {
        out.int16(major).int16(minor);
        parameters.forEach(p -> out.text(p.name()).text(p.value()));
        out.int8(0);
      }
      case SSLRequest() -> out.int16(REQUEST).int16(SSL);
      case GSSENCRequest() -> out.int16(REQUEST).int16(GSSENC);
      case CancelRequest(var processId, var key) ->
          out.int16(REQUEST).int16(CANCEL).int32(processId).bytes(key);
    }
    out.patchInt32(start, out.length() - start);
  }

  private static Bytes key(BodyReader in) throws MalformedMessageException {
    var key = in.rest();
    if (key.isEmpty() || key.length() > LONGEST_CANCEL_KEY) {
      throw in.malformed("a cancel key of " + key.length() + " bytes");
    }
    return key;
  }

  private static List<Parameter> parameters(BodyReader in) throws MalformedMessageException {
    var parameters = new ArrayList<Parameter>();
    for (var name = in.text(); !name.isEmpty(); name = in.text()) {
      parameters.add(new Parameter(name, in.text()));
    }
    return parameters;
  }
}
