package dev.deadheat.report.svg;

import java.util.List;

/// The colours of a picture. Every ink has a contrast of at least 4.5 to 1 on every paper (WCAG 2
/// AA), and nothing is told by colour alone.
///
/// @param name `light`, `dark`
/// @param page behind everything
/// @param panel behind a lane
/// @param card behind a step, a value or a table
/// @param line of panels and other quiet borders
/// @param text ink of what is read first
/// @param muted ink of what is read next
/// @param bad ink of what is wrong
/// @param doubt ink of what is open
/// @param good ink of what holds
/// @param row ink of the rows' lifeline and frames
/// @param lanes inks of the lanes, four, used again after that
public record Theme(
    String name,
    String page,
    String panel,
    String card,
    String line,
    String text,
    String muted,
    String bad,
    String doubt,
    String good,
    String row,
    List<String> lanes) {
  public Theme {
    lanes = List.copyOf(lanes);
  }

  /// Dark ink on white.
  public static final Theme LIGHT =
      new Theme(
          "light",
          "#ffffff",
          "#f5f7fa",
          "#ffffff",
          "#cfd6de",
          "#1b2430",
          "#55606e",
          "#b3141d",
          "#7a5200",
          "#17692f",
          "#44546a",
          List.of("#0a5ea8", "#8f4a00", "#7a2fa0", "#00645a"));

  /// Light ink on near black.
  public static final Theme DARK =
      new Theme(
          "dark",
          "#0d1117",
          "#151b23",
          "#1c2430",
          "#3d4754",
          "#eef2f6",
          "#a9b4c0",
          "#ff8a80",
          "#f2c14e",
          "#63d489",
          "#9fb3c8",
          List.of("#6cb6ff", "#f5a64a", "#d3a4ff", "#4fd1c0"));

  /// Takes its colours from custom properties of the page (`--dh-page`, `--dh-lane-1`, ...), for a
  /// picture that stands inside an HTML document and follows its theme.
  public static final Theme OF_PAGE =
      new Theme(
          "page",
          "var(--dh-page)",
          "var(--dh-panel)",
          "var(--dh-card)",
          "var(--dh-line)",
          "var(--dh-text)",
          "var(--dh-muted)",
          "var(--dh-bad)",
          "var(--dh-doubt)",
          "var(--dh-good)",
          "var(--dh-row)",
          List.of("var(--dh-lane-1)", "var(--dh-lane-2)", "var(--dh-lane-3)", "var(--dh-lane-4)"));

  String lane(int index) {
    return lanes.get(Math.floorMod(index, lanes.size()));
  }
}
