package dev.linnet.daemon.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.model.ManifestJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ChunkMemoryTest {
  private static final int KIB = 1024;

  private final ChunkMemory memory = new ChunkMemory(1024 * KIB);

  @Test
  void whatWasGivenBackIsUsedAgain() {
    byte[] first;
    try (ChunkBytes bytes = memory.take(200 * KIB)) {
      first = bytes.array();
      assertThat(bytes.size()).isEqualTo(200 * KIB);
    }
    assertThat(memory.keptBytes()).isEqualTo(256 * KIB);

    try (ChunkBytes bytes = memory.take(256 * KIB);
        ChunkBytes other = memory.take(256 * KIB)) {
      assertThat(bytes.array()).isSameAs(first);
      assertThat(other.array()).isNotSameAs(first);
      assertThat(memory.keptBytes()).isZero();
    }
  }

  @Test
  void eachSizeFits() {
    for (int size : new int[] {0, 1, 64 * KIB, 64 * KIB + 1, 512 * KIB + 1, 1024 * KIB}) {
      try (ChunkBytes bytes = memory.take(size)) {
        assertThat(bytes.size()).isEqualTo(size);
        assertThat(bytes.array().length).isBetween(size, Math.max(64 * KIB, 2 * size));
      }
    }
    for (int size : new int[] {-1, ManifestJson.MAX_CHUNK_BYTES + 1}) {
      assertThatThrownBy(() -> memory.take(size)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void noMoreIsKeptThanAllowed() {
    List<ChunkBytes> many = new ArrayList<>();
    for (int count = 0; count < 16; count++) {
      many.add(memory.take(256 * KIB));
    }
    many.forEach(ChunkBytes::close);

    assertThat(memory.keptBytes()).isEqualTo(1024 * KIB);
  }

  @Test
  void closedTwiceIsKeptOnce() {
    ChunkBytes bytes = memory.take(64 * KIB);
    bytes.close();
    bytes.close();

    assertThat(memory.keptBytes()).isEqualTo(64 * KIB);
  }

  @Test
  void noArrayHasTwoOwners() throws Exception {
    Set<byte[]> owned =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Void>> done = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      Random random = new Random(thread);
      Callable<Void> work =
          () -> {
            for (int round = 0; round < 5_000; round++) {
              try (ChunkBytes bytes = memory.take(random.nextInt(128 * KIB))) {
                assertThat(owned.add(bytes.array())).isTrue();
                assertThat(owned.remove(bytes.array())).isTrue();
              }
            }
            return null;
          };
      done.add(threads.submit(work));
    }
    for (Future<Void> each : done) {
      each.get(60, TimeUnit.SECONDS);
    }
    threads.shutdown();
    assertThat(memory.keptBytes()).isBetween(64 * KIB, 4 * (64 + 128) * KIB);
  }
}
