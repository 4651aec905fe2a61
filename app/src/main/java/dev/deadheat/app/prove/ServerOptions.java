package dev.deadheat.app.prove;

import dev.deadheat.app.Arguments;
import dev.deadheat.app.UsageException;
import dev.deadheat.postgres.server.Credentials;
import dev.deadheat.postgres.server.DatabaseUrl;
import dev.deadheat.postgres.server.ServerChoice;
import dev.deadheat.postgres.server.ServerException;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/// The options that choose a database server.
public final class ServerOptions {
  private static final String URL_VARIABLE = "DEADHEAT_DATABASE_URL";
  private static final String ROLE_VARIABLE = "DEADHEAT_APPLICATION_ROLE";

  /// `--database-url`.
  public static final Option URL =
      Arguments.value(
          "database-url",
          "URL",
          "a PostgreSQL server of yours, instead of one of our own:"
              + " postgresql://superuser:password@host:port/database?sslmode=verify-full. Databases"
              + " are made there and dropped at the end; nothing else is touched. Also read from"
              + " $DEADHEAT_DATABASE_URL; the password from $PGPASSWORD or ~/.pgpass too");

  /// `--application-role`.
  public static final Option ROLE =
      Arguments.value(
          "application-role",
          "USER:PASSWORD",
          "who the project logs in as on that server, if not the URL's own role; it then owns the"
              + " databases, as in production. Also read from $DEADHEAT_APPLICATION_ROLE");

  /// `--database-template`.
  public static final Option TEMPLATE =
      Arguments.value(
          "database-template",
          "NAME",
          "a database on that server that ours are copies of, before the migrations run");

  /// `--database-extension`.
  public static final Option EXTENSION =
      Arguments.values(
          "database-extension", "NAME", "an extension that our databases have from the start");

  private ServerOptions() {}

  /// The server that a command line asks for.
  ///
  /// @throws UsageException if the URL or the role cannot be read
  public static ServerChoice read(CommandLine line, Map<String, String> environment)
      throws UsageException {
    Optional<String> url = text(line, URL, environment, URL_VARIABLE);
    Optional<String> role = text(line, ROLE, environment, ROLE_VARIABLE);
    if (role.isPresent() && url.isEmpty()) {
      throw new UsageException("--application-role goes with --database-url, which is missing");
    }
    try {
      return new ServerChoice(
          url.isPresent()
              ? Optional.of(DatabaseUrl.parse(url.get(), environment))
              : Optional.empty(),
          role.map(ServerOptions::credentials),
          Optional.ofNullable(line.getOptionValue(TEMPLATE)),
          Words.all(line, EXTENSION.getLongOpt()));
    } catch (ServerException wrong) {
      throw new UsageException(String.valueOf(wrong.getMessage()));
    }
  }

  private static Credentials credentials(String text) {
    String[] words = text.split(":", 2);
    return new Credentials(words[0], words.length > 1 ? words[1] : "");
  }

  private static Optional<String> text(
      CommandLine line, Option option, Map<String, String> environment, String variable) {
    return Optional.ofNullable(line.getOptionValue(option))
        .or(() -> Optional.ofNullable(environment.get(variable)))
        .filter(text -> !text.isBlank());
  }
}
