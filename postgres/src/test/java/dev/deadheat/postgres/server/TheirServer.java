package dev.deadheat.postgres.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/// A server as a user may have one: passwords by SCRAM, connections by TLS only, with a certificate
/// for 127.0.0.1. (A second one of our own, with another configuration.)
public final class TheirServer implements AutoCloseable {
  private static final String PASSWORD = "p@ss/word";

  private final EmbeddedServer server;
  private final Path certificate;

  private TheirServer(EmbeddedServer server, Path certificate) {
    this.server = server;
    this.certificate = certificate;
  }

  /// Starts it.
  ///
  /// @param folder for the certificate
  public static TheirServer start(Path folder) throws Exception {
    EmbeddedServer server = EmbeddedServer.start();
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      KeyStore keys = keys(folder);
      Path certificate = folder.resolve("their.crt");
      String text = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
      Files.writeString(certificate, text);
      write(connection, "server.crt", text);
      write(
          connection,
          "server.key",
          pem("PRIVATE KEY", keys.getKey("server", "secret".toCharArray()).getEncoded()));
      write(connection, "pg_hba.conf", "hostssl all all 127.0.0.1/32 scram-sha-256");
      for (String sql :
          List.of(
              "ALTER SYSTEM SET ssl = on",
              "CREATE ROLE boss LOGIN SUPERUSER PASSWORD '" + PASSWORD + "'",
              "CREATE ROLE clerk LOGIN PASSWORD '" + PASSWORD + "'",
              "CREATE ROLE intern LOGIN CREATEDB PASSWORD '" + PASSWORD + "'",
              "GRANT SET ON PARAMETER deadlock_timeout TO clerk",
              "CREATE DATABASE precious",
              "CREATE DATABASE mould",
              "SELECT pg_reload_conf()")) {
        statement.execute(sql);
      }
      return new TheirServer(server, certificate);
    } catch (SQLException | IOException e) {
      server.close();
      throw e;
    }
  }

  /// How a user names it.
  ///
  /// @param role `boss` is a superuser, `clerk` may be the application's role, `intern` lacks all
  public String url(String role) {
    return "postgresql://%s:p%%40ss%%2Fword@127.0.0.1:%d/postgres?sslmode=verify-full&sslrootcert=%s"
        .formatted(role, server.port(), certificate);
  }

  DatabaseUrl parsed(String role) throws ServerException {
    return DatabaseUrl.parse(url(role), Map.of());
  }

  /// Who the application may log in as.
  public Credentials clerk() {
    return new Credentials("clerk", PASSWORD);
  }

  int port() {
    return server.port();
  }

  /// Connects as its owner does.
  public Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "boss");
    properties.setProperty("password", PASSWORD);
    properties.setProperty("sslmode", "require");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.port(), database), properties);
  }

  private static void write(Connection connection, String file, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // By the server's own account, in its data folder, for nobody else to read.
      statement.execute(
          "COPY (SELECT unnest(string_to_array('%s', E'\\n'))) TO PROGRAM 'umask 077; cat > %s'"
              .formatted(text, file));
    }
  }

  private static KeyStore keys(Path folder) throws Exception {
    Path store = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=a test server",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool failed: " + said);
    }
    return KeyStore.getInstance(store.toFile(), "secret".toCharArray());
  }

  private static String pem(String what, byte[] bytes) {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %s-----".formatted(what, text, what);
  }

  @Override
  public void close() {
    server.close();
  }
}
