package dev.linnet.simulator.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildTest {
  @Test
  void buildWroteDownWhichItIs() {
    Build build = Build.current();

    assertThat(build.version()).isNotEqualTo("development").matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(build.revision()).isNotEmpty().doesNotContain("$");
  }

  @Test
  void unknownRevisionIsNoOther() {
    Build build = new Build("1", "abc");

    assertThat(build.differsFrom(new Build("1", "abc"))).isFalse();
    assertThat(build.differsFrom(new Build("1", Build.UNKNOWN))).isFalse();
    assertThat(build.differsFrom(new Build("1", "abd"))).isTrue();
    assertThat(build.differsFrom(new Build("2", "abc"))).isTrue();
    assertThat(build.words()).isEqualTo("1 (abc)");
  }
}
