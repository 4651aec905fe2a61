package dev.deadheat.rules;

import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.Guard;
import dev.deadheat.django.flow.Lock;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Source;
import dev.deadheat.django.flow.Table;
import dev.deadheat.django.flow.Write;
import java.util.Set;
import java.util.TreeSet;

/// When a lock, a key or a conditional statement makes a read and a write safe.
final class Protection {
  private static final Set<String> KEYS = Set.of("pk", "id", "uuid", "slug", "**", "[]");

  private static final Set<String> CONFLICTS =
      Set.of("IntegrityError", "UniqueViolation", "DatabaseError");

  private Protection() {}

  /// Whether a lock taken before the read (or by it) is still held at the write.
  static boolean covers(Read read, Write write) {
    if (isClaimed(read.table(), write) || isRevalidated(write)) {
      return true;
    }
    for (Lock lock : read.locks()) {
      if (lock.kind() != Lock.Kind.PROCESS && write.locks().contains(lock)) {
        return true;
      }
    }
    return read.parent().isPresent() && read.locking() && covers(read.parent().get(), write);
  }

  /// Whether a lock is held from before a look for a row that was not there until the write: a lock
  /// on the rows that the look found does not keep others from adding one.
  static boolean coversAbsence(Read look, Write write) {
    for (Lock lock : look.locks()) {
      boolean own = look.locking() && lock.site().place().equals(look.site().place());
      if (!own && lock.kind() != Lock.Kind.PROCESS && write.locks().contains(lock)) {
        return true;
      }
    }
    return isClaimed(look.table(), write);
  }

  /// Whether the request won the row before it writes it.
  private static boolean isClaimed(Table table, Write write) {
    for (Lock lock : write.locks()) {
      if (lock.kind() == Lock.Kind.CLAIM && lock.table().filter(table::equals).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /// Whether a column that was read before is compared with the same column read again under a lock
  /// that is held at the write: a version check.
  private static boolean isRevalidated(Write write) {
    for (Guard again : write.guards()) {
      Read fresh = again.source().read();
      if (again.source().aspect() != Source.Aspect.COLUMN || !isHeld(fresh, write)) {
        continue;
      }
      for (Guard before : write.guards()) {
        Read stale = before.source().read();
        if (before.source().aspect() == Source.Aspect.COLUMN
            && before.source().column().equals(again.source().column())
            && stale != fresh
            && stale.table().equals(fresh.table())
            && !isHeld(stale, write)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isHeld(Read read, Write write) {
    return read.locks().stream()
        .anyMatch(lock -> lock.kind() == Lock.Kind.ROW && write.locks().contains(lock));
  }

  /// Whether a call holds a lock around all that it calls.
  static boolean holds(CallSite call) {
    if (call.background()) {
      return false;
    }
    for (Lock lock : call.locks()) {
      if (lock.kind() != Lock.Kind.PROCESS) {
        return true;
      }
    }
    return false;
  }

  /// The columns that a filter looks at, without keys, lookups types and relations.
  static Set<String> columns(Set<String> lookups) {
    var out = new TreeSet<String>();
    for (String lookup : lookups) {
      if (lookup.startsWith("[")
          || lookup.startsWith("&")
          || lookup.startsWith("~")
          || lookup.equals("**")
          || lookup.startsWith(Table.THROUGH)) {
        continue;
      }
      String plain = lookup.startsWith("!") ? lookup.substring(1) : lookup;
      int under = plain.indexOf("__");
      String column = under < 0 ? plain : plain.substring(0, under);
      if (!KEYS.contains(column)) {
        out.add(column);
      }
    }
    return out;
  }

  /// Whether rows are looked for by their keys alone: that asks which there are, not how many.
  static boolean isByKeys(Set<String> lookups) {
    return lookups.stream().anyMatch(lookup -> lookup.endsWith("__in"))
        && columns(lookups).isEmpty();
  }

  /// Whether a violated unique key is caught around the write.
  static boolean catchesConflict(Write write) {
    return write.caught().stream().anyMatch(CONFLICTS::contains);
  }

  /// Whether it is caught around a call.
  static boolean catchesConflict(CallSite call) {
    return call.caught().stream().anyMatch(CONFLICTS::contains);
  }
}
