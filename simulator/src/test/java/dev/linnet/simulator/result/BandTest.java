package dev.linnet.simulator.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BandTest {
  @Test
  void fourOfFiveRunsLieInTheBand() {
    List<TreeMap<Long, Long>> curves = new ArrayList<>();
    for (long run = 0; run <= 10; run++) {
      TreeMap<Long, Long> curve = new TreeMap<>();
      curve.put(0L, run);
      curve.put(1_000_000_000L, 100 - run);
      curves.add(curve);
    }

    Band band = Band.of(curves, 300);

    assertThat(band.seconds()).containsExactly(0.0, 1.0);
    assertThat(band.low()).containsExactly(1.0, 91.0);
    assertThat(band.middle()).containsExactly(5.0, 95.0);
    assertThat(band.high()).containsExactly(9.0, 99.0);
  }

  @Test
  void runThatIsOverStaysAsItEnded() {
    TreeMap<Long, Long> brief = new TreeMap<>();
    brief.put(0L, 4L);
    TreeMap<Long, Long> longer = new TreeMap<>(brief);
    longer.put(2_000_000_000L, 8L);

    assertThat(Band.of(List.of(brief, longer), 300).low()).containsExactly(4.0, 4.0);
  }

  @Test
  void thinningKeepsTheFirstAndTheLast() {
    List<Integer> all = IntStream.range(0, 1_001).boxed().toList();

    List<Integer> kept = Band.thinned(all, 300);

    assertThat(kept).hasSizeBetween(200, 300).startsWith(0).endsWith(1_000);
    assertThat(Band.thinned(all.subList(0, 5), 300)).containsExactly(0, 1, 2, 3, 4);
  }
}
