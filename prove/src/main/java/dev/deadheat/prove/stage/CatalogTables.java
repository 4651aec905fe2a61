package dev.deadheat.prove.stage;

import dev.deadheat.postgres.rows.Catalog;
import dev.deadheat.postgres.rows.Table;
import dev.deadheat.sql.Statement.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The tables of a catalog, by name and by object id.
final class CatalogTables implements Tables {
  private final Catalog catalog;
  private final Map<Integer, Table> byOid;
  private final Map<String, Table> byName;

  /// `table.column` of every column that owns a sequence.
  private final Set<String> generated;

  CatalogTables(Catalog catalog) {
    this.catalog = catalog;
    this.byOid =
        catalog.tables().stream().collect(Collectors.toMap(Table::oid, Function.identity()));
    this.byName =
        catalog.tables().stream().collect(Collectors.toMap(Table::name, Function.identity()));
    this.generated =
        new HashSet<>(
            catalog.sequences().stream().flatMap(sequence -> sequence.owner().stream()).toList());
  }

  private Optional<Table> table(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  @Override
  public Optional<String> resolve(TableName name) {
    return catalog.resolve(name.schema(), name.name()).map(Table::rowsName);
  }

  @Override
  public boolean runsCode(String table, boolean write) {
    return catalog.runsCode(table, write);
  }

  @Override
  public Set<String> functions() {
    return catalog.functions();
  }

  @Override
  public Optional<String> byOid(int oid) {
    return Optional.ofNullable(byOid.get(oid)).map(Table::rowsName);
  }

  @Override
  public Optional<String> column(String table, int attribute) {
    return table(table).stream()
        .flatMap(known -> known.columns().stream())
        .filter(column -> column.attribute() == attribute)
        .map(Table.Column::name)
        .findFirst();
  }

  @Override
  public Optional<String> type(String table, String column) {
    return table(table).stream()
        .flatMap(known -> known.columns().stream())
        .filter(known -> known.name().equals(column))
        .map(Table.Column::type)
        .findFirst();
  }

  @Override
  public List<ForeignKey> foreignKeys(String table) {
    return table(table).stream()
        .flatMap(known -> known.foreignKeys().stream())
        .map(
            key -> new ForeignKey(key.columns(), key.target(), key.targetColumns(), key.deferred()))
        .toList();
  }

  @Override
  public List<Referrer> referrers(String table) {
    return byName.keySet().stream()
        .sorted()
        .flatMap(from ->
            foreignKeys(from).stream()
                .filter(key -> key.target().equals(table))
                .map(key -> new Referrer(from, key)))
        .toList();
  }

  @Override
  public List<String> keyColumns(String table) {
    return table(table).map(Table::key).orElse(List.of());
  }

  @Override
  public boolean isGenerated(String table, String column) {
    return generated.contains(table + "." + column);
  }

  @Override
  public Optional<Reference> references(String table, String column) {
    return table(table).stream()
        .flatMap(known -> known.foreignKeys().stream())
        .filter(key -> key.columns().equals(List.of(column)))
        .map(key -> new Reference(key.target(), key.targetColumns().getFirst()))
        .findFirst();
  }

  /// Every table's unique keys, for the search: columns where equal columns mean the same row, none
  /// where more decides.
  Map<String, List<List<String>>> uniqueKeys() {
    return catalog.tables().stream()
        .collect(
            Collectors.toMap(
                Table::name,
                table ->
                    table.uniques().stream()
                        .map(index ->
                            index.isTotal() && !index.nullsEqual()
                                ? index.columns()
                                : List.<String>of())
                        .toList()));
  }
}
