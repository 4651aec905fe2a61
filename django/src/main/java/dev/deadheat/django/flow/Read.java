package dev.deadheat.django.flow;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A read of shared data: rows, their existence, a count, a cache key. Identity matters: two reads
/// on one line are two reads.
public final class Read {
  /// How the data was read.
  public enum Kind {
    /// One row by a lookup: `get`, `first`, `get_object_or_404`.
    ROW,
    /// Rows, by iterating or listing.
    ROWS,
    /// Whether there is any row.
    EXISTS,
    /// A count of rows.
    COUNT,
    /// A sum, maximum or other aggregate.
    AGGREGATE,
    /// A row behind a relation of another row, loaded on first use and kept.
    RELATED,
    /// The row was made in this function.
    CREATED,
    /// The row came from `get_or_create` or `update_or_create`.
    GET_OR_CREATE,
    /// A parameter: the caller read it.
    PARAMETER,
    /// The framework read it: the logged-in user, a form's instance.
    FRAMEWORK,
    /// A cache key.
    CACHE,
    /// How many rows an `UPDATE` with a condition changed: what the database answered.
    CHANGED
  }

  private final Kind kind;
  private final Table table;
  private final Site site;
  private final Set<String> lookups;
  private final boolean locking;
  private final List<Lock> locks;
  private final Optional<Read> parent;
  private final String detail;
  private final List<Site> via;

  Read(
      Kind kind,
      Table table,
      Site site,
      Set<String> lookups,
      boolean locking,
      List<Lock> locks,
      Optional<Read> parent,
      String detail,
      List<Site> via) {
    this.kind = kind;
    this.table = table;
    this.site = site;
    this.lookups = lookups;
    this.locking = locking;
    this.locks = List.copyOf(locks);
    this.parent = parent;
    this.detail = detail;
    this.via = List.copyOf(via);
  }

  /// The same read as a function sees it that is so many calls further in.
  public Read within(int calls) {
    return new Read(
        kind, table, site, lookups, locking, locks, parent, detail, via.subList(calls, via.size()));
  }

  /// How.
  public Kind kind() {
    return kind;
  }

  /// What was read.
  public Table table() {
    return table;
  }

  /// Where.
  public Site site() {
    return site;
  }

  /// The lookups that select the rows: `pk`, `status`, `created__lt`.
  public Set<String> lookups() {
    return lookups;
  }

  /// Whether the read itself takes row locks.
  public boolean locking() {
    return locking;
  }

  /// The locks held when it happens, its own included.
  public List<Lock> locks() {
    return locks;
  }

  /// For a related row, the row it was reached from.
  public Optional<Read> parent() {
    return parent;
  }

  /// The aggregate's name, the relation's attribute, or the parameter's path.
  public String detail() {
    return detail;
  }

  /// The calls through which it is reached, outermost first.
  public List<Site> via() {
    return via;
  }

  /// Whether nobody else can know the row yet.
  public boolean fresh() {
    return kind == Kind.CREATED;
  }

  /// Whether nobody else can know the rows yet: they are new, or belong to one that is.
  public boolean unknownToOthers() {
    return fresh() || lookups.contains(Table.FRESH);
  }

  /// Whether the row was in the table when it was read, so that it has a key.
  public boolean stored() {
    return switch (kind) {
      case ROW, ROWS, RELATED, GET_OR_CREATE -> true;
      case EXISTS, COUNT, AGGREGATE, CREATED, PARAMETER, FRAMEWORK, CACHE, CHANGED -> false;
    };
  }

  /// The parameter that this is, or is reached from.
  public Optional<Read> rootParameter() {
    Read each = this;
    for (int i = 0; i < 8; i++) {
      if (each.kind == Kind.PARAMETER) {
        return Optional.of(each);
      }
      if (each.parent.isEmpty()) {
        return Optional.empty();
      }
      each = each.parent.get();
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return kind + " " + table.name() + "@" + site;
  }
}
