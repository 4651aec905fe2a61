package dev.deadheat.prove.worker;

import dev.deadheat.postgres.folders.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The Python package that runs inside the user's Django, unpacked from our jar.
public final class AgentFiles {
  /// The package's modules; a test says that none is missing.
  static final List<String> MODULES =
      List.of(
          "__init__",
          "__main__",
          "asgi",
          "boot",
          "boundary",
          "cache",
          "channel",
          "clock",
          "code",
          "commands",
          "control",
          "discover",
          "dispatch",
          "effects",
          "errands",
          "inspection",
          "memory",
          "names",
          "prepare",
          "problems",
          "redirect",
          "serving",
          "suite",
          "tags",
          "wsgi");

  private static final String PACKAGE = "deadheat_agent";

  private AgentFiles() {}

  /// A folder to put on `PYTHONPATH`, unpacked now if it is not there.
  ///
  /// @param cache a folder that only we write to; its content is kept from run to run
  /// @throws IOException if the folder cannot be written to
  public static Path unpack(Path cache) throws IOException {
    var modules = new TreeMap<String, byte[]>();
    for (String module : MODULES) {
      modules.put(module + ".py", read(module + ".py"));
    }
    // Named by its content, so that versions do not meet and a half-written one is never used.
    Path folder = cache.resolve("agent-" + digest(modules));
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Files.createDirectories(cache);
    try (RunFolder unfinished = RunFolder.create(cache, "unfinished-agent-")) {
      Path whole = unfinished.path().resolve("whole");
      Path inside = Files.createDirectories(whole.resolve(PACKAGE));
      for (var module : modules.entrySet()) {
        Files.write(inside.resolve(module.getKey()), module.getValue());
      }
      Files.move(whole, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Another run may have been faster; what it made is the same.
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    return folder;
  }

  private static byte[] read(String name) throws IOException {
    String path = "/agent/" + PACKAGE + "/" + name;
    try (InputStream in = AgentFiles.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + path);
      }
      return in.readAllBytes();
    }
  }

  private static String digest(SortedMap<String, byte[]> modules) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      modules.values().forEach(sha::update);
      return HexFormat.of().formatHex(sha.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
