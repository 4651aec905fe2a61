package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.BackendMessage.ErrorResponse;
import dev.deadheat.wire.BackendMessage.Field;
import dev.deadheat.wire.Bytes;

/// An error tells its place as a character of the query. The client's query had our tag before it,
/// and client libraries print that place's line: without this they would point beside it.
final class ErrorPosition {
  private ErrorPosition() {}

  static ErrorResponse moved(ErrorResponse error, int characters) {
    var position = error.field('P').map(Bytes::utf8);
    if (characters == 0 || position.isEmpty() || !position.get().matches("[0-9]{1,9}")) {
      return error;
    }
    var moved = Bytes.utf8(Integer.toString(Integer.parseInt(position.get()) + characters));
    return new ErrorResponse(
        error.fields().stream()
            .map(f -> f.code() == 'P' ? new Field(f.code(), moved) : f)
            .toList());
  }
}
