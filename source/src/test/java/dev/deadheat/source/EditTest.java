package dev.deadheat.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class EditTest {
  private static String apply(String text, Edit... edits) {
    return new String(Edit.apply(text.getBytes(UTF_8), List.of(edits)), UTF_8);
  }

  @Test
  void editsCountInTheTextBeforeThem() {
    assertThat(
            apply(
                "abcdef",
                new Edit(new Span(4, 5), "XYZ"),
                Edit.delete(new Span(0, 2)),
                Edit.insert(3, "é")))
        .isEqualTo("cédXYZf");
  }

  @Test
  void insertionsAtOnePlaceKeepTheirOrder() {
    assertThat(apply("ab", Edit.insert(1, "1"), new Edit(new Span(1, 2), "B"), Edit.insert(1, "2")))
        .isEqualTo("a12B");
    assertThat(apply("", Edit.insert(0, "x"))).isEqualTo("x");
  }

  @Test
  void overlappingEditsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> apply("abcd", new Edit(new Span(0, 2), "x"), new Edit(new Span(1, 3), "y")));
    assertThatIllegalArgumentException().isThrownBy(() -> apply("ab", Edit.insert(3, "x")));
  }

  @Test
  void spansKnowEachOther() {
    Span span = new Span(2, 5);
    assertThat(span.overlaps(new Span(5, 6))).isFalse();
    assertThat(span.overlaps(new Span(4, 6))).isTrue();
    assertThat(span.contains(new Span(2, 5))).isTrue();
    assertThat(span.to(new Span(7, 8))).isEqualTo(new Span(2, 8));
    assertThatIllegalArgumentException().isThrownBy(() -> new Span(2, 1));
  }
}
