package dev.deadheat.postgres.server;

import java.io.IOException;
import java.net.Socket;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;

/// A PostgreSQL server that proofs run on. Closing it stops it if we started it.
///
/// Two roles matter: the *controlling* one, a superuser, which nobody but us uses, and the
/// *application's*, an ordinary role that owns the databases, so that permissions and row-level
/// security behave as they do in production. Methods may be called from any thread; a connection
/// belongs to its caller.
public sealed interface Server extends AutoCloseable permits EmbeddedServer, UserServer {
  /// The name or address to connect to.
  String host();

  /// The TCP port.
  int port();

  /// The controlling superuser.
  Credentials control();

  /// The role that the application logs in as. It may set `deadlock_timeout`.
  Credentials application();

  /// A new connection of the controlling superuser, in autocommit mode.
  ///
  /// @param database the database to connect to
  Connection connect(String database) throws ServerException;

  /// A new connection of the application's role, in autocommit mode.
  ///
  /// @param database the database to connect to
  Connection connectApplication(String database) throws ServerException;

  /// A new socket, on which the server expects a startup packet; encrypted where the server's owner
  /// wants that.
  ///
  /// @param millis how long connecting may take
  Socket dial(int millis) throws IOException;

  /// Creates a database for one run, under a name that nobody else has, and as was chosen for this
  /// server; closing the server drops it.
  String newDatabase() throws ServerException;

  /// Creates a database that the application's role owns.
  void createDatabase(String name) throws ServerException;

  /// Creates a database as a copy of another, to which nobody may be connected.
  void createDatabase(String name, String template) throws ServerException;

  /// Drops a database if there is one of that name, ending the connections to it.
  void dropDatabase(String name) throws ServerException;

  /// What it is, in a line for people.
  String about();

  /// What every verdict must say of this server, a sentence each.
  List<String> notes();

  /// What befell the server, where something failed and it is to blame: sentences for people, with
  /// what to do next. Empty if it is well; may take a second to find out.
  Optional<String> trouble();

  /// The last lines of the server's log, for error messages; empty if it cannot be read.
  String logTail();

  /// Stops the server if we started it and removes what it left. Never throws; safe to call twice.
  @Override
  void close();
}
