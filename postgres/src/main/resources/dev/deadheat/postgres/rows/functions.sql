-- The functions that tell what was written. See Notices.java.
CREATE SCHEMA IF NOT EXISTS deadheat;

CREATE OR REPLACE FUNCTION deadheat.row_text(r anyelement, relation oid) RETURNS text
LANGUAGE plpgsql STABLE AS $body$
DECLARE
  whole text := r::text;
  short text;
BEGIN
  IF octet_length(whole) <= @maxRowBytes@ THEN
    RETURN encode(convert_to(whole, 'UTF8'), 'hex');
  END IF;
  EXECUTE (
    SELECT 'SELECT ROW(' || string_agg(format(
      'CASE WHEN octet_length(($1).%1$I::text) > @maxColumnBytes@'
      ' THEN ''@cut@'' || md5(($1).%1$I::text)'
      ' WHEN ($1).%1$I IS DISTINCT FROM NULL THEN format(''%%s'', ($1).%1$I) END',
      attname), ',' ORDER BY attnum) || ')::text'
    FROM pg_attribute WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped)
    INTO short USING r;
  RETURN encode(convert_to(short, 'UTF8'), 'hex');
EXCEPTION WHEN OTHERS THEN
  RETURN '!';
END
$body$;

CREATE OR REPLACE FUNCTION deadheat.note_row() RETURNS trigger
LANGUAGE plpgsql
SET client_min_messages = notice
SET search_path = pg_catalog
SET DateStyle = 'ISO, MDY'
SET IntervalStyle = postgres
SET TimeZone = 'UTC'
SET bytea_output = hex
SET extra_float_digits = 1
SET lc_monetary = 'C'
SET xmlbinary = base64
AS $body$
DECLARE
  told text := '!';
BEGIN
  BEGIN
    told := CASE TG_OP
      WHEN 'INSERT' THEN deadheat.row_text(NEW, TG_RELID)
      WHEN 'DELETE' THEN deadheat.row_text(OLD, TG_RELID)
      ELSE deadheat.row_text(OLD, TG_RELID) || ' ' || deadheat.row_text(NEW, TG_RELID)
    END;
  EXCEPTION WHEN OTHERS THEN
    told := '!';
  END;
  RAISE NOTICE '%', '@mark@' || left(TG_OP, 1) || ' ' || TG_RELID || ' ' || told;
  RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION deadheat.note_truncate() RETURNS trigger
LANGUAGE plpgsql SET client_min_messages = notice SET search_path = pg_catalog AS $body$
BEGIN
  RAISE NOTICE '%', '@mark@T ' || TG_RELID;
  RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION deadheat.note_ddl() RETURNS event_trigger
LANGUAGE plpgsql SET client_min_messages = notice SET search_path = pg_catalog AS $body$
BEGIN
  IF current_setting('deadheat.quiet', true) = 'on' THEN
    RETURN;
  END IF;
  IF TG_TAG LIKE 'CREATE%' AND NOT EXISTS (
    SELECT FROM pg_event_trigger_ddl_commands()
    WHERE schema_name IS DISTINCT FROM 'pg_temp') THEN
    RETURN;
  END IF;
  RAISE NOTICE '%', '@mark@X ' || encode(convert_to(TG_TAG, 'UTF8'), 'hex');
END
$body$;
