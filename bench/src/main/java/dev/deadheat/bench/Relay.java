package dev.deadheat.bench;

import dev.deadheat.postgres.proxy.Proxy;
import dev.deadheat.postgres.server.EmbeddedServer;
import dev.deadheat.postgres.server.Server;
import dev.deadheat.postgres.server.ServerException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Starts a PostgreSQL of ours with a superuser as users have one, and two proxies before it that
/// let everything pass: one that relays what comes as it comes, and one that withholds replies
/// until they are whole, as in a proof. Runs a command that is told all: `RELAY_DIRECT_PORT`,
/// `RELAY_PROXY_PORT`, `RELAY_WITHHOLDING_PORT`, `RELAY_USER`, `RELAY_PASSWORD`.
public final class Relay {
  private Relay() {}

  /// Runs it.
  ///
  /// @param args the command
  public static void main(String[] args) throws Exception {
    int code;
    Proxy.Options asInProofs = Proxy.Options.standard();
    try (Server server = EmbeddedServer.start();
        Proxy relaying = Proxy.open(server::dial, new LetsPass(), asInProofs.withWithholdBytes(0));
        Proxy withholding = Proxy.open(server::dial, new LetsPass(), asInProofs)) {
      code = run(List.of(args), server, relaying, withholding);
    }
    System.exit(code);
  }

  private static int run(List<String> command, Server server, Proxy relaying, Proxy withholding)
      throws IOException, InterruptedException, ServerException, SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE suite LOGIN SUPERUSER PASSWORD 'no-secret'");
    }
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).inheritIO();
    builder
        .environment()
        .putAll(
            Map.of(
                "RELAY_DIRECT_PORT",
                String.valueOf(server.port()),
                "RELAY_PROXY_PORT",
                String.valueOf(relaying.port()),
                "RELAY_WITHHOLDING_PORT",
                String.valueOf(withholding.port()),
                "RELAY_USER",
                "suite",
                "RELAY_PASSWORD",
                "no-secret"));
    Process process = builder.start();
    try {
      return process.waitFor();
    } finally {
      process.destroy();
      process.waitFor(5, TimeUnit.SECONDS);
    }
  }
}
