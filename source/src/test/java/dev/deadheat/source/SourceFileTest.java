package dev.deadheat.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceFileTest {
  private static SourceFile of(String text, Charset charset) {
    return SourceFile.of("a.py", text.getBytes(charset));
  }

  @Test
  void utf8IsTakenAsItIs() {
    byte[] bytes = "x = 'é😀'\n".getBytes(UTF_8);
    SourceFile file = SourceFile.of("a.py", bytes);
    assertThat(file.utf8()).isSameAs(bytes);
    assertThat(file.faults()).isEmpty();
    assertThat(file.text(4, 12)).isEqualTo("'é😀'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# -*- coding: latin-1 -*-\nx = 'é'\n",
        "#!/usr/bin/python\n# vim: set fileencoding=ISO_8859_1 :\nx = 'é'\n",
        "\n  # coding=iso-8859-15\nx = 'é'\n",
        "# coding: cp1252\r\nx = 'é'\r\n",
        "# coding: koi8-r\nx = 'щ'\n",
        "# coding: euc_jp\nx = 'あ'\n"
      })
  void aCookieTellsTheEncoding(String text) {
    String name = text.replaceFirst("(?s).*coding[:=] ?([\\w-]+).*", "$1").replace('_', '-');
    Charset charset = name.startsWith("ISO-8859-1") ? ISO_8859_1 : charset(name);
    SourceFile file = of(text, charset);
    assertThat(file.faults()).isEmpty();
    assertThat(file.text()).isEqualTo(text);
    assertThat(file.encode(file.utf8())).contains(file.bytes());
  }

  private static Charset charset(String name) {
    return name.equals("latin-1") ? ISO_8859_1 : Charset.forName(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x = 1\n# coding: latin-1\n", "\n\n# coding: latin-1\n", "x # coding: x\n"})
  void aCookieElsewhereIsNone(String text) {
    assertThat(of(text, UTF_8).charset()).isEqualTo(UTF_8);
    assertThat(of(text, UTF_8).faults()).isEmpty();
  }

  @Test
  void aByteOrderMarkIsPartOfTheText() {
    SourceFile file = of("\uFEFFx = 1\n", UTF_8);
    assertThat(file.markBytes()).isEqualTo(3);
    assertThat(file.length()).isEqualTo(9);
    assertThat(file.faults()).isEmpty();
  }

  @Test
  void whatIsWrongIsSaidAndTheTextStillRead() {
    assertThat(of("# coding: klingon\nx\n", UTF_8).faults()).hasSize(1);
    assertThat(of("\uFEFF# coding: latin-1\nx\n", UTF_8).faults()).hasSize(1);
    assertThat(of("# coding: utf-16\nx\n", UTF_8).faults()).hasSize(1);
    SourceFile ascii = of("# coding: ascii\nx = 'é'\n", UTF_8);
    assertThat(ascii.faults()).hasSize(1);
    assertThat(ascii.text()).contains("x = '");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c0af", "eda080", "f4908080", "e282", "80", "f8888080", "c3"})
  void brokenUtf8IsFoundWhereItBegins(String hex) {
    byte[] bad = java.util.HexFormat.of().parseHex(hex);
    byte[] bytes = new byte[3 + bad.length];
    bytes[0] = 'x';
    bytes[1] = '#';
    bytes[2] = ' ';
    System.arraycopy(bad, 0, bytes, 3, bad.length);
    assertThat(SourceFile.of("a.py", bytes).faults())
        .extracting(Fault::span)
        .containsExactly(new Span(3, 4));
  }

  @Test
  void textThatTheEncodingLacksCannotBeWritten() {
    SourceFile file = of("# coding: latin-1\nx\n", ISO_8859_1);
    assertThat(file.encode("# coding: latin-1\n😀\n".getBytes(UTF_8))).isEmpty();
  }
}
