package dev.deadheat.rules;

import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.Lock;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Write;
import java.util.Set;
import java.util.TreeSet;

/// When a lock, a key or a conditional statement makes a read and a write safe.
final class Protection {
  private static final Set<String> KEYS = Set.of("pk", "id", "uuid", "slug", "**", "[]");

  private Protection() {}

  /// Whether a lock taken before the read (or by it) is still held at the write.
  static boolean covers(Read read, Write write) {
    for (Lock lock : read.locks()) {
      if (lock.kind() != Lock.Kind.PROCESS && write.locks().contains(lock)) {
        return true;
      }
    }
    return read.parent().isPresent() && read.locking() && covers(read.parent().get(), write);
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
      if (lookup.startsWith("[") || lookup.startsWith("&") || lookup.equals("**")) {
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

  /// Whether a violated unique key is caught around the write.
  static boolean catchesConflict(Write write) {
    return write.caught().contains("IntegrityError")
        || write.caught().contains("UniqueViolation")
        || write.caught().contains("DatabaseError");
  }
}
