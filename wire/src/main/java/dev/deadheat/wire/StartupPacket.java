package dev.deadheat.wire;

import java.util.List;
import java.util.Optional;

/// What a client may send before anything else: packets without a type byte, told apart by a
/// version or request number (manual, 54.7).
public sealed interface StartupPacket {
  /// Begins a session.
  ///
  /// @param major 3
  /// @param minor 0 or 2
  /// @param parameters such as `user` and `database`, in the order sent
  record StartupMessage(int major, int minor, List<Parameter> parameters) implements StartupPacket {
    public StartupMessage {
      parameters = List.copyOf(parameters);
    }

    /// A parameter's value.
    public Optional<Bytes> parameter(String name) {
      var wanted = Bytes.utf8(name);
      return parameters.stream()
          .filter(p -> p.name.equals(wanted))
          .map(Parameter::value)
          .findFirst();
    }
  }

  /// Asks for TLS; answered by one byte, `S` or `N`.
  record SSLRequest() implements StartupPacket {}

  /// Asks for GSSAPI encryption; answered by one byte, `G` or `N`.
  record GSSENCRequest() implements StartupPacket {}

  /// Asks to cancel what another connection runs; not answered.
  ///
  /// @param key four bytes in protocol 3.0, up to 256 in 3.2
  record CancelRequest(int processId, Bytes key) implements StartupPacket {}

  /// A name and its value.
  record Parameter(Bytes name, Bytes value) {}
}
