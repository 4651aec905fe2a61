DROP TRIGGER IF EXISTS "~deadheat_row" ON @table@;
DROP TRIGGER IF EXISTS "~deadheat_truncate" ON @table@;
CREATE TRIGGER "~deadheat_row" AFTER INSERT OR UPDATE OR DELETE ON @table@ FOR EACH ROW
  WHEN (pg_catalog.current_setting('deadheat.quiet', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION deadheat.note_row();
CREATE TRIGGER "~deadheat_truncate" AFTER TRUNCATE ON @table@ FOR EACH STATEMENT
  WHEN (pg_catalog.current_setting('deadheat.quiet', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION deadheat.note_truncate();
ALTER TABLE @table@ ENABLE ALWAYS TRIGGER "~deadheat_row";
ALTER TABLE @table@ ENABLE ALWAYS TRIGGER "~deadheat_truncate";
