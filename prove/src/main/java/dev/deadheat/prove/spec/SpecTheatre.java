package dev.deadheat.prove.spec;

import dev.deadheat.postgres.client.Client;
import dev.deadheat.postgres.client.ClientException;
import dev.deadheat.postgres.proxy.Answer;
import dev.deadheat.postgres.proxy.Gatekeeper;
import dev.deadheat.postgres.proxy.Proxy;
import dev.deadheat.postgres.proxy.Session;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.postgres.server.Server;
import dev.deadheat.postgres.server.ServerException;
import dev.deadheat.prove.spec.Spec.Permutation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Plays specs on a server, each in a database of its own, as the server's superuser; the sessions
/// go through our proxy, which holds nothing back.
///
/// Whatever the specs themselves set stays as they set it, their `deadlock_timeout` too. Only a
/// server that may be spoilt should be given: specs make and drop roles, too.
///
/// Used from one thread.
public final class SpecTheatre {
  /// What PostgreSQL's own test driver sets for the expected outputs to come out.
  private static final Map<String, String> SETTINGS =
      Map.of(
          "TimeZone", "PST8PDT",
          "DateStyle", "Postgres, MDY",
          "IntervalStyle", "postgres_verbose",
          "lc_messages", "C");

  private final Server server;
  private final Duration patience;

  /// @param patience how long a step may take before it is cancelled
  public SpecTheatre(Server server, Duration patience) {
    this.server = server;
    this.patience = patience;
  }

  /// Plays all permutations of a spec.
  ///
  /// @param out takes the output, in isolationtester's form: text of one or several lines, without
  ///   the end of the last
  /// @throws SpecException if a set-up fails, a step hangs or the server is gone; what came before
  ///   has been handed to `out`
  public void play(Spec spec, Consumer<String> out) throws SpecException, InterruptedException {
    String database = "isolation_" + HexFormat.of().formatHex(random());
    try {
      server.createDatabase(database);
      try (Proxy proxy =
          Proxy.open(address(), new OpenGate(), Proxy.Options.standard().withWithholdBytes(0))) {
        play(spec, database, proxy.port(), out);
      } finally {
        server.dropDatabase(database);
      }
    } catch (ServerException | ClientException | IOException failed) {
      throw new SpecException(String.valueOf(failed.getMessage()), failed);
    }
  }

  private void play(Spec spec, String database, int port, Consumer<String> out)
      throws SpecException, ClientException, InterruptedException {
    spec.unused().forEach(step -> out.accept("unused step name: " + step));
    out.accept("Parsed test spec with %d sessions".formatted(spec.sessions().size()));
    InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    List<Line> lines = new ArrayList<>();
    try (Client control = connect(address(), database, spec.name(), "control connection")) {
      for (Spec.Session session : spec.sessions()) {
        lines.add(new Line(session.name(), connect(proxy, database, spec.name(), session.name())));
      }
      Player player = new Player(spec, control, lines, patience, out);
      for (Permutation permutation : spec.orders()) {
        player.play(permutation);
      }
    } finally {
      lines.forEach(Line::close);
    }
  }

  private Client connect(InetSocketAddress address, String database, String spec, String session)
      throws ClientException {
    Map<String, String> settings = new TreeMap<>(SETTINGS);
    settings.put("application_name", "isolation/%s/%s".formatted(spec, session));
    return Client.connect(address, server.control(), database, settings);
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(server.host(), server.port());
  }

  private static byte[] random() {
    byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    return random;
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
    public void answered(Session session, Step step, Answer answer) {}

    @Override
    public void stretched(Session session, Step step, Answer commit) {}

    @Override
    public void closed(Session session) {}
  }
}
