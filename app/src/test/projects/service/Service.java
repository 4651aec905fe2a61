import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Leaves an advisory lock and a setting in its database session, and refuses what it finds there.
 */
class Service {
  public static void main(String[] args) throws Exception {
    URI url = URI.create(System.getenv("DATABASE_URL"));
    String[] role = url.getUserInfo().split(":");
    Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://%s:%d%s".formatted(url.getHost(), url.getPort(), url.getPath()),
            role[0],
            role[1]);
    int port = Integer.parseInt(System.getenv("PORT"));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] told = serve(connection).getBytes();
          exchange.sendResponseHeaders(told.length == 2 ? 200 : 500, told.length);
          exchange.getResponseBody().write(told);
          exchange.close();
        });
    server.start();
  }

  private static String serve(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet found =
          statement.executeQuery(
              "SELECT pg_try_advisory_lock(1), coalesce(current_setting('app.seen', true), '')")) {
        found.next();
        if (!found.getBoolean(1) || !found.getString(2).isEmpty()) {
          return "lock free: " + found.getBoolean(1) + ", seen: " + found.getString(2);
        }
      }
      statement.execute("SET app.seen = 'before'");
      statement.execute("UPDATE counter SET n = n + 1 WHERE id = 1");
      return "ok";
    } catch (SQLException failed) {
      return failed.toString();
    }
  }
}
