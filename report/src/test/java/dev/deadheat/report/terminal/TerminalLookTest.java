package dev.deadheat.report.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TerminalLookTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          LANG=de_DE.UTF-8                          | true  | -   | 80  | true  | true
          LANG=de_DE.UTF-8                          | false | -   | 80  | false | true
          LANG=C.utf8 NO_COLOR=1                    | true  | -   | 80  | false | true
          LANG=C.UTF-8 NO_COLOR=0                   | true  | -   | 80  | false | true
          LANG=C.UTF-8 FORCE_COLOR=1                | false | -   | 80  | true  | true
          LANG=C.UTF-8 FORCE_COLOR=0                | false | -   | 80  | false | true
          LANG=C.UTF-8 FORCE_COLOR=1 NO_COLOR=1     | true  | -   | 80  | false | true
          LANG=en_US.UTF-8 LC_ALL=C                 | true  | -   | 80  | true  | false
          TERM=xterm                                | true  | -   | 80  | true  | false
          TERM=dumb LANG=C.UTF-8                    | true  | -   | 80  | false | false
          LANG=C.UTF-8 COLUMNS=132                  | true  | -   | 132 | true  | true
          LANG=C.UTF-8 COLUMNS=132                  | true  | 100 | 100 | true  | true
          LANG=C.UTF-8 COLUMNS=wide                 | true  | -   | 80  | true  | true
          LANG=C.UTF-8 COLUMNS=20                   | true  | -   | 60  | true  | true
          LANG=C.UTF-8                              | true  | 999 | 200 | true  | true
          """)
  void theEnvironmentDecides(
      String environment,
      boolean terminal,
      @Nullable Integer columns,
      int width,
      boolean colour,
      boolean unicode) {
    var variables = new HashMap<String, String>();
    for (var setting : environment.strip().split(" +", -1)) {
      var parts = setting.split("=", 2);
      variables.put(parts[0], parts[1]);
    }
    var known = columns == null ? OptionalInt.empty() : OptionalInt.of(columns);
    assertThat(TerminalLook.of(Map.copyOf(variables), terminal, known))
        .isEqualTo(new TerminalLook(width, colour, unicode));
  }
}
