package dev.deadheat.prove.stage;

import dev.deadheat.postgres.client.Client;
import dev.deadheat.postgres.client.ClientException;
import dev.deadheat.postgres.client.Message;
import dev.deadheat.postgres.proxy.Proxy;
import dev.deadheat.postgres.server.Server;
import dev.deadheat.postgres.server.ServerException;
import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.run.Observer;
import dev.deadheat.prove.worker.WorkerException;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.dependence.Schema;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A database of our own with tables and start rows from SQL texts, on which programs of SQL are
/// played as lanes: the real database, proxy, footprints and search, without any application.
///
/// Used from one thread. Closing ends the sessions and drops the database.
public final class SqlTheatre implements AutoCloseable {
  private final Server server;
  private final String name;
  private final String mark;
  private final LiveDatabase database;
  private Optional<SqlPlayers> players = Optional.empty();

  private SqlTheatre(Server server, String name, String mark, LiveDatabase database) {
    this.server = server;
    this.name = name;
    this.mark = mark;
    this.database = database;
  }

  /// How lone autocommit statements are sent.
  public enum Lone {
    /// Whole: no other lane moves while one runs.
    WHOLE,
    /// As a transaction of ours whose COMMIT is a step, so that two can overlap.
    STRETCHED
  }

  /// Makes a database.
  ///
  /// @param setup texts that make tables and start rows, each sent as one query by the role that
  ///   the lanes log in as
  /// @throws StageException with the server's words if it refuses one of them
  public static SqlTheatre open(Server server, List<String> setup) throws StageException {
    String mark = "deadheat:" + random(12) + ":";
    try {
      String name = server.newDatabase();
      run(server, name, setup);
      LiveDatabase database = new LiveDatabase(server, name, mark);
      database.neverLookForDeadlocks();
      database.instrument();
      database.keep();
      return new SqlTheatre(server, name, mark, database);
    } catch (ServerException | DatabaseException failed) {
      throw new StageException(String.valueOf(failed.getMessage()), failed);
    }
  }

  private static void run(Server server, String database, List<String> setup)
      throws StageException {
    try (Client client =
        Client.connect(address(server), server.application(), database, Map.of())) {
      for (String text : setup) {
        for (Message answer : client.ask(text)) {
          if (answer instanceof Message.Failed(var report)) {
            throw new StageException(
                "PostgreSQL refused the set-up: %s%nin: %s".formatted(report.line(), text));
          }
          if (answer instanceof Message.Gone(var why)) {
            throw new StageException("the server is gone during the set-up: " + why);
          }
        }
      }
    } catch (ClientException refused) {
      throw new StageException(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static InetSocketAddress address(Server server) {
    return new InetSocketAddress(server.host(), server.port());
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /// Readies lanes with these programs, instead of those that were there before.
  ///
  /// @param programs one per lane, in lane order
  public Stage play(List<SqlProgram> programs, Lone lone) throws StageException {
    players.ifPresent(SqlPlayers::close);
    players = Optional.empty();
    Observer footprints = new Footprints(database.tables(), database.eyes());
    try {
      SqlPlayers ready =
          SqlPlayers.open(
              programs,
              address(server),
              server.application(),
              name,
              Proxy.Options.standard().withPrivateMark(mark),
              switch (lone) {
                case WHOLE -> new Unstretched(footprints);
                case STRETCHED -> footprints;
              });
      players = Optional.of(ready);
      return new LiveStage(
          ready, database, database.tables(), Optional.empty(), database.allTables());
    } catch (IOException | WorkerException failed) {
      throw new StageException(String.valueOf(failed.getMessage()), failed);
    }
  }

  /// Which steps depend on each other.
  ///
  /// @param usual the isolation level of transactions that name none
  public Dependence dependence(Isolation usual) {
    return Dependence.of(usual, new Schema(database.tables().uniqueKeys()));
  }

  @Override
  public void close() {
    players.ifPresent(SqlPlayers::close);
    database.close();
    try {
      server.dropDatabase(name);
    } catch (ServerException gone) {
      // The server is about to be stopped, or is gone already: nothing of ours is left there.
      return;
    }
  }
}
