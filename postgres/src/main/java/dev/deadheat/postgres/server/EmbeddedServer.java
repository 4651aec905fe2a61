package dev.deadheat.postgres.server;

import dev.deadheat.postgres.folders.Folders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;

/// A PostgreSQL server of our own, from the bundled binaries, that lives as long as this object and
/// never longer than this process.
///
/// It listens on a free loopback port and lets in only who knows a password made for this run.
/// Started by root it runs under another account, since PostgreSQL refuses root. Its data folder is
/// temporary and removed at the end; what a killed run left is removed by the next.
public final class EmbeddedServer implements Server {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration START_DEADLINE = Duration.ofSeconds(60);
  private static final int PORT_ATTEMPTS = 5;
  private static final long NOTICED_MILLIS = 100;
  private static final long ENDED_MILLIS = 5_000;

  private final DataFolder folder;
  private final Watchdog watchdog;
  private final int port;
  private final Credentials control;
  private final Credentials application;
  private final Databases databases;
  private final Thread hook;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedServer(
      DataFolder folder,
      Watchdog watchdog,
      int port,
      Credentials control,
      Credentials application,
      List<String> extensions) {
    this.folder = folder;
    this.watchdog = watchdog;
    this.port = port;
    this.control = control;
    this.application = application;
    this.databases = new Databases(this, "postgres", extensions);
    this.hook = new Thread(this::stop, "deadheat-postgres-stop");
  }

  /// Starts a server; unpacks and prepares it first if this was never done on this machine.
  ///
  /// @throws ServerException if it cannot be started; the message holds the end of its log
  public static EmbeddedServer start() throws ServerException {
    return start(System.getenv());
  }

  /// As [#start()], with the cache folder taken from another environment.
  ///
  /// @param environment where `DEADHEAT_CACHE`, `XDG_CACHE_HOME`, `HOME` and `TMPDIR` are looked up
  public static EmbeddedServer start(Map<String, String> environment) throws ServerException {
    return start(environment, List.of());
  }

  /// As [#start(Map)], with extensions that every database made here gets.
  public static EmbeddedServer start(Map<String, String> environment, List<String> extensions)
      throws ServerException {
    Account account = Account.find();
    Cache cache = Cache.find(account, environment);
    Programs programs = new Programs(account, Binaries.in(cache, Platform.current()));
    Template template = Template.in(cache, programs);
    DataFolder folder = DataFolder.create(account, environment);
    try {
      Folders.copy(template.data(), folder.data());
      Files.writeString(folder.data().resolve("pg_hba.conf"), Settings.access());
      return start(programs, folder, template, extensions);
    } catch (IOException e) {
      folder.close();
      throw new ServerException(
          "cannot copy PostgreSQL's data to "
              + folder.data()
              + ": "
              + reason(e)
              + ". It needs about 30 MB there; free some space, or set TMPDIR",
          e);
    } catch (ServerException e) {
      folder.close();
      throw e;
    }
  }

  /// A file system's error without its file names, which the message has already.
  private static String reason(IOException e) {
    return e instanceof FileSystemException failure && failure.getReason() != null
        ? failure.getReason()
        : String.valueOf(e.getMessage());
  }

  private static EmbeddedServer start(
      Programs programs, DataFolder folder, Template template, List<String> extensions)
      throws IOException, ServerException {
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      Files.writeString(folder.data().resolve("postgresql.conf"), Settings.configuration(port));
      folder.account().own(folder.data());
      Watchdog watchdog =
          Watchdog.start(
              programs,
              folder.data(),
              List.of(programs.binaries().program("postgres"), "-D", folder.data().toString()),
              folder.log());
      boolean ready = false;
      try {
        if (awaitReady(watchdog, folder)) {
          EmbeddedServer server = admit(folder, watchdog, port, template, extensions);
          Runtime.getRuntime().addShutdownHook(server.hook);
          ready = true;
          return server;
        }
      } finally {
        if (!ready) {
          watchdog.stop();
        }
      }
      String log = LogFile.tail(folder.log(), 30);
      // Another process may have taken the port since we looked.
      if (!log.contains("could not bind") || attempt == PORT_ATTEMPTS) {
        throw new ServerException(
            "PostgreSQL did not start. "
                + Ailment.of(watchdog.status(), folder.log())
                    .orElse("The end of its log:\n" + log));
      }
      Folders.copy(template.data(), folder.data());
      Files.writeString(folder.data().resolve("pg_hba.conf"), Settings.access());
    }
  }

  /// Replaces the template's password by this run's own ones.
  private static EmbeddedServer admit(
      DataFolder folder, Watchdog watchdog, int port, Template template, List<String> extensions)
      throws ServerException {
    Credentials control = new Credentials(Template.CONTROL_ROLE, Secrets.password());
    Credentials application = new Credentials(Template.APPLICATION_ROLE, Secrets.password());
    EmbeddedServer server =
        new EmbeddedServer(folder, watchdog, port, control, application, extensions);
    Credentials first = new Credentials(Template.CONTROL_ROLE, template.password());
    try (Connection connection = server.connect("postgres", first);
        Statement statement = connection.createStatement()) {
      // Written at once, or a server that crashes in its first moments comes back without them.
      statement.execute("SET synchronous_commit TO on");
      for (Credentials role : List.of(application, control)) {
        statement.execute("ALTER ROLE %s PASSWORD '%s'".formatted(role.user(), role.password()));
      }
      return server;
    } catch (SQLException e) {
      throw new ServerException("PostgreSQL started but refused its set-up: " + e.getMessage(), e);
    }
  }

  /// Waits until the server takes connections; false if it ended instead.
  private static boolean awaitReady(Watchdog watchdog, DataFolder folder) throws ServerException {
    long deadline = System.nanoTime() + START_DEADLINE.toNanos();
    Path state = folder.data().resolve("postmaster.pid");
    while (!isReady(state)) {
      if (System.nanoTime() > deadline) {
        throw new ServerException(
            "PostgreSQL did not get ready within "
                + START_DEADLINE.toSeconds()
                + " s; the end of its log:\n"
                + LogFile.tail(folder.log(), 30));
      }
      try {
        if (watchdog.endsWithin(5)) {
          return false;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ServerException("interrupted while PostgreSQL was starting", e);
      }
    }
    return true;
  }

  private static boolean isReady(Path state) {
    try {
      List<String> lines = Files.readAllLines(state);
      // Line 8 is the state (source: utils/pidfile.h).
      return lines.size() >= 8 && lines.get(7).startsWith("ready");
    } catch (IOException e) {
      // Not there yet.
      return false;
    }
  }

  private static int freePort() throws ServerException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new ServerException("no free port on " + LOOPBACK + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String host() {
    return LOOPBACK;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public Credentials control() {
    return control;
  }

  @Override
  public Credentials application() {
    return application;
  }

  @Override
  public Connection connect(String database) throws ServerException {
    return connect(database, control);
  }

  @Override
  public Connection connectApplication(String database) throws ServerException {
    return connect(database, application);
  }

  private Connection connect(String database, Credentials role) throws ServerException {
    Properties properties = new Properties();
    properties.setProperty("user", role.user());
    properties.setProperty("password", role.password());
    properties.setProperty("ApplicationName", "deadheat");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    String url = "jdbc:postgresql://%s:%d/%s".formatted(LOOPBACK, port, database);
    try {
      return DriverManager.getConnection(url, properties);
    } catch (SQLException e) {
      throw new ServerException(
          "cannot connect to our PostgreSQL (%s, database %s): %s\nThe end of its log:\n%s"
              .formatted(url, database, e.getMessage(), logTail()),
          e);
    }
  }

  @Override
  public Socket dial(int millis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public String newDatabase() throws ServerException {
    String name = OurName.random().database();
    createDatabase(name);
    return name;
  }

  @Override
  public void createDatabase(String name) throws ServerException {
    create(name, Optional.empty());
  }

  @Override
  public void createDatabase(String name, String template) throws ServerException {
    create(name, Optional.of(template));
  }

  private void create(String name, Optional<String> template) throws ServerException {
    try {
      databases.create(name, template);
    } catch (ServerException e) {
      if (databases.extensions().isEmpty()) {
        throw e;
      }
      throw new ServerException(
          e.getMessage()
              + "\nThis PostgreSQL is Deadheat's own and brings the extensions of contrib only;"
              + " --database-url names a server of yours that has more",
          e);
    }
  }

  @Override
  public void dropDatabase(String name) throws ServerException {
    databases.drop(name);
  }

  @Override
  public String about() {
    return "%s, our own, %s"
        .formatted(Binaries.VERSION.replaceFirst("\\.0$", ""), folder.account().words());
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public Optional<String> trouble() {
    awaitLog();
    try {
      // What lost its connection is told at once, the end of the server itself a little later.
      if (!watchdog.endsWithin(NOTICED_MILLIS) && !watchdog.serverRuns()) {
        watchdog.endsWithin(ENDED_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return closed.get() ? Optional.empty() : Ailment.of(watchdog.status(), folder.log());
  }

  /// Has the server's first process turn to us. By then it has logged the end of any of its
  /// processes that came before: it reads that signal first.
  private void awaitLog() {
    try {
      connect("postgres").close();
    } catch (ServerException | SQLException refused) {
      // Gone, or on its feet again in a moment: the log tells which.
      return;
    }
  }

  @Override
  public String logTail() {
    return LogFile.tail(folder.log(), 30);
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
    if (closed.compareAndSet(false, true)) {
      watchdog.stop();
      folder.close();
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "PostgreSQL on %s:%d", LOOPBACK, port);
  }
}
