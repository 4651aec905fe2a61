package dev.deadheat.prove.spec;

import dev.deadheat.postgres.client.Client;
import dev.deadheat.postgres.client.ClientException;
import dev.deadheat.postgres.proxy.Answer;
import dev.deadheat.postgres.proxy.Gatekeeper;
import dev.deadheat.postgres.proxy.Proxy;
import dev.deadheat.postgres.proxy.Session;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.postgres.server.Credentials;
import dev.deadheat.postgres.server.Server;
import dev.deadheat.postgres.server.ServerException;
import dev.deadheat.prove.scenario.Isolation;
import dev.deadheat.prove.spec.Spec.Permutation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Plays specs on a server as a superuser, one after another in one database of its own, which is
/// made anew after a spec that could not be ended; the sessions go through our proxy, which holds
/// nothing back.
///
/// Whatever the specs themselves set stays as they set it, their `deadlock_timeout` too. Only a
/// server that may be spoilt should be given: specs make and drop roles, too.
///
/// Used from one thread.
public final class SpecTheatre implements AutoCloseable {
  /// What PostgreSQL's own test driver sets for the expected outputs to come out.
  private static final Map<String, String> SETTINGS =
      Map.of(
          "TimeZone", "PST8PDT",
          "DateStyle", "Postgres, MDY",
          "IntervalStyle", "postgres_verbose",
          "lc_messages", "C",
          // Our server has it off; the specs count on PostgreSQL's own default.
          "max_parallel_workers_per_gather", "2");

  private static final Proxy.Options NOTHING_WITHHELD =
      Proxy.Options.standard().withWithholdBytes(0);

  /// A spec names it.
  private static final String DATABASE = "isolation_regression";

  /// Not the controlling role: the schema of that name, which is ours, would come before `public`.
  private static final String ROLE = "isolation";

  private final Server server;
  private final Credentials role;
  private final Duration patience;

  /// Whether the database is there, as clean as the last spec's teardown left it.
  private boolean ready;

  private SpecTheatre(Server server, Credentials role, Duration patience) {
    this.server = server;
    this.role = role;
    this.patience = patience;
  }

  /// Prepares a server.
  ///
  /// @param patience how long a step may take before it is cancelled
  public static SpecTheatre on(Server server, Duration patience) throws SpecException {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    Credentials role = new Credentials(ROLE, HexFormat.of().formatHex(random));
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP ROLE IF EXISTS " + ROLE);
      statement.execute(
          "CREATE ROLE %s SUPERUSER LOGIN PASSWORD '%s'".formatted(ROLE, role.password()));
      return new SpecTheatre(server, role, patience);
    } catch (ServerException | SQLException failed) {
      throw new SpecException(
          "the server cannot be prepared for specs: " + failed.getMessage(), failed);
    }
  }

  /// Plays all permutations of a spec.
  ///
  /// @param isolation the level of transactions that name none, instead of READ COMMITTED
  /// @param out takes the output, in isolationtester's form: text of one or several lines, without
  ///   the end of the last
  /// @throws SpecException if a set-up fails, a step hangs or the server is gone; what came before
  ///   has been handed to `out`
  public void play(Spec spec, Optional<Isolation> isolation, Consumer<String> out)
      throws SpecException, InterruptedException {
    try {
      if (!ready) {
        server.dropDatabase(DATABASE);
        server.createDatabase(DATABASE);
      }
      ready = false;
      try (Proxy proxy = Proxy.open(address(), new OpenGate(), NOTHING_WITHHELD)) {
        play(spec, isolation, proxy.port(), out);
      }
      ready = true;
    } catch (ServerException | ClientException | IOException failed) {
      throw new SpecException(String.valueOf(failed.getMessage()), failed);
    }
  }

  private void play(Spec spec, Optional<Isolation> isolation, int port, Consumer<String> out)
      throws SpecException, ClientException, InterruptedException {
    spec.unused().forEach(step -> out.accept("unused step name: " + step));
    out.accept("Parsed test spec with %d sessions".formatted(spec.sessions().size()));
    InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    List<Line> lines = new ArrayList<>();
    try (Client control = connect(address(), spec, isolation, "control connection")) {
      for (Spec.Session session : spec.sessions()) {
        lines.add(new Line(session.name(), connect(proxy, spec, isolation, session.name())));
      }
      Player player = new Player(spec, control, lines, patience, out);
      for (Permutation permutation : spec.orders()) {
        player.play(permutation);
      }
    } finally {
      lines.forEach(Line::close);
    }
  }

  private Client connect(
      InetSocketAddress address, Spec spec, Optional<Isolation> isolation, String session)
      throws ClientException {
    Map<String, String> settings = new TreeMap<>(SETTINGS);
    settings.put("application_name", "isolation/%s/%s".formatted(spec.name(), session));
    isolation.ifPresent(level -> settings.put("default_transaction_isolation", level.sql()));
    return Client.connect(address, role, DATABASE, settings);
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(server.host(), server.port());
  }

  /// Drops the database.
  @Override
  public void close() {
    try {
      server.dropDatabase(DATABASE);
    } catch (ServerException gone) {
      // The server is about to be stopped, or is gone already: nothing of ours is left there.
      return;
    }
  }

  /// Lets everything through at once.
  private static final class OpenGate implements Gatekeeper {
    @Override
    public void opened(Session session) {}

    @Override
    public Passage arrived(Session session, Step step) {
      return Passage.FORWARD;
    }

    @Override
    public List<String> before(Session session, Step step) {
      return List.of();
    }

    @Override
    public void answered(Session session, Step step, Answer answer) {}

    @Override
    public void stretched(Session session, Step step, Answer commit) {}

    @Override
    public void closed(Session session) {}
  }
}
