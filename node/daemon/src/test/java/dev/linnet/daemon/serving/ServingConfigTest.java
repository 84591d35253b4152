package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.config.NodeConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServingConfigTest {
  private static ServingConfig of(int threads, int maxConcurrent) {
    return ServingConfig.of(
        new NodeConfig.Serving(threads, maxConcurrent, Duration.ofSeconds(60)), Path.of("native"));
  }

  @Test
  void asManyAreUnderWayAsTheNodesConfigurationAllows() {
    for (int allowed : new int[] {1, 2, 64, 10_000}) {
      ServingConfig config = of(3, allowed);
      assertThat(config.maxConcurrent() + config.maxQueued()).isEqualTo(allowed);
      assertThat(config.maxConcurrent())
          .isBetween(1, Math.max(2, Runtime.getRuntime().availableProcessors()));
    }
  }

  @Test
  void theRuntimeKeepsNoMemoryAndUsesTheThreadsGiven() {
    assertThat(of(3, 64).runtime())
        .isEqualTo(new RuntimeOptions(3, false, false, Path.of("native")));
  }
}
