package dev.deadheat.postgres.server;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.postgresql.core.SocketFactoryFactory;
import org.postgresql.ssl.PGjdbcHostnameVerifier;
import org.postgresql.util.PSQLException;

/// Opens connections to a server of the user's up to the point where a startup packet is expected,
/// encrypted and checked as the JDBC driver's own are.
///
/// @param encrypted whether the driver, told the same URL, came to an encrypted connection
record Tls(DatabaseUrl url, boolean encrypted) {
  private static final int SSL_REQUEST = 80877103;

  Socket dial(int millis) throws IOException {
    Socket socket = connected(millis);
    boolean open = false;
    try {
      socket.setKeepAlive(true);
      Socket dialled = encrypted ? encrypted(socket, millis) : socket;
      open = true;
      return dialled;
    } finally {
      if (!open) {
        socket.close();
      }
    }
  }

  /// To the first of the host's addresses that answers.
  private Socket connected(int millis) throws IOException {
    IOException refused = new IOException("the host " + url.host() + " has no address");
    for (InetAddress address : InetAddress.getAllByName(url.host())) {
      Socket socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(address, url.port()), millis);
        return socket;
      } catch (IOException e) {
        socket.close();
        refused = e;
      }
    }
    throw refused;
  }

  private Socket encrypted(Socket socket, int millis) throws IOException {
    socket.setSoTimeout(millis);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeLong(8L << 32 | SSL_REQUEST);
    out.flush();
    if (socket.getInputStream().read() != 'S') {
      throw new IOException("the server at " + url + " does not encrypt this connection");
    }
    SSLSocket secure =
        (SSLSocket) factory().createSocket(socket, url.host(), url.port(), /* autoClose= */ true);
    secure.setUseClientMode(true);
    secure.startHandshake();
    if (url.tls().getOrDefault("sslmode", "").equals("verify-full")
        && !PGjdbcHostnameVerifier.INSTANCE.verify(url.host(), secure.getSession())) {
      secure.close();
      throw new IOException("the certificate of the server at " + url + " is for another name");
    }
    secure.setSoTimeout(0);
    return secure;
  }

  private SSLSocketFactory factory() throws IOException {
    try {
      return SocketFactoryFactory.getSslSocketFactory(url.properties());
    } catch (PSQLException e) {
      throw new IOException("encryption to " + url + " cannot be set up: " + e.getMessage(), e);
    }
  }
}
