package dev.deadheat.search.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.search.Event;
import dev.deadheat.search.Run;
import dev.deadheat.search.dependence.Isolation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnomaliesTest {
  /// The histories of Berenson et al. 1995, section 3, and Adya 1999, chapter 3, as PostgreSQL's
  /// READ COMMITTED would see them.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // H4
        "r1(x) r2(x) w2(x) c2 w1(x) c1 | LOST_UPDATE",
        "r1(x) r2(x) w1(x) c1 w2(x) c2 | LOST_UPDATE",
        // H5
        "r1(x) r1(y) r2(x) r2(y) w1(y) w2(x) c1 c2 | WRITE_SKEW",
        // H2
        "r1(x) w2(x) w2(y) c2 r1(y) c1 | READ_SKEW",
        "r1(x) w2(x) c2 r1(x) c1 | FUZZY_READ",
        // get_or_create without a unique key
        "p1(k=5) p2(k=5) i1(a.k=5) i2(b.k=5) c1 c2 | PHANTOM",
        // a quota: a count guards an insert
        "p1() p2() i1(a) c1 i2(b) c2 | PHANTOM",
      })
  void namesTheHistoriesOfTheLiterature(String history, Anomaly name) {
    assertThat(Anomalies.explain(Histories.run(history)).getFirst().anomaly()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "r1(x) w1(x) c1 r2(x) w2(x) c2",
        "l1(x) w1(x) c1 l2(x) w2(x) c2",
        // atomic increments
        "w1(x) c1 w2(x) c2",
        // reads beside writes of other rows
        "r1(x) r2(y) w1(x) w2(y) c1 c2",
        // only one writes what the other reads
        "r1(x) w2(x) c2 w1(y) c1",
        // the search meets neither row
        "p1(k=5) p2(k=6) i1(a.k=5) i2(b.k=6) c1 c2",
        // rolled back: nothing was made of the stale read
        "r1(x) r2(x) w2(x) c2 w1(x) a1",
        "r1(x) r2(x) w2(x) a2 w1(x) c1",
        // other columns
        "r1(x.v) w2(x.other) c2 w1(x.v) c1",
        "r1(x) w2(x.other) c2 w1(x.v) c1",
      })
  void findsNothingInSerializableOnes(String history) {
    assertThat(Anomalies.explain(Histories.run(history))).isEmpty();
  }

  /// Uncommitted versions are never seen in PostgreSQL; the names are checked on the single-version
  /// histories of the literature.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "w1(x) w2(x) w2(y) c2 w1(y) c1 | DIRTY_WRITE",
        // H1
        "r1(x) w1(x) r2(x) r2(y) c2 r1(y) w1(y) c1 | DIRTY_READ",
        // G1a
        "w1(x) r2(x) a1 c2 | DIRTY_READ",
        // G1b
        "w1(x) r2(x) w1(x) c1 c2 | DIRTY_READ",
        // G1c
        "w1(x) w2(y) r1(y) r2(x) c1 c2 | DIRTY_READ",
      })
  void namesDirtyOnes(String history, Anomaly name) {
    assertThat(dirty(history).getFirst().anomaly()).isEqualTo(name);
  }

  @Test
  void circularFlowIsAmongTheNamesOfG1c() {
    assertThat(dirty("w1(x) w2(y) r1(y) r2(x) c1 c2"))
        .extracting(Witness::anomaly)
        .contains(Anomaly.CIRCULAR_FLOW);
  }

  @Test
  void theSeedTwoAutocommittedStatementsLoseAnothersColumn() {
    Run run = Histories.autocommitted("r1(x) w2(x.other=B) s1(x.v=new)");

    Witness witness = Anomalies.explain(run).getFirst();

    assertThat(witness.anomaly()).isEqualTo(Anomaly.LOST_UPDATE);
    assertThat(witness.because()).hasValue(0);
    assertThat(witness.ignores()).hasValue(1);
    assertThat(witness.culprit()).isEqualTo(2);
    assertThat(witness.certain()).isTrue();
    assertThat(witness.lost())
        .containsExactly(
            new Witness.Lost("t#x", "other", Optional.of("0"), Optional.of("B"), Optional.of("0")));
    assertThat(witness.lost().getFirst().putBack()).isTrue();
    assertThat(witness).hasToString("lost update: A -rw(t#x.other)-> B, B -ww(t#x.other)-> A");
  }

  @Test
  void theSeedAgainstItselfIsACycleThoughNothingDiffers() {
    Run run = Histories.autocommitted("r1(x) r2(x) s1(x.v=new) s2(x.v=new)");

    Witness witness = Anomalies.explain(run).getFirst();

    assertThat(witness.anomaly()).isEqualTo(Anomaly.LOST_UPDATE);
    assertThat(witness.culprit()).isEqualTo(3);
    assertThat(witness.because()).hasValue(1);
    assertThat(witness.ignores()).hasValue(2);
  }

  @Test
  void theSeedOneAfterTheOtherIsFine() {
    assertThat(Anomalies.explain(Histories.autocommitted("r1(x) s1(x.v=new) r2(x) s2(x.v=new)")))
        .isEmpty();
  }

  @Test
  void updateFieldsCuresTheOverwriteOfAnotherColumn() {
    assertThat(Anomalies.explain(Histories.autocommitted("r1(x) w2(x.other=B) w1(x.v=new)")))
        .isEmpty();
  }

  @Test
  void aLockOnOneSideProtectsNobody() {
    Run run = Histories.run("r2(x) l1(x) s1(x.v=new) c1 s2(x.other=B) c2");

    Witness witness = Anomalies.explain(run).getFirst();

    assertThat(witness.anomaly()).isEqualTo(Anomaly.LOST_UPDATE);
    assertThat(witness.lost()).extracting(Witness.Lost::column).containsExactly("v");
  }

  @Test
  void aFreshReadUnderTheLockMakesTheStaleOneHarmless() {
    Run run = Histories.run("r1(x) w2(x) c2 l1(x) s1(x) c1");

    assertThat(Anomalies.explain(run))
        .isNotEmpty()
        .noneMatch(witness -> witness.anomaly().writesOnStaleReads());
  }

  @Test
  void underRepeatableReadASecondReadSeesTheSnapshot() {
    Run run = Histories.run("r1(x) w2(x) w2(y) c2 r1(y) c1");

    assertThat(Anomalies.explain(run, Isolation.REPEATABLE_READ)).isEmpty();
  }

  @Test
  void threeLanesCanCloseACycleThatNoTwoDo() {
    Run run = Histories.run("p1() r2(y) w2(y.v) c2 r3(y) r3(x) c3 i1(b) w1(x) c1");

    // 3 read x before 1 wrote it, and y after 2 wrote it; 1 searched before nothing of 2: no cycle.
    assertThat(Anomalies.explain(run)).isEmpty();

    Run batch = Histories.run("r1(y) w2(y) c2 r3(y) r3(x) c3 w1(x) c1");
    Witness witness = Anomalies.explain(batch).getFirst();
    assertThat(witness.anomaly()).isEqualTo(Anomaly.SERIALIZATION_ANOMALY);
    assertThat(witness.cycle()).hasSize(3);
    assertThat(witness.cycle().getLast().to()).isEqualTo(witness.cycle().getFirst().from());
  }

  @Test
  void aWriteThatWaitedReadsItsRowWhenItHasTheLock() {
    Run plain = Histories.run("r1(x) w1(x) w2(x) c1 c2");
    List<Event> events = new java.util.ArrayList<>(plain.events());
    // Lane 2's update starts to wait before lane 1 commits, and goes on after.
    int waits = 4;
    Event update = events.get(waits);
    events.set(waits, phase(update, Event.Phase.START));
    events.add(waits + 2, phase(update, Event.Phase.GRANT));

    assertThat(Anomalies.explain(new Run(events, List.of(), Run.End.FINISHED))).isEmpty();
  }

  private static Event phase(Event event, Event.Phase phase) {
    return new Event(
        event.lane(),
        event.session(),
        event.kind(),
        phase,
        event.sql(),
        phase == Event.Phase.START ? event.accesses().subList(0, 1) : event.accesses(),
        event.inTransaction(),
        event.error(),
        List.of());
  }

  private static List<Witness> dirty(String history) {
    return Anomalies.explain(
        History.of(Histories.run(history), Isolation.READ_COMMITTED, History.Sight.UNCOMMITTED));
  }
}
