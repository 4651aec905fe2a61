package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.BackendMessage.Column;
import dev.deadheat.wire.Bytes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a connection has prepared and bound, by name; the empty name is the unnamed one.
///
/// Kept in step with the server by its confirmations. A statement deallocated by SQL may stay here
/// for a while: the server refuses it anyway.
final class Prepared {
  private static final int MOST_STATEMENTS = 10_000;

  private final Map<Bytes, Statement> statements = new Latest<>();
  private final Map<Bytes, Portal> portals = new HashMap<>();

  /// The columns of a text when it was last described.
  private final Map<Bytes, List<Column>> described = new Latest<>();

  /// Forgets the eldest when there are too many.
  private static final class Latest<V> extends LinkedHashMap<Bytes, V> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Bytes, V> eldest) {
      return size() > MOST_STATEMENTS;
    }
  }

  /// A prepared statement.
  ///
  /// @param sql its text, our tag stripped
  /// @param cut how many characters were stripped from its beginning
  /// @param types its parameters' types as far as known, 0 or missing if not
  /// @param columns its result's columns, once it was described
  record Statement(
      Bytes sql,
      int cut,
      Optional<Step.Tag> tag,
      List<Integer> types,
      Optional<List<Column>> columns) {}

  /// A statement with its values.
  ///
  /// @param formats of the values: none, one for all, or one each
  /// @param resultFormats of the columns: none, one for all, or one each
  /// @param columns the result's columns, once it or its statement was described
  record Portal(
      Statement statement,
      List<Integer> formats,
      List<Optional<Bytes>> values,
      List<Integer> resultFormats,
      Optional<List<Column>> columns) {

    /// A format code from a list as Bind sends it.
    static int format(List<Integer> formats, int index) {
      return switch (formats.size()) {
        case 0 -> 0;
        case 1 -> formats.getFirst();
        default -> index < formats.size() ? formats.get(index) : 0;
      };
    }
  }

  Optional<Statement> statement(Bytes name) {
    return Optional.ofNullable(statements.get(name));
  }

  Optional<Portal> portal(Bytes name) {
    return Optional.ofNullable(portals.get(name));
  }

  void prepared(Bytes name, Statement statement) {
    statements.remove(name);
    statements.put(name, statement);
  }

  /// Takes the columns of a portal that was not described from its statement (which may have been
  /// described after the portal was made, in one pipeline), or else from the same text prepared
  /// before: pgjdbc has a text described once, when it is unnamed, and not again when it gets a
  /// name.
  void bound(Bytes name, Bytes statementName, Portal portal) {
    var columns =
        portal
            .columns()
            .or(() -> statement(statementName).flatMap(Statement::columns))
            .or(() -> Optional.ofNullable(described.get(portal.statement.sql)));
    portals.put(
        name,
        new Portal(portal.statement, portal.formats, portal.values, portal.resultFormats, columns));
  }

  void closedStatement(Bytes name) {
    statements.remove(name);
  }

  void closedPortal(Bytes name) {
    portals.remove(name);
  }

  void describedTypes(Bytes statement, List<Integer> types) {
    statements.computeIfPresent(
        statement, (_, old) -> new Statement(old.sql, old.cut, old.tag, types, old.columns));
  }

  void describedStatement(Bytes name, List<Column> columns) {
    statements.computeIfPresent(
        name,
        (_, old) -> {
          described.put(old.sql, columns);
          return new Statement(old.sql, old.cut, old.tag, old.types, Optional.of(columns));
        });
  }

  void describedPortal(Bytes name, List<Column> columns) {
    portals.computeIfPresent(
        name,
        (_, old) -> {
          described.put(old.statement.sql, columns);
          return new Portal(
              old.statement, old.formats, old.values, old.resultFormats, Optional.of(columns));
        });
  }

  /// Portals do not outlive their transaction.
  void transactionEnded() {
    portals.clear();
  }

  /// `DEALLOCATE ALL` or `DISCARD ALL` was done.
  void forgetStatements() {
    statements.clear();
  }
}
