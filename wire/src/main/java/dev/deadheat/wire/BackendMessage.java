package dev.deadheat.wire;

import java.util.List;
import java.util.Optional;

/// A message from server to client, named as in the manual (54.7). `Opaque` carries, byte for byte,
/// whatever is only relayed.
///
/// Texts are bytes in the connection's client encoding, without the ending zero; so encoding what
/// was decoded gives the same bytes again. Formats are 0 for text and 1 for binary; oids are
/// unsigned.
public sealed interface BackendMessage {
  /// What a CancelRequest must quote.
  ///
  /// @param key four bytes in protocol 3.0, up to 256 in 3.2
  record BackendKeyData(int processId, Bytes key) implements BackendMessage {}

  /// A Bind is done.
  record BindComplete() implements BackendMessage {}

  /// A Close is done.
  record CloseComplete() implements BackendMessage {}

  /// A statement is done.
  ///
  /// @param tag such as `UPDATE 1`
  record CommandComplete(Bytes tag) implements BackendMessage {}

  /// COPY in both directions begins (replication only).
  record CopyBothResponse(int format, List<Integer> columnFormats) implements BackendMessage {
    public CopyBothResponse {
      columnFormats = List.copyOf(columnFormats);
    }
  }

  /// Some of the data of a COPY.
  record CopyData(Bytes data) implements BackendMessage {}

  /// A COPY's data is complete.
  record CopyDone() implements BackendMessage {}

  /// The server waits for a COPY's data.
  record CopyInResponse(int format, List<Integer> columnFormats) implements BackendMessage {
    public CopyInResponse {
      columnFormats = List.copyOf(columnFormats);
    }
  }

  /// A COPY's data follows.
  record CopyOutResponse(int format, List<Integer> columnFormats) implements BackendMessage {
    public CopyOutResponse {
      columnFormats = List.copyOf(columnFormats);
    }
  }

  /// A row; null is absent.
  record DataRow(List<Optional<Bytes>> values) implements BackendMessage {
    public DataRow {
      values = List.copyOf(values);
    }
  }

  /// The query was empty.
  record EmptyQueryResponse() implements BackendMessage {}

  /// An error ended the statement or the connection.
  record ErrorResponse(List<Field> fields) implements BackendMessage {
    public ErrorResponse {
      fields = List.copyOf(fields);
    }

    /// A field's value by its code, such as `C` for the SQLSTATE and `M` for the message.
    public Optional<Bytes> field(char code) {
      return Field.find(fields, code);
    }
  }

  /// A FunctionCall's result; null is absent.
  record FunctionCallResponse(Optional<Bytes> value) implements BackendMessage {}

  /// The server speaks an older minor version or does not know some options.
  record NegotiateProtocolVersion(int newestMinor, List<Bytes> unknownOptions)
      implements BackendMessage {
    public NegotiateProtocolVersion {
      unknownOptions = List.copyOf(unknownOptions);
    }
  }

  /// A description: there will be no rows.
  record NoData() implements BackendMessage {}

  /// A warning or a notice.
  record NoticeResponse(List<Field> fields) implements BackendMessage {
    public NoticeResponse {
      fields = List.copyOf(fields);
    }

    /// A field's value by its code, such as `M` for the message.
    public Optional<Bytes> field(char code) {
      return Field.find(fields, code);
    }
  }

  /// A NOTIFY from some session.
  record NotificationResponse(int processId, Bytes channel, Bytes payload)
      implements BackendMessage {}

  /// A prepared statement's parameters, as type oids.
  record ParameterDescription(List<Integer> types) implements BackendMessage {
    public ParameterDescription {
      types = List.copyOf(types);
    }
  }

  /// A setting that clients follow has a new value.
  record ParameterStatus(Bytes name, Bytes value) implements BackendMessage {}

  /// A Parse is done.
  record ParseComplete() implements BackendMessage {}

  /// An Execute stopped at its row limit; there may be more.
  record PortalSuspended() implements BackendMessage {}

  /// The server waits for the next query.
  record ReadyForQuery(TransactionStatus status) implements BackendMessage {}

  /// A result's columns.
  record RowDescription(List<Column> columns) implements BackendMessage {
    public RowDescription {
      columns = List.copyOf(columns);
    }
  }

  /// Any other message: authentication, and types not known here.
  record Opaque(byte type, Bytes body) implements BackendMessage {}

  /// One field of an error or a notice.
  ///
  /// @param code such as `C` or `M` (manual, 54.8)
  record Field(byte code, Bytes value) {
    static Optional<Bytes> find(List<Field> fields, char code) {
      return fields.stream().filter(f -> f.code == code).map(Field::value).findFirst();
    }
  }

  /// A result's column.
  ///
  /// @param table the oid of the table it comes from, or 0
  /// @param attribute its number in that table, or 0
  /// @param type the type's oid
  /// @param typeBytes the type's size; negative if it varies
  record Column(
      Bytes name,
      int table,
      int attribute,
      int type,
      int typeBytes,
      int typeModifier,
      int format) {}

  /// The transaction status of ReadyForQuery.
  enum TransactionStatus {
    IDLE('I'),
    IN_TRANSACTION('T'),
    FAILED('E');

    private final byte code;

    TransactionStatus(char code) {
      this.code = (byte) code;
    }

    /// The byte on the wire.
    public byte code() {
      return code;
    }
  }
}
