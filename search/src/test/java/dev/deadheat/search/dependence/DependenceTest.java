package dev.deadheat.search.dependence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Access.WriteKind;
import dev.deadheat.search.Event;
import dev.deadheat.search.Event.Kind;
import dev.deadheat.search.Event.Phase;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import dev.deadheat.search.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The clauses one by one, on runs of two lanes with one step each, both inside transactions.
class DependenceTest {
  private static final Lane A = new Lane(0);
  private static final Lane B = new Lane(1);
  private static final RowKey ROW = new RowKey("t", List.of("1"));
  private static final Schema SCHEMA =
      new Schema(Map.of("t", List.of(List.of("id"), List.of("slug"))));

  @Test
  void aPlainReadDoesNotMeetAnUncommittedWrite() {
    assertThat(reasons(new Access.ReadRow(ROW), update("v", "1", "2"))).isEmpty();
  }

  @Test
  void aPredicateIsComparedWithTheColumnsThatAWriteDoesNotChange() {
    assertThat(atCommit(where("v", "1"), update("v", "1", "2")))
        .containsExactly("read and the COMMIT of what it could see");
    assertThat(atCommit(where("v", "3"), update("v", "1", "2")))
        .as("in another order the write may make it 3")
        .containsExactly("read and the COMMIT of what it could see");
    assertThat(atCommit(where("v", "3"), update("v", "1", "1"))).isEmpty();
    assertThat(atCommit(where("other", "3"), update("v", "1", "2")))
        .as("a column that was not seen may match")
        .isNotEmpty();
    assertThat(atCommit(new Access.ReadWhere("u", Map.of()), update("v", "1", "2"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "KEY_SHARE, KEY_SHARE, false", "KEY_SHARE, SHARE, false", "KEY_SHARE, NO_KEY_UPDATE, false",
    "KEY_SHARE, UPDATE, true", "SHARE, SHARE, false", "SHARE, NO_KEY_UPDATE, true",
    "SHARE, UPDATE, true", "NO_KEY_UPDATE, NO_KEY_UPDATE, true", "NO_KEY_UPDATE, UPDATE, true",
    "UPDATE, UPDATE, true"
  })
  void lockModesConflictAsInTheManual(LockMode one, LockMode other, boolean conflict) {
    Access left = new Access.LockRow(ROW, one);
    Access right = new Access.LockRow(ROW, other);

    assertThat(!reasons(left, right).isEmpty()).isEqualTo(conflict);
    assertThat(!reasons(right, left).isEmpty()).isEqualTo(conflict);
  }

  @Test
  void aChildsForeignKeyDoesNotMeetAnUpdateOfOtherColumnsOfItsParent() {
    Access child = new Access.LockRow(ROW, LockMode.KEY_SHARE);

    assertThat(reasons(child, update("v", "1", "2"))).isEmpty();
    assertThat(reasons(child, update("slug", "a", "b"))).containsExactly("foreign key");
  }

  @Test
  void insertsMeetInAnyUniqueKey() {
    assertThat(reasons(insert("7", "a"), insert("8", "a"))).containsExactly("unique key");
    assertThat(reasons(insert("7", "a"), insert("8", "b"))).isEmpty();
  }

  @Test
  void withoutASchemaAnyTwoInsertsIntoATableMeet() {
    var dependence = Dependence.of(Isolation.READ_COMMITTED, Schema.UNKNOWN);

    assertThat(reasons(dependence, step(A, insert("7", "a")), step(B, insert("8", "b"))))
        .containsExactly("unique key");
  }

  @Test
  void aKeyThatIsAbsentIsMetByTheInsertThatBringsIt() {
    Access probe = new Access.UniqueProbe("t", List.of("slug"), List.of(Optional.of("a")));

    assertThat(reasons(probe, insert("7", "a"))).containsExactly("unique key");
    assertThat(reasons(probe, insert("7", "b"))).isEmpty();
  }

  @Test
  void whatIsUnknownMeetsEverything() {
    assertThat(reasons(new Access.Unknown("a function"), new Access.ReadRow(ROW)))
        .containsExactly("unknown");
  }

  @Test
  void advisoryLocksMeetUnlessShared() {
    assertThat(reasons(new Access.Advisory("1", true), new Access.Advisory("1", true))).isEmpty();
    assertThat(reasons(new Access.Advisory("1", true), new Access.Advisory("1", false)))
        .containsExactly("advisory lock");
  }

  @Test
  void underRepeatableReadTheSnapshotMeetsEveryWritingCommit() {
    var dependence = Dependence.of(Isolation.REPEATABLE_READ, SCHEMA);
    Access elsewhere = new Access.ReadRow(new RowKey("u", List.of("1")));

    assertThat(reasons(dependence, step(A, elsewhere), lone(B, update("v", "1", "2"))))
        .containsExactly("transaction snapshot and a writing COMMIT");
  }

  @Test
  void anUnexplainedWaitMeetsWhateverTheOtherLaneDid() {
    Event silent = step(A, new Access.ReadRow(new RowKey("u", List.of("1"))));
    Event waiting =
        new Event(
            B,
            0,
            Kind.STATEMENT,
            Phase.START,
            "UPDATE t",
            List.of(update("v", "1", "2")),
            true,
            Optional.empty(),
            List.of(A));

    assertThat(reasons(dependence(), silent, waiting)).containsExactly("unexplained wait");
    assertThat(dependence().without("unexplained wait").trace(run(silent, waiting)).races())
        .isEmpty();
    assertThat(dependence().trace(run(silent, waiting)).races()).hasSize(1);
  }

  @Test
  void aWaitThatIsExplainedMeetsOnlyWhatExplainsIt() {
    Event locks = step(A, new Access.LockRow(ROW, LockMode.UPDATE));
    Event elsewhere = step(A, new Access.ReadRow(new RowKey("u", List.of("1"))));
    Event waiting =
        new Event(
            B,
            0,
            Kind.STATEMENT,
            Phase.START,
            "UPDATE t",
            List.of(update("v", "1", "2")),
            true,
            Optional.empty(),
            List.of(A));

    Trace trace = dependence().trace(run(locks, elsewhere, waiting));

    assertThat(trace.races()).containsExactly(new Trace.Race(0, 2));
  }

  @Test
  void aGrantBelongsToTheReleaseThatBringsIt() {
    Event locks = step(A, new Access.LockRow(ROW, LockMode.UPDATE));
    Event waiting =
        new Event(
            B,
            0,
            Kind.STATEMENT,
            Phase.START,
            "UPDATE t",
            List.of(),
            true,
            Optional.empty(),
            List.of(A));
    Event commit = event(A, Kind.COMMIT, true);
    Event granted =
        new Event(
            B,
            0,
            Kind.STATEMENT,
            Phase.GRANT,
            "UPDATE t",
            List.of(update("v", "1", "2")),
            true,
            Optional.empty(),
            List.of());
    Event later = event(B, Kind.COMMIT, true);
    List<Run.Choice> choices =
        List.of(
            new Run.Choice(List.of(A, B), A, 0),
            new Run.Choice(List.of(A, B), B, 1),
            new Run.Choice(List.of(A), A, 2),
            new Run.Choice(List.of(B), B, 4));
    Trace trace =
        dependence()
            .trace(
                new Run(
                    List.of(locks, waiting, commit, granted, later), choices, Run.End.FINISHED));

    assertThat(trace.transitions().get(2).lanes()).containsExactly(A, B);
    assertThat(trace.races())
        .as("B could have asked first, A could have committed first; B's COMMIT had to wait")
        .containsExactly(new Trace.Race(0, 1), new Trace.Race(1, 2));
    assertThat(trace.happensBefore(0, 3)).isTrue();
  }

  @Test
  void aBrokenConstraintIsSomeOtherRowsDoing() {
    Event failed = failing(step(B, new Access.ReadRow(ROW)), "23505");

    assertThat(reasons(dependence(), step(A, insert("7", "a")), failed)).contains("unknown");
  }

  @Test
  void aFailureOfWhichNothingIsKnownMeetsEverything() {
    Event failed = failing(event(B, Kind.COMMIT, true), "23503");

    assertThat(reasons(dependence(), step(A, update("v", "1", "2")), failed))
        .containsExactly("unknown");
    assertThat(
            reasons(
                dependence(),
                step(A, update("v", "1", "2")),
                failing(event(B, Kind.STATEMENT, true), "25P02")))
        .as("in a failed transaction nothing is done")
        .isEmpty();
  }

  @Test
  void aBlockMayBeginInTheStepOfItsFirstStatement() {
    Event first =
        new Event(
            A,
            0,
            Kind.STATEMENT,
            Phase.WHOLE,
            "BEGIN; UPDATE t SET v = 2",
            List.of(update("v", "1", "2")),
            false,
            Optional.empty(),
            List.of());

    assertThat(reasons(dependence(), first, step(B, new Access.ReadRow(ROW)))).isEmpty();
  }

  @Test
  void levelsAreReadFromStatements() {
    assertThat(Isolation.namedIn("BEGIN ISOLATION LEVEL REPEATABLE READ"))
        .contains(Isolation.REPEATABLE_READ);
    assertThat(Isolation.namedIn("SET TRANSACTION ISOLATION LEVEL read uncommitted"))
        .contains(Isolation.READ_COMMITTED);
    assertThat(Isolation.namedIn("SET default_transaction_isolation TO 'serializable'"))
        .contains(Isolation.SERIALIZABLE);
    assertThat(Isolation.namedIn("BEGIN")).isEmpty();
  }

  @Test
  void aClauseThatIsNotThereCannotBeTakenAway() {
    assertThatThrownBy(() -> dependence().without("no such"))
        .hasMessageContaining("no such")
        .hasMessageContaining("unique key");
  }

  private static Dependence dependence() {
    return Dependence.of(Isolation.READ_COMMITTED, SCHEMA);
  }

  private static List<String> reasons(Access one, Access other) {
    return reasons(dependence(), step(A, one), step(B, other));
  }

  /// A read of lane A against the COMMIT, at once, of lane B's write.
  private static List<String> atCommit(Access read, Access write) {
    return reasons(dependence(), step(A, read), lone(B, write));
  }

  private static List<String> reasons(Dependence dependence, Event one, Event other) {
    List<Transition> transitions = dependence.transitions(run(one, other));
    return dependence.reasons(transitions.getFirst(), transitions.getLast());
  }

  private static Run run(Event... events) {
    List<Run.Choice> choices = new ArrayList<>();
    for (Event event : events) {
      choices.add(new Run.Choice(List.of(A, B), event.lane(), choices.size()));
    }
    return new Run(List.of(events), choices, Run.End.FINISHED);
  }

  private static Event step(Lane lane, Access access) {
    return with(event(lane, Kind.STATEMENT, true), access);
  }

  private static Event lone(Lane lane, Access access) {
    return with(event(lane, Kind.STATEMENT, false), access);
  }

  private static Event failing(Event event, String state) {
    return new Event(
        event.lane(),
        0,
        event.kind(),
        event.phase(),
        event.sql(),
        event.accesses(),
        event.inTransaction(),
        Optional.of(state),
        event.waitsFor());
  }

  private static Event with(Event event, Access access) {
    return new Event(
        event.lane(),
        0,
        event.kind(),
        event.phase(),
        event.sql(),
        List.of(access),
        event.inTransaction(),
        event.error(),
        event.waitsFor());
  }

  private static Event event(Lane lane, Kind kind, boolean inTransaction) {
    return new Event(
        lane,
        0,
        kind,
        Phase.WHOLE,
        kind.name(),
        List.of(),
        inTransaction,
        Optional.empty(),
        List.of());
  }

  private static Access where(String column, String value) {
    return new Access.ReadWhere("t", Map.of(column, Optional.of(value)));
  }

  private static Access update(String column, String before, String after) {
    return new Access.WriteRow(
        ROW, WriteKind.UPDATE, columns(column, before), columns(column, after));
  }

  private static Map<String, Optional<String>> columns(String column, String value) {
    Map<String, Optional<String>> columns = new java.util.LinkedHashMap<>();
    columns.put("id", Optional.of("1"));
    columns.put("slug", Optional.of("s"));
    columns.put(column, Optional.of(value));
    return columns;
  }

  private static Access insert(String id, String slug) {
    return new Access.WriteRow(
        new RowKey("t", List.of(id)),
        WriteKind.INSERT,
        Map.of(),
        Map.of("id", Optional.of(id), "slug", Optional.of(slug)));
  }
}
