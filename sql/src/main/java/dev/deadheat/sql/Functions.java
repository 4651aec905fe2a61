package dev.deadheat.sql;

import java.util.Set;

/// What is known of functions by their names.
///
/// A name of the pure list could be an application's own function in another schema; the server's
/// lock table shows the tables that such a one touches.
final class Functions {
  /// Words that may stand before a parenthesis without calling anything, and types in casts.
  private static final Set<String> NO_CALLS =
      words(
          """
          all and any array as between by case cast conflict cube default distinct else except
          exists filter from group grouping having in insert intersect into is join lateral like
          ilike limit not offset on or order over overlaps partition range returning row rows
          select set sets similar some then to union using values when where with within nullif
          coalesce greatest least only rollup recursive materialized
          bigint bit bool boolean bpchar box char character cidr date decimal float float4 float8
          inet int int2 int4 int8 integer interval json jsonb macaddr money numeric point real
          serial smallint text time timestamp timestamptz timetz tsquery tsvector uuid varbit
          varchar varying xml zone int4range int8range numrange tsrange tstzrange daterange name
          """);

  private static final Set<String> PURE =
      words(
          """
          abs acos age array_agg array_append array_cat array_dims array_length array_lower
          array_ndims array_position array_positions array_prepend array_remove array_replace
          array_to_json array_to_string array_upper ascii asin atan atan2 avg bit_and bit_length
          bit_or bool_and bool_or broadcast btrim cardinality cbrt ceil ceiling char_length
          character_length chr clock_timestamp concat concat_ws convert_from convert_to corr cos
          cot count covar_pop covar_samp cume_dist current_catalog current_database current_date
          current_query current_role current_schema current_schemas current_setting current_time
          current_timestamp current_user date_bin date_part date_trunc decode degrees dense_rank
          div encode every exp extract family first_value floor format format_type
          gen_random_uuid generate_series get_byte
          has_table_privilege host initcap inet_client_addr isfinite json_agg json_array_length
          json_build_array json_build_object json_each json_extract_path json_extract_path_text
          json_object json_object_agg json_strip_nulls json_typeof jsonb_agg jsonb_array_elements
          jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object
          jsonb_each jsonb_each_text jsonb_extract_path jsonb_extract_path_text jsonb_insert
          jsonb_object jsonb_object_agg jsonb_object_keys jsonb_path_exists jsonb_path_query
          jsonb_pretty jsonb_set jsonb_strip_nulls jsonb_typeof justify_days justify_hours
          justify_interval lag last_value lastval currval lead left length ln localtime
          localtimestamp log log10 lower lpad ltrim make_date make_interval make_time
          make_timestamp make_timestamptz masklen max md5 min mod mode network now nth_value
          ntile num_nonnulls num_nulls numeric_inc octet_length overlay parse_ident
          percent_rank percentile_cont percentile_disc pg_backend_pid pg_typeof
          phraseto_tsquery pi plainto_tsquery position power quote_ident quote_literal
          quote_nullable radians random rank regexp_count regexp_instr regexp_like regexp_match
          regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr
          regr_slope repeat replace reverse right round row_number row_to_json rpad rtrim
          session_user set_config setseed setweight sha256 sign sin split_part sqrt starts_with
          statement_timestamp stddev stddev_pop stddev_samp string_agg string_to_array
          string_to_table strpos substr substring sum tan timeofday timezone to_ascii to_char
          to_date to_hex to_json to_jsonb to_number to_regclass to_regtype to_timestamp
          to_tsquery to_tsvector transaction_timestamp translate trim trunc ts_headline ts_rank
          ts_rank_cd unnest upper user uuid_generate_v4 var_pop var_samp variance version
          websearch_to_tsquery width_bucket xmlagg
          similarity word_similarity unaccent crypt gen_salt digest hmac
          """);

  private Functions() {}

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }

  /// Whether a word before a parenthesis is a part of the grammar or a type.
  static boolean isNoCall(String word) {
    return NO_CALLS.contains(word);
  }

  /// Whether a function neither touches shared data nor waits.
  static boolean isPure(String function) {
    return PURE.contains(function);
  }

  static boolean isAdvisory(String function) {
    return function.startsWith("pg_advisory_") || function.startsWith("pg_try_advisory_");
  }

  /// Whether it moves the sequence that its first argument names.
  static boolean movesSequence(String function) {
    return function.equals("nextval") || function.equals("setval");
  }
}
