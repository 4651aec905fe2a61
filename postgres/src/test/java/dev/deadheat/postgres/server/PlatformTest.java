package dev.deadheat.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PlatformTest {
  @Test
  void theArchiveIsNamedAfterSystemAndProcessor() throws Exception {
    assertThat(Platform.of("Linux", "amd64").archive()).isEqualTo("postgres-linux-x86_64.txz");
    assertThat(Platform.of("Mac OS X", "aarch64").name()).isEqualTo("postgres-darwin-arm_64");
  }

  @Test
  void anotherMachineIsToldWhatThereIs() {
    assertThatThrownBy(() -> Platform.of("Windows 11", "amd64"))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("Windows 11")
        .hasMessageContaining("Linux and macOS");
  }
}
