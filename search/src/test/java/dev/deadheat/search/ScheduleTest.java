package dev.deadheat.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  @Test
  void lanesAreLetters() {
    assertThat(Schedule.parse("ABBA").lanes())
        .containsExactly(new Lane(0), new Lane(1), new Lane(1), new Lane(0));
    assertThat(Schedule.parse("")).hasToString("");
  }

  @Test
  void anOverlapStandsBehindItsFirstLane() {
    Schedule schedule = Schedule.parse("AB(A@bank.account#7,x)BA");
    assertThat(schedule.overlaps().get(1))
        .isEqualTo(
            new Overlap(new Lane(1), new Lane(0), new RowKey("bank.account", List.of("7", "x"))));
    assertThat(schedule).hasToString("AB(A@bank.account#7,x)BA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a,b", "#1", "(x)", "50%", "%0041", "two words", "żółw \uD83D\uDC22", "$1"})
  void anyKeyIsReadBack(String value) {
    var overlaps = new TreeMap<Integer, Overlap>();
    overlaps.put(
        0, new Overlap(new Lane(0), new Lane(1), new RowKey(value, List.of(value, "", value))));
    Schedule schedule = new Schedule(List.of(new Lane(0), new Lane(1)), overlaps);
    assertThat(schedule.toString()).isPrintable();
    assertThat(Schedule.parse(schedule.toString())).isEqualTo(schedule);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "AB-", "A(B)", "A(B@t#1"})
  void whatIsNoScheduleIsRefused(String letters) {
    assertThatThrownBy(() -> Schedule.parse(letters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(letters);
  }
}
