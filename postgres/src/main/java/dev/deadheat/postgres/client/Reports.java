package dev.deadheat.postgres.client;

import dev.deadheat.wire.BackendMessage.Field;
import dev.deadheat.wire.Bytes;
import java.util.List;
import java.util.Optional;

/// Reads the fields of errors and notices (manual, 55.8).
final class Reports {
  private Reports() {}

  static Message.Report of(List<Field> fields) {
    return new Message.Report(
        field(fields, 'V').or(() -> field(fields, 'S')).orElse("ERROR"),
        field(fields, 'C').orElse(""),
        field(fields, 'M').orElse(""),
        field(fields, 'D'),
        field(fields, 'H'));
  }

  private static Optional<String> field(List<Field> fields, char code) {
    return fields.stream()
        .filter(field -> field.code() == (byte) code)
        .map(Field::value)
        .map(Bytes::utf8)
        .findFirst();
  }
}
