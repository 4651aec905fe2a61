package dev.deadheat.report.tales;

import dev.deadheat.prove.verdict.OutcomeView;
import dev.deadheat.prove.verdict.OutcomeView.ResponseView;
import dev.deadheat.prove.verdict.OutcomeView.RowView;
import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Timeline.Cells;
import dev.deadheat.prove.verdict.Timeline.Kind;
import dev.deadheat.prove.verdict.Timeline.SourceLine;
import dev.deadheat.prove.verdict.Timeline.Step;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Explored;
import dev.deadheat.prove.verdict.Verdict.Reproduced;
import dev.deadheat.prove.verdict.Verdict.RequestLine;
import dev.deadheat.prove.verdict.Verdict.Severity;
import dev.deadheat.prove.verdict.Verdict.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells a schedule step by step and keeps the books: what is committed, what only its own lane
/// sees. Rows are `table#key`, cells `column=value`, with `column=~` for an SQL null.
public final class Tale {
  private final String scenario;
  private final List<RequestLine> requests = new ArrayList<>();
  private final Map<String, Cells> start = new LinkedHashMap<>();
  private final Map<String, List<String>> columns = new LinkedHashMap<>();
  private final Map<String, Cells> committed = new LinkedHashMap<>();
  private final Map<String, Map<String, Cells>> open = new LinkedHashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<OutcomeView> serial = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private String startRows = "";
  private Optional<OutcomeView> outcome = Optional.empty();
  private Optional<Reproduced> reproduced = Optional.empty();
  private Explored explored = new Explored(0, 0, false, "");
  private boolean orderSensitive;
  private Optional<String> replay = Optional.empty();

  private Tale(String scenario) {
    this.scenario = scenario;
  }

  public static Tale of(String scenario) {
    return new Tale(scenario);
  }

  public Tale request(String lane, String method, String path) {
    requests.add(new RequestLine(lane, method, path, Optional.empty()));
    return this;
  }

  public Tale request(String lane, String method, String path, String user) {
    requests.add(new RequestLine(lane, method, path, Optional.of(user)));
    return this;
  }

  /// A tracked row as it is before the first step; no cells: not there yet.
  public Tale row(String row, String... cells) {
    start.put(row, new Cells(cells.length > 0, cells(cells)));
    columns.put(row, List.copyOf(cells(cells).keySet()));
    return this;
  }

  /// The columns to show of a row that is not there at first.
  public Tale shows(String row, String... names) {
    columns.put(row, List.of(names));
    return this;
  }

  /// Begins a step; end it with [Told#done()].
  public Told step(String lane, Kind kind, String readable) {
    if (steps.isEmpty()) {
      committed.putAll(start);
    }
    return new Told(lane, kind, readable);
  }

  public Tale explored(long schedules, long classes, boolean complete, String bound) {
    explored = new Explored(schedules, classes, complete, bound, startRows);
    return this;
  }

  public Tale from(String rows) {
    startRows = rows;
    return this;
  }

  public Tale again(int same, int of) {
    reproduced = Optional.of(new Reproduced(same, of));
    return this;
  }

  public Tale replay(String file) {
    replay = Optional.of(file);
    return this;
  }

  public Tale note(String note) {
    notes.add(note);
    return this;
  }

  public Tale orderMatters() {
    orderSensitive = true;
    return this;
  }

  public Tale serial(String label, Ending ending) {
    serial.add(ending.labelled(label));
    return this;
  }

  public Tale ended(Ending ending) {
    outcome = Optional.of(ending.labelled("this schedule"));
    return this;
  }

  public Verdict verdict(Status status, Severity severity, String anomaly, String sentence) {
    var timeline = new Timeline(List.copyOf(start.keySet()), columns, start, steps);
    return new Verdict(
        scenario,
        requests,
        "read committed",
        status,
        anomaly.isEmpty() ? Optional.empty() : Optional.of(anomaly),
        severity,
        orderSensitive,
        explored,
        steps.isEmpty() ? Optional.empty() : Optional.of(timeline),
        serial,
        outcome,
        sentence,
        notes,
        replay,
        reproduced,
        Optional.empty());
  }

  static Map<String, Optional<String>> cells(String... cells) {
    var out = new LinkedHashMap<String, Optional<String>>();
    for (var cell : cells) {
      var equals = cell.indexOf('=');
      var value = cell.substring(equals + 1);
      out.put(cell.substring(0, equals), value.equals("~") ? Optional.empty() : Optional.of(value));
    }
    return out;
  }

  /// How a run ended.
  public static final class Ending {
    private final List<RowView> rows = new ArrayList<>();
    private final List<ResponseView> responses = new ArrayList<>();

    public static Ending with() {
      return new Ending();
    }

    public Ending row(String row, String... cells) {
      rows.add(new RowView(row, cells(cells)));
      return this;
    }

    public Ending answer(String lane, int status, String body) {
      responses.add(new ResponseView(lane, status, body));
      return this;
    }

    OutcomeView labelled(String label) {
      return new OutcomeView(label, rows, responses, List.of());
    }
  }

  /// A step being told.
  public final class Told {
    private final String lane;
    private final Kind kind;
    private final String readable;
    private Optional<SourceLine> source = Optional.empty();
    private final List<String> read = new ArrayList<>();
    private final List<String> written = new ArrayList<>();
    private Optional<String> waitedFor = Optional.empty();
    private Optional<Integer> waitedFrom = Optional.empty();
    private Optional<String> error = Optional.empty();
    private Optional<ResponseView> response = Optional.empty();
    private boolean culprit;
    private Optional<Integer> because = Optional.empty();
    private Optional<Integer> ignores = Optional.empty();

    private Told(String lane, Kind kind, String readable) {
      this.lane = lane;
      this.kind = kind;
      this.readable = readable;
    }

    public Told at(String path, int line, String text) {
      source = Optional.of(new SourceLine(path, line, text));
      return this;
    }

    public Told reads(String... rows) {
      read.addAll(List.of(rows));
      return this;
    }

    /// Writes in autocommit: everybody sees it at once.
    public Told writes(String row, String... cells) {
      written.add(row);
      committed.put(row, merged(committed, row, cells));
      return this;
    }

    /// Writes in a transaction that stays open.
    public Told writesOpen(String row, String... cells) {
      written.add(row);
      var mine = open.computeIfAbsent(lane, _ -> new LinkedHashMap<>());
      mine.put(row, merged(mine.containsKey(row) ? mine : committed, row, cells));
      return this;
    }

    /// What this lane had open is committed.
    public Told publishes() {
      var mine = open.remove(lane);
      if (mine != null) {
        committed.putAll(mine);
      }
      return this;
    }

    /// What this lane had open is undone.
    public Told undoes() {
      open.remove(lane);
      return this;
    }

    public Told waited(String holder, int after) {
      waitedFor = Optional.of(holder);
      waitedFrom = Optional.of(after);
      return this;
    }

    public Told fails(String message) {
      error = Optional.of(message);
      return this;
    }

    public Told answers(int status, String body) {
      response = Optional.of(new ResponseView(lane, status, body));
      return this;
    }

    public Told culprit(int relied, int ignored) {
      culprit = true;
      because = Optional.of(relied);
      ignores = Optional.of(ignored);
      return this;
    }

    public Told culprit() {
      culprit = true;
      return this;
    }

    public Tale done() {
      steps.add(
          new Step(
              steps.size() + 1,
              lane,
              kind,
              readable.replace("…", "\"id\", \"field\", \"other\""),
              readable,
              source,
              read,
              written,
              committed,
              open.getOrDefault(lane, Map.of()),
              waitedFor,
              waitedFrom,
              error,
              response,
              culprit,
              because,
              ignores));
      return Tale.this;
    }

    private static Cells merged(Map<String, Cells> before, String row, String... cells) {
      var all = new LinkedHashMap<String, Optional<String>>();
      Optional.ofNullable(before.get(row)).ifPresent(there -> all.putAll(there.columns()));
      all.putAll(cells(cells));
      return new Cells(cells.length > 0, all);
    }
  }
}
