package dev.deadheat.postgres.server;

import java.io.IOException;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// A server that the user runs. We make databases there and drop them at the end, also at Ctrl-C;
/// what a killed run of ours left is dropped by the next. Nothing else there is touched.
///
/// A session of ours, the keeper, holds an advisory lock for each of our databases, so that other
/// runs know which ones are in use. See [LeftOvers].
public final class UserServer implements Server {
  private static final int TO_DROP_SECONDS = 15;
  private static final int TO_ANSWER_SECONDS = 5;

  /// What our own server has in its configuration file, as far as a database can have it.
  private static final List<String> SETTINGS =
      List.of(
          "jit = off",
          "max_parallel_workers_per_gather = 0",
          "synchronize_seqscans = off",
          "synchronous_commit = off",
          "default_transaction_isolation = 'read committed'",
          "default_transaction_read_only = off",
          "statement_timeout = 0",
          "lock_timeout = 0",
          "idle_in_transaction_session_timeout = 0");

  private final DatabaseUrl url;
  private final ServerChoice choice;
  private final Credentials application;
  private final Connection keeper;
  private final Tls tls;
  private final List<String> notes;
  private final List<String> leftOvers;
  private final Databases databases;
  private final Set<String> made = ConcurrentHashMap.newKeySet();
  private final Thread hook = new Thread(this::stop, "deadheat-databases-drop");
  private final AtomicBoolean closed = new AtomicBoolean();

  private UserServer(DatabaseUrl url, ServerChoice choice, Connection keeper)
      throws SQLException, ServerException {
    this.url = url;
    this.choice = choice;
    this.keeper = keeper;
    this.application = choice.application().orElse(url.role());
    List<String> missing = Requirements.missing(keeper, choice, application.user());
    if (!missing.isEmpty()) {
      throw new ServerException(
          "the server at %s cannot be used:\n- %s".formatted(url, String.join("\n- ", missing)));
    }
    this.tls = new Tls(url, isEncrypted(keeper));
    this.databases = new Databases(this, url.database(), choice.extensions());
    this.leftOvers = LeftOvers.drop(keeper);
    this.notes = notes(keeper);
  }

  /// Connects, looks whether the server has what a proof needs, and drops what killed runs left.
  ///
  /// @throws ServerException naming everything that is missing, and how to give it
  static UserServer open(DatabaseUrl url, ServerChoice choice) throws ServerException {
    Connection keeper = connection(url, url.database(), url.role());
    boolean open = false;
    try {
      try (Statement statement = keeper.createStatement()) {
        statement.execute(
            "SELECT set_config(name, '0', false) FROM pg_settings WHERE name ="
                + " 'idle_session_timeout'");
      }
      UserServer server = new UserServer(url, choice, keeper);
      Runtime.getRuntime().addShutdownHook(server.hook);
      open = true;
      return server;
    } catch (SQLException e) {
      throw new ServerException("the server at %s: %s".formatted(url, e.getMessage()), e);
    } finally {
      if (!open) {
        quietly(keeper);
      }
    }
  }

  private static boolean isEncrypted(Connection connection) throws SQLException {
    return yes(connection, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
  }

  private static boolean yes(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private List<String> notes(Connection connection) throws SQLException {
    List<String> said = new ArrayList<>();
    said.add(
        "on the PostgreSQL %s at %s, which is not ours: its settings stay%s"
            .formatted(
                connection.getMetaData().getDatabaseProductVersion(),
                url,
                yes(connection, "SELECT current_setting('autovacuum')::boolean")
                    ? ", autovacuum may change plans"
                    : ""));
    if (yes(
        connection,
        "SELECT rolsuper FROM pg_roles WHERE rolname = '%s'"
            .formatted(application.user().replace("'", "''")))) {
      said.add(
          "the application logs in as the superuser %s: permissions and row-level security do not act"
              .formatted(application.user()));
    }
    if (!yes(
        connection,
        "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pgrowlocks')")) {
      said.add("the server has no pgrowlocks: a locking statement counts for more than it locks");
    }
    return List.copyOf(said);
  }

  /// The names of the databases of killed runs that were dropped.
  public List<String> leftOvers() {
    return leftOvers;
  }

  @Override
  public String host() {
    return url.host();
  }

  @Override
  public int port() {
    return url.port();
  }

  @Override
  public Credentials control() {
    return url.role();
  }

  @Override
  public Credentials application() {
    return application;
  }

  @Override
  public Connection connect(String database) throws ServerException {
    return connection(url, database, url.role());
  }

  @Override
  public Connection connectApplication(String database) throws ServerException {
    return connection(url, database, application);
  }

  private static Connection connection(DatabaseUrl url, String database, Credentials role)
      throws ServerException {
    Properties properties = url.properties();
    properties.setProperty("user", role.user());
    if (!role.password().isEmpty()) {
      properties.setProperty("password", role.password());
    }
    properties.setProperty("ApplicationName", "deadheat");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("gssEncMode", "disable");
    try {
      return DriverManager.getConnection(url.jdbc(database), properties);
    } catch (SQLException e) {
      throw new ServerException(
          "cannot connect to the server at %s as %s (database %s): %s"
              .formatted(url, role.user(), database, e.getMessage()),
          e);
    }
  }

  @Override
  public Socket dial(int millis) throws IOException {
    return tls.dial(millis);
  }

  @Override
  public String newDatabase() throws ServerException {
    OurName name = OurName.random();
    try (Statement statement = keeper.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(%d)".formatted(name.token()));
    } catch (SQLException e) {
      throw new ServerException(
          "the connection to the server at %s broke: %s".formatted(url, e.getMessage()), e);
    }
    made.add(name.database());
    createDatabase(name.database());
    return name.database();
  }

  @Override
  public void createDatabase(String name) throws ServerException {
    create(name, choice.template());
  }

  @Override
  public void createDatabase(String name, String template) throws ServerException {
    create(name, Optional.of(template));
  }

  private void create(String name, Optional<String> template) throws ServerException {
    made.add(name);
    databases.create(name, template);
    List<String> statements = new ArrayList<>();
    statements.add(
        "COMMENT ON DATABASE %s IS '%s. It is dropped at the run''s end, or by the next run; rename it to keep it.'"
            .formatted(Databases.quoted(name), LeftOvers.COMMENT));
    SETTINGS.forEach(setting ->
        statements.add("ALTER DATABASE %s SET %s".formatted(Databases.quoted(name), setting)));
    databases.execute(url.database(), statements);
  }

  @Override
  public void dropDatabase(String name) throws ServerException {
    databases.drop(name);
    made.remove(name);
  }

  @Override
  public String about() {
    return notes.getFirst()
        + (tls.encrypted() ? "; encrypted" : "; not encrypted")
        + "; role "
        + url.role().user();
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public Optional<String> trouble() {
    try {
      connect(url.database()).close();
      if (closed.get() || keeper.isValid(TO_ANSWER_SECONDS)) {
        return Optional.empty();
      }
      return Optional.of(
          "The server at %s has ended our connections: it was restarted, or one of its processes"
                  .formatted(url)
              + " was killed; its log tells. Run again; what is left there is dropped then.");
    } catch (ServerException | SQLException gone) {
      return Optional.of(
          "The server at %s does not answer any more; its log tells why. Once it does, run again;"
                  .formatted(url)
              + " what is left there is dropped then.");
    }
  }

  @Override
  public String logTail() {
    return "  (the log of the server at " + url + " is where its owner keeps it)";
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, and finds that all is done.
      closed.set(true);
    }
  }

  private void stop() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try (Connection connection = connect(url.database())) {
      connection.setNetworkTimeout(Runnable::run, TO_DROP_SECONDS * 1000);
      for (String name : made) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(
              "DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(Databases.quoted(name)));
        }
      }
    } catch (SQLException | ServerException gone) {
      // It cannot be reached any more; the next run finds what is left.
      closed.set(true);
    }
    quietly(keeper);
  }

  private static void quietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException gone) {
      // Closed is all that is wanted.
      return;
    }
  }

  @Override
  public String toString() {
    return "the PostgreSQL at " + url;
  }
}
