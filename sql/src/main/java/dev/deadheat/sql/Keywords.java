package dev.deadheat.sql;

import java.util.Set;

/// Tells keywords from names, so that the former can be printed in capitals.
final class Keywords {
  /// Keywords that PostgreSQL reserves: as names they need quotes, so without quotes they are
  /// keywords (manual, appendix C).
  private static final Set<String> RESERVED =
      Set.of(
          "all",
          "and",
          "any",
          "array",
          "as",
          "asc",
          "both",
          "case",
          "cast",
          "check",
          "collate",
          "column",
          "constraint",
          "create",
          "cross",
          "default",
          "deferrable",
          "desc",
          "distinct",
          "do",
          "else",
          "end",
          "except",
          "false",
          "fetch",
          "for",
          "foreign",
          "from",
          "full",
          "grant",
          "group",
          "having",
          "ilike",
          "in",
          "initially",
          "inner",
          "intersect",
          "into",
          "is",
          "isnull",
          "join",
          "lateral",
          "leading",
          "left",
          "like",
          "limit",
          "natural",
          "not",
          "notnull",
          "null",
          "offset",
          "on",
          "only",
          "or",
          "order",
          "outer",
          "overlaps",
          "primary",
          "references",
          "returning",
          "right",
          "select",
          "similar",
          "some",
          "symmetric",
          "table",
          "then",
          "to",
          "trailing",
          "true",
          "union",
          "unique",
          "user",
          "using",
          "variadic",
          "when",
          "where",
          "window",
          "with");

  /// Words that are keywords here though they could be names, each after one of the given words.
  private static final Set<String> PAIRS =
      Set.of(
          "order by",
          "group by",
          "partition by",
          "for no",
          "no key",
          "key update",
          "for key",
          "key share",
          "for share",
          "for update",
          "update of",
          "share of",
          "update nowait",
          "share nowait",
          "update skip",
          "share skip",
          "skip locked",
          "on conflict",
          "do nothing",
          "do update",
          "update set",
          "insert into",
          "delete from",
          "not exists",
          "not between",
          "conflict do",
          "default values",
          "nulls first",
          "nulls last",
          "isolation level",
          "begin isolation",
          "transaction isolation",
          "level read",
          "level repeatable",
          "level serializable",
          "read committed",
          "repeatable read",
          "set transaction",
          "set local",
          "start transaction",
          "rollback to",
          "to savepoint",
          "release savepoint",
          "lock table",
          "nowait for",
          "set constraints",
          "all immediate",
          "all deferred");

  private static final Set<String> FIRST_WORDS =
      Set.of(
          "begin",
          "commit",
          "rollback",
          "savepoint",
          "release",
          "set",
          "show",
          "insert",
          "update",
          "delete",
          "merge",
          "copy",
          "truncate",
          "lock",
          "call",
          "values",
          "start",
          "end",
          "abort",
          "alter",
          "drop",
          "fetch",
          "declare",
          "close",
          "reset",
          "listen",
          "notify");

  private static final Set<String> CLAUSE_WORDS = Set.of("set", "values", "exists", "between");

  private Keywords() {}

  /// Whether a word would need quotes as a name.
  static boolean isReserved(String word) {
    return RESERVED.contains(word);
  }

  /// Whether the word at an index is a keyword there.
  static boolean isKeyword(Tokens tokens, int at) {
    String word = tokens.get(at).value();
    if (tokens.isMark(at - 1, ".") || tokens.isMark(at + 1, ".")) {
      return false;
    }
    if (RESERVED.contains(word) || (at == 0 && FIRST_WORDS.contains(word))) {
      return true;
    }
    String before = tokens.word(Math.max(0, at - 1)).orElse("");
    if (at > 0 && PAIRS.contains(before + " " + word)) {
      return true;
    }
    return CLAUSE_WORDS.contains(word)
        && !tokens.isMark(at - 1, ",")
        && !tokens.isMark(at + 1, "=");
  }
}
