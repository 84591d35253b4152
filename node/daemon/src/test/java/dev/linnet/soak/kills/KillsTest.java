package dev.linnet.soak.kills;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few of the points that {@code scripts/soak kills} takes by the hundred. */
final class KillsTest {
  @Test
  void nothingIsLostOrSaidTwiceWhereverTheProcessDies(@TempDir Path directory) throws Exception {
    assertThat(Kills.run(directory, 5, 20_261_128).wrong()).isEmpty();
  }
}
