package dev.deadheat.postgres.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.postgresql.jdbcurlresolver.PgPassParser;

/// Where a server of the user's is, as libpq writes it:
/// `postgresql://user:password@host:port/database?sslmode=verify-full&sslrootcert=ca.pem`.
///
/// @param host a name or an address
/// @param database an existing one, to connect to; nothing is changed in it
/// @param role who connects; the password is empty if there is none
/// @param tls `sslmode`, `sslrootcert`, `sslcert`, `sslkey`, where they were given
public record DatabaseUrl(
    String host, int port, String database, Credentials role, SortedMap<String, String> tls) {
  private static final List<String> MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final List<String> PARAMETERS =
      List.of("sslmode", "sslrootcert", "sslcert", "sslkey");
  private static final String EXAMPLE =
      "expected postgresql://user:password@host:port/database, perhaps with ?sslmode=...";

  public DatabaseUrl {
    tls = Collections.unmodifiableSortedMap(new TreeMap<>(tls));
  }

  /// Reads one.
  ///
  /// A password that it does not hold is looked up in `PGPASSWORD`, then in `~/.pgpass`.
  ///
  /// @throws ServerException naming what is wrong with it; the message holds no password
  public static DatabaseUrl parse(String text, Map<String, String> environment)
      throws ServerException {
    URI uri = uri(text);
    if (!List.of("postgresql", "postgres").contains(String.valueOf(uri.getScheme()))) {
      throw new ServerException(
          "the database URL begins with %s; %s".formatted(beginning(text), EXAMPLE));
    }
    if (uri.getHost() == null) {
      throw new ServerException(
          "the database URL names no host, or several; %s (a host name with _ and Unix sockets are"
                  .formatted(EXAMPLE)
              + " not understood: give an address)");
    }
    SortedMap<String, String> tls = parameters(uri);
    String mode = tls.getOrDefault("sslmode", "prefer");
    if (!MODES.contains(mode)) {
      throw new ServerException(
          "the database URL asks for sslmode=%s; expected one of %s"
              .formatted(mode, String.join(", ", MODES)));
    }
    String[] role = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
    String user = decoded(role[0]);
    if (user.isEmpty()) {
      throw new ServerException("the database URL names no user; " + EXAMPLE);
    }
    String host = uri.getHost().replaceAll("^\\[|\\]$", "");
    int port = uri.getPort() < 0 ? 5432 : uri.getPort();
    String path = Optional.ofNullable(uri.getRawPath()).orElse("").replaceFirst("^/", "");
    String database = path.isEmpty() ? user : decoded(path);
    String password =
        role.length > 1 ? decoded(role[1]) : kept(host, port, database, user, environment);
    return new DatabaseUrl(host, port, database, new Credentials(user, password), tls);
  }

  /// The application needs the password too, so it is not left to the driver to find it.
  private static String kept(
      String host, int port, String database, String user, Map<String, String> environment) {
    return Optional.ofNullable(environment.get("PGPASSWORD"))
        .or(() ->
            Optional.ofNullable(
                PgPassParser.getPassword(host, String.valueOf(port), database, user)))
        .orElse("");
  }

  private static URI uri(String text) throws ServerException {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new ServerException(
          "the database URL cannot be read: %s at character %d; %s (in names and passwords, write @ as %%40, / as %%2F, : as %%3A)"
              .formatted(e.getReason(), e.getIndex(), EXAMPLE),
          e);
    }
  }

  private static String beginning(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? "no scheme" : text.substring(0, colon + 1);
  }

  private static SortedMap<String, String> parameters(URI uri) throws ServerException {
    SortedMap<String, String> found = new TreeMap<>();
    String query = uri.getRawQuery();
    if (query == null || query.isEmpty()) {
      return found;
    }
    for (String pair : query.split("&", -1)) {
      String[] words = pair.split("=", 2);
      if (!PARAMETERS.contains(words[0]) || words.length < 2) {
        throw new ServerException(
            "the database URL has a parameter %s; known are %s"
                .formatted(words[0], String.join(", ", PARAMETERS)));
      }
      found.put(words[0], decoded(words[1]));
    }
    return found;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// What the JDBC driver is to be told, but for who connects.
  Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("sslmode", "prefer");
    tls.forEach(properties::setProperty);
    properties.setProperty("PGHOST", host);
    properties.setProperty("PGPORT", String.valueOf(port));
    return properties;
  }

  /// The address of a database on the same server, for the JDBC driver.
  String jdbc(String name) {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(
            host.contains(":") ? "[" + host + "]" : host,
            port,
            URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  /// Never prints the password.
  @Override
  public String toString() {
    return "%s:%d".formatted(host, port);
  }
}
