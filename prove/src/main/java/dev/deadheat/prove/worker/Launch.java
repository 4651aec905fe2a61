package dev.deadheat.prove.worker;

import dev.deadheat.prove.scenario.Isolation;
import dev.deadheat.search.Lane;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// How a lane's process is started.
///
/// @param command program and arguments
/// @param folder where it runs
/// @param environment its whole environment
/// @param announced whether it says by itself that it is ready; else its port is tried
/// @param port the port that it will serve; 0 if it chooses and announces one
/// @param secret the path prefix of control requests; empty if it takes none
public record Launch(
    List<String> command,
    Path folder,
    Map<String, String> environment,
    boolean announced,
    int port,
    String secret) {
  /// libpq would take these for the project's database; the others change how a JVM or Python runs.
  private static final Pattern DROPPED =
      Pattern.compile("PG[A-Z]+|PYTHONPATH|PYTHONHOME|PYTHONSTARTUP|JAVA_TOOL_OPTIONS|__PYVENV.*");

  /// Waits for the command's end, and ends it (and all of its session) when standard input ends,
  /// which it does when we are gone, however we went. It gets two seconds to go by itself.
  private static final String WATCHED =
      """
      trap '' INT HUP
      exec 3<&0 </dev/null
      if command -v setsid >/dev/null 2>&1; then setsid "$@" 3<&- &
      else set -m; "$@" 3<&- & set +m; fi
      child=$!
      (
        while read -r _; do :; done <&3
        kill -s TERM -- -$child 2>/dev/null
        for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 $child 2>/dev/null || break; sleep 0.2; done
        kill -s KILL -- -$child
      ) >/dev/null 2>&1 &
      watch=$!
      exec 3<&-
      wait $child
      code=$?
      kill -s KILL -- -$child 2>/dev/null
      kill $watch 2>/dev/null
      exit $code
      """;

  private static final String SUCCESSORS = "DEADHEAT_SUCCESSORS";

  public Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /// What a Django lane is to be told.
  ///
  /// @param python the project's interpreter
  /// @param agent the folder that [AgentFiles#unpack] gave
  /// @param project the project's folder
  /// @param databaseUrl `postgresql://user:password@127.0.0.1:port/name`
  /// @param runFolder a folder of this run only, the same for all of its lanes
  /// @param secret a word of letters and digits that nobody else knows
  public record DjangoLane(
      Python python,
      Path agent,
      Path project,
      String databaseUrl,
      Path runFolder,
      String secret,
      Optional<String> settings,
      Optional<Isolation> isolation,
      List<String> allowHosts,
      SequencedMap<String, String> environment) {
    /// The same on another database, with another folder of the run.
    public DjangoLane on(String url, Path folder) {
      return new DjangoLane(
          python,
          agent,
          project,
          url,
          folder,
          secret,
          settings,
          isolation,
          allowHosts,
          environment);
    }
  }

  /// A lane, or a preparation, of a Django project.
  ///
  /// @param inherited our own environment, which the project's settings may rely on
  public static Launch django(DjangoLane lane, Map<String, String> inherited) {
    var environment = usable(inherited);
    environment.putAll(lane.environment());
    environment.put("PYTHONPATH", lane.agent().toString());
    environment.put("PYTHONUNBUFFERED", "1");
    environment.put("PYTHONHASHSEED", "0");
    // Byte code is kept, for a quick start, but not in the user's folders.
    environment.put("PYTHONPYCACHEPREFIX", lane.agent().resolve("pycache").toString());
    environment.put("DATABASE_URL", lane.databaseUrl());
    environment.put("PORT", "0");
    environment.put("DEADHEAT_ROOT", lane.project().toAbsolutePath().toString());
    environment.put("DEADHEAT_RUN_FOLDER", lane.runFolder().toString());
    environment.put("DEADHEAT_SECRET", lane.secret());
    environment.put("DEADHEAT_ALLOW_HOSTS", String.join(",", lane.allowHosts()));
    lane.isolation().ifPresent(level -> environment.put("DEADHEAT_ISOLATION", level.sql()));
    lane.settings().ifPresent(module -> environment.put("DJANGO_SETTINGS_MODULE", module));
    return new Launch(
        List.of(lane.python().executable().toString(), "-m", "deadheat_agent", "serve"),
        lane.project(),
        environment,
        true,
        0,
        lane.secret());
  }

  /// The same project asked for another of the agent's commands.
  Launch asking(String agentCommand) {
    var asked = new ArrayList<>(command);
    asked.set(asked.size() - 1, agentCommand);
    return new Launch(asked, folder, environment, announced, port, secret);
  }

  /// The same; if the process that serves is killed, another takes its place: a Django lane's.
  public Launch withSuccessors() {
    var told = new LinkedHashMap<>(environment);
    told.put(SUCCESSORS, "1");
    return new Launch(command, folder, told, announced, port, secret);
  }

  /// Whether a process that is killed is followed by another, which announces itself.
  boolean hasSuccessors() {
    return announced && environment.containsKey(SUCCESSORS);
  }

  /// The same, told which lane it is: a Django lane draws its random numbers by that.
  public Launch named(Lane lane) {
    var told = new LinkedHashMap<>(environment);
    told.put("DEADHEAT_LANE", lane.label());
    return new Launch(command, folder, told, announced, port, secret);
  }

  /// A lane that is any command.
  ///
  /// @param command program and arguments
  /// @param port where it is to serve, free now
  /// @param more variables of the scenario file
  /// @param inherited our own environment
  public static Launch command(
      List<String> command,
      Path folder,
      String databaseUrl,
      int port,
      Map<String, String> more,
      Map<String, String> inherited) {
    var environment = usable(inherited);
    environment.putAll(more);
    environment.put("DATABASE_URL", databaseUrl);
    environment.put("PORT", String.valueOf(port));
    var watched = new ArrayList<>(List.of("sh", "-c", WATCHED, "deadheat-lane"));
    watched.addAll(command);
    return new Launch(watched, folder, environment, false, port, "");
  }

  private static Map<String, String> usable(Map<String, String> inherited) {
    var environment = new LinkedHashMap<String, String>();
    inherited.forEach((name, value) -> {
      if (!DROPPED.matcher(name).matches()) {
        environment.put(name, value);
      }
    });
    return environment;
  }
}
