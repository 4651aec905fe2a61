package dev.deadheat.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the fields of one message's body; every read checks that the body goes that far.
final class BodyReader {
  private final String message;
  private final Bytes body;
  private int position;

  /// @param message the message's name, for errors
  BodyReader(String message, Bytes body) {
    this.message = message;
    this.body = body;
  }

  int int8() throws MalformedMessageException {
    need(1);
    return body.at(position++) & 0xff;
  }

  /// From 0 to 65,535: counts are unsigned, since Bind takes that many parameters.
  int int16() throws MalformedMessageException {
    return int8() << 8 | int8();
  }

  int int32() throws MalformedMessageException {
    need(4);
    position += 4;
    return body.int32At(position - 4);
  }

  Bytes text() throws MalformedMessageException {
    var end = body.indexOf((byte) 0, position);
    if (end < 0) {
      throw malformed("a text without its ending zero");
    }
    var text = body.slice(position, end);
    position = end + 1;
    return text;
  }

  Bytes bytes(int length) throws MalformedMessageException {
    if (length < 0) {
      throw malformed("a negative length " + length);
    }
    need(length);
    position += length;
    return body.slice(position - length, position);
  }

  Bytes rest() {
    var rest = body.from(position);
    position = body.length();
    return rest;
  }

  /// A value after its length; length -1 is null.
  Optional<Bytes> value() throws MalformedMessageException {
    var length = int32();
    return length == -1 ? Optional.empty() : Optional.of(bytes(length));
  }

  List<Optional<Bytes>> values() throws MalformedMessageException {
    var count = int16();
    var values = new ArrayList<Optional<Bytes>>(Math.min(count, left()));
    for (var i = 0; i < count; i++) {
      values.add(value());
    }
    return values;
  }

  List<Integer> int16s() throws MalformedMessageException {
    var count = int16();
    var values = new ArrayList<Integer>(Math.min(count, left()));
    for (var i = 0; i < count; i++) {
      values.add(int16());
    }
    return values;
  }

  List<Integer> int32s() throws MalformedMessageException {
    var count = int16();
    var values = new ArrayList<Integer>(Math.min(count, left()));
    for (var i = 0; i < count; i++) {
      values.add(int32());
    }
    return values;
  }

  int left() {
    return body.length() - position;
  }

  void end() throws MalformedMessageException {
    if (left() > 0) {
      throw malformed(left() + " bytes more than its fields");
    }
  }

  MalformedMessageException malformed(String what) {
    return new MalformedMessageException(
        "%s: %s at byte %d of %d".formatted(message, what, position, body.length()));
  }

  private void need(int bytes) throws MalformedMessageException {
    if (bytes > left()) {
      throw malformed("%d bytes wanted, %d left".formatted(bytes, left()));
    }
  }
}
