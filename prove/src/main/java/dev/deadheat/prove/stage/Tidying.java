package dev.deadheat.prove.stage;

import java.util.List;

/// What puts back a database session in which a request has left something, without the client's
/// knowledge: prepared statements stay, for drivers keep count of them.
final class Tidying {
  /// Settings are those that stood when the session was first tidied: what a connection pool sets
  /// as it connects is to stay. They are remembered in a setting of our own.
  private static final String SETTINGS =
      """
      DO $$
      DECLARE
        kept json := nullif(current_setting('deadheat.kept', true), '')::json;
      BEGIN
        IF kept IS NULL THEN
          SELECT coalesce(json_object_agg(name, setting), '{}') INTO kept
            FROM pg_catalog.pg_settings WHERE source = 'session';
        ELSE
          RESET ALL;
          PERFORM pg_catalog.set_config(key, value, false) FROM json_each_text(kept);
        END IF;
        PERFORM pg_catalog.set_config('deadheat.kept', kept::text, false);
      END $$\
      """;

  static final List<String> STATEMENTS =
      List.of(
          "SELECT pg_catalog.pg_advisory_unlock_all()",
          "CLOSE ALL",
          "DISCARD TEMP",
          "DISCARD SEQUENCES",
          SETTINGS);

  private Tidying() {}
}
