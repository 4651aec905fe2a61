package dev.deadheat.postgres.client;

import dev.deadheat.postgres.server.Credentials;
import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Answers the server's authentication requests (manual, 55.2.1): none, a clear password or SCRAM.
final class Authentication {
  private static final int OK = 0;
  private static final int CLEARTEXT_PASSWORD = 3;
  private static final int SASL = 10;
  private static final int SASL_CONTINUE = 11;
  private static final int SASL_FINAL = 12;

  private final Credentials credentials;
  private final Scram scram;

  Authentication(Credentials credentials) {
    this.credentials = credentials;
    this.scram = new Scram(credentials);
  }

  /// The body of our answer; empty if none is wanted.
  Optional<Bytes> answer(Bytes request) throws ClientException {
    return switch (request.int32At(0)) {
      case OK, SASL_FINAL -> Optional.empty();
      case CLEARTEXT_PASSWORD ->
          Optional.of(new ByteWriter().text(Bytes.utf8(credentials.password())).toBytes());
      case SASL -> {
        Bytes first = Bytes.utf8(scram.begin());
        yield Optional.of(
            new ByteWriter()
                .text(Bytes.utf8(Scram.MECHANISM))
                .int32(first.length())
                .bytes(first)
                .toBytes());
      }
      case SASL_CONTINUE ->
          Optional.of(Bytes.utf8(scram.proveTo(request.from(4).text(StandardCharsets.UTF_8))));
      default ->
          throw new ClientException(
              "the server wants a way to log in that we do not know (code %d); allow"
                      .formatted(request.int32At(0))
                  + " scram-sha-256 for this user in pg_hba.conf");
    };
  }
}
