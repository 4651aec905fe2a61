package dev.deadheat.report.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.deadheat.report.terminal.TerminalLook;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CheckupTest {
  private static final Checkup CHECKUP =
      new Checkup(
          List.of(
              Check.good("Java", "25.0.1"),
              Check.doubt("scenarios", "no deadheat.toml", "Write one."),
              Check.missing(
                  "Python",
                  "There is none.\nMake one:\n  /a/path/that/is/longer/than/a/line/of/sixty/cells"
                      + "/bin/python -m venv .venv")));

  @Test
  void the_text_tells_what_is_there_and_what_to_do() {
    assertThat(CHECKUP.text(new TerminalLook(60, false, true)))
        .isEqualTo(
            """
              ✓ Java         25.0.1
              △ scenarios    no deadheat.toml
                             Write one.
              ✗ Python       There is none.
                             Make one:
                               /a/path/that/is/longer/than/a/line/of/sixty/cells/bin/python -m venv .venv

            One thing is missing; see above for what to do.
            """);
  }

  @Test
  void a_poor_terminal_gets_the_same_in_ascii() {
    assertThat(CHECKUP.text(new TerminalLook(80, false, false)))
        .isASCII()
        .contains("+ Java", "? scenarios", "X Python");
  }

  @Test
  void json_is_for_programs() {
    var read = JsonParser.parseString(CHECKUP.json()).getAsJsonObject();
    assertThat(read.get("ready").getAsBoolean()).isFalse();
    assertThat(read.getAsJsonArray("checks"))
        .extracting(check -> check.getAsJsonObject().get("state").getAsString())
        .containsExactly("good", "doubt", "missing");
  }
}
