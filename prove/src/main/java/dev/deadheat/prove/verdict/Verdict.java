package dev.deadheat.prove.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What was found out about one scenario, and how much was looked at to say so.
///
/// @param scenario the scenario's name
/// @param requests the lanes, in lane order
/// @param isolation as PostgreSQL writes it: `read committed`
/// @param status the verdict's word
/// @param anomaly the anomaly's name as in the literature (`lost update`), where one was named
/// @param severity how bad the difference is; NONE where there is none
/// @param orderSensitive whether the serial orders differ among themselves
/// @param explored what was looked at
/// @param timeline the schedule that shows it; for a clean verdict one representative schedule
/// @param serialOutcomes the outcomes that some serial order gives
/// @param outcome the outcome of the shown schedule, where there is one
/// @param sentence one sentence for people: what was lost and why, or that no order breaks it
/// @param notes what else must be said: limits, what was not controlled
/// @param replay the replay file written, relative to the project with `/`
/// @param reproduced how often running the shown schedule again gave the same, where it was rerun
/// @param faults what was injected, where the verdict is about faults and not about orders
public record Verdict(
    String scenario,
    List<RequestLine> requests,
    String isolation,
    Status status,
    Optional<String> anomaly,
    Severity severity,
    boolean orderSensitive,
    Explored explored,
    Optional<Timeline> timeline,
    List<OutcomeView> serialOutcomes,
    Optional<OutcomeView> outcome,
    String sentence,
    List<String> notes,
    Optional<String> replay,
    Optional<Reproduced> reproduced,
    Optional<FaultsView> faults) {
  public Verdict {
    requests = List.copyOf(requests);
    serialOutcomes = List.copyOf(serialOutcomes);
    notes = List.copyOf(notes);
  }

  /// A verdict on orders, whose schedule was neither written to a file nor run again.
  public Verdict(
      String scenario,
      List<RequestLine> requests,
      String isolation,
      Status status,
      Optional<String> anomaly,
      Severity severity,
      boolean orderSensitive,
      Explored explored,
      Optional<Timeline> timeline,
      List<OutcomeView> serialOutcomes,
      Optional<OutcomeView> outcome,
      String sentence,
      List<String> notes) {
    this(
        scenario,
        requests,
        isolation,
        status,
        anomaly,
        severity,
        orderSensitive,
        explored,
        timeline,
        serialOutcomes,
        outcome,
        sentence,
        notes,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// The same with a replay file.
  public Verdict withReplay(String file) {
    return with(explored, notes, Optional.of(file), reproduced, faults);
  }

  /// The same, run again so often.
  public Verdict withReproduced(Reproduced again) {
    return with(explored, notes, replay, Optional.of(again), faults);
  }

  /// The same, said of faults.
  public Verdict withFaults(FaultsView injected) {
    return with(explored, notes, replay, reproduced, Optional.of(injected));
  }

  /// The same, said of who waited.
  public Verdict withWaiting(Waiting waiting) {
    return with(explored.withWaiting(waiting), notes, replay, reproduced, faults);
  }

  /// The same with more to say, before what it says already.
  public Verdict withNotes(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(notes);
    return with(explored, all, replay, reproduced, faults);
  }

  private Verdict with(
      Explored looked,
      List<String> told,
      Optional<String> replayFile,
      Optional<Reproduced> again,
      Optional<FaultsView> injected) {
    return new Verdict(
        scenario,
        requests,
        isolation,
        status,
        anomaly,
        severity,
        orderSensitive,
        looked,
        timeline,
        serialOutcomes,
        outcome,
        sentence,
        told,
        replayFile,
        again,
        injected);
  }

  /// The verdict's word. `CLEAN` is said only of a completed search in which the lanes met.
  public enum Status {
    ANOMALY,
    DEADLOCK,
    /// Only the answers differ: an error that no serial order gives, with rows as some serial
    /// order.
    ERROR,
    /// A dependency cycle is there, yet with these inputs no outcome differs.
    LATENT,
    FAULT,
    NEVER_MET,
    CLEAN,
    INCONCLUSIVE;

    /// The word in JSON: `never_met`.
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// What a difference does, worst first.
  public enum Severity {
    CORRUPTS_ROWS,
    SUCCEEDS_TWICE,
    /// What a failure leaves behind stands in the way of others.
    BLOCKS,
    ONLY_AN_ERROR,
    ONLY_A_RESPONSE,
    LATENT,
    NONE;

    /// The word in JSON: `corrupts_rows`.
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// A lane's request, for people.
  ///
  /// @param lane the lane's letter
  /// @param method the HTTP method; `TASK` of a task
  /// @param path path and query; the name of a task
  /// @param user who is logged in, if anybody
  /// @param where `path:line` of the project's code that handed a task over, where known
  public record RequestLine(
      String lane, String method, String path, Optional<String> user, Optional<String> where) {
    private static final String TASK = "TASK";

    /// A request.
    public RequestLine(String lane, String method, String path, Optional<String> user) {
      this(lane, method, path, user, Optional.empty());
    }

    /// A task that a request has handed over, instead of a request.
    public static RequestLine task(String lane, String name, Optional<String> where) {
      return new RequestLine(lane, TASK, name, Optional.empty(), where);
    }

    /// Whether it is no request but a task.
    public boolean isTask() {
      return method.equals(TASK);
    }
  }

  /// What was looked at.
  ///
  /// @param schedules runs made, those that were cut included
  /// @param cut those of them that were stopped early, because others cover them
  /// @param classes classes of equivalent orders among them
  /// @param complete whether nothing was left to explore
  /// @param bound what the search covered: `all orders`, `all schedules with at most 2 preemptions`
  /// @param startRows from which rows every run started, for people: `fixture rows.json: 1 row in
  ///   myapp_mymodel`; empty if not told
  /// @param waiting who waited, where all was explored and nothing broke
  public record Explored(
      long schedules,
      long cut,
      long classes,
      boolean complete,
      String bound,
      String startRows,
      Waiting waiting) {
    /// A search of which is not told who waited.
    public Explored(
        long schedules, long cut, long classes, boolean complete, String bound, String startRows) {
      this(schedules, cut, classes, complete, bound, startRows, Waiting.NONE);
    }

    /// A search that cut nothing short.
    public Explored(
        long schedules, long classes, boolean complete, String bound, String startRows) {
      this(schedules, 0, classes, complete, bound, startRows);
    }

    /// A search whose start rows are not told.
    public Explored(long schedules, long classes, boolean complete, String bound) {
      this(schedules, classes, complete, bound, "");
    }

    Explored withWaiting(Waiting who) {
      return new Explored(schedules, cut, classes, complete, bound, startRows, who);
    }
  }

  /// How often a schedule was run again, and how often it ended the same way.
  ///
  /// @param same at most `of`
  /// @param of at least 1
  public record Reproduced(int same, int of) {}
}
