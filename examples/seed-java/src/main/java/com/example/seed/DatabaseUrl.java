package com.example.seed;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** What JDBC wants to be told apart, read from one URL as other languages write it. */
record DatabaseUrl(String jdbc, String user, String password) {

  /** Reads {@code postgresql://user:password@host:port/db?parameter=value}. */
  static DatabaseUrl parse(String text) {
    URI url = URI.create(text);
    boolean postgres = "postgresql".equals(url.getScheme()) || "postgres".equals(url.getScheme());
    if (!postgres || url.getHost() == null) {
      throw new IllegalArgumentException("not a URL of a PostgreSQL database: " + text);
    }
    String[] login = (url.getRawUserInfo() == null ? "" : url.getRawUserInfo()).split(":", 2);
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return new DatabaseUrl(
        "jdbc:postgresql://" + url.getHost() + port + url.getRawPath() + query,
        decode(login[0]),
        login.length < 2 ? "" : decode(login[1]));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
