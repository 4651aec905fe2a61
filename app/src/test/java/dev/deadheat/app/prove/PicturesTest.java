package dev.deadheat.app.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Explored;
import dev.deadheat.prove.verdict.Verdict.RequestLine;
import dev.deadheat.prove.verdict.Verdict.Severity;
import dev.deadheat.prove.verdict.Verdict.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {
  @TempDir private Path folder;

  @Test
  void scenarios_that_differ_in_punctuation_only_get_pictures_of_their_own() throws Exception {
    Pictures pictures = new Pictures(folder);
    pictures.write(verdict("sell, twice"));
    pictures.write(verdict("sell: twice"));
    pictures.write(verdict("Sell twice!"));
    pictures.write(verdict("売る"));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder(
              ".gitignore",
              "sell-twice.md",
              "sell-twice-light.svg",
              "sell-twice-dark.svg",
              "sell-twice-2.md",
              "sell-twice-2-light.svg",
              "sell-twice-2-dark.svg",
              "sell-twice-3.md",
              "sell-twice-3-light.svg",
              "sell-twice-3-dark.svg",
              "scenario.md",
              "scenario-light.svg",
              "scenario-dark.svg");
    }
    assertThat(folder.resolve("sell-twice-2.md")).content().contains("sell: twice");
  }

  private static Verdict verdict(String scenario) {
    return new Verdict(
        scenario,
        List.of(new RequestLine("A", "POST", "/", Optional.empty())),
        "read committed",
        Status.CLEAN,
        Optional.empty(),
        Severity.NONE,
        false,
        new Explored(1, 1, true, "all orders"),
        Optional.of(new Timeline(List.of(), Map.of(), Map.of(), List.of())),
        List.of(),
        Optional.empty(),
        "No order breaks it.",
        List.of());
  }
}
