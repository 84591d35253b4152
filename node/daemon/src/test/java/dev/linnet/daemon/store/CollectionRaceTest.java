package dev.linnet.daemon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.store.Models.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models come and go while the collector runs without a pause; what is named always stays. */
class CollectionRaceTest {
  private static final long SEED = 20_261_128;
  private static final int FETCHERS = 3;
  private static final int ROUNDS = 60;

  @Test
  void collectorTakesNoChunkThatAManifestNames(@TempDir Path dir) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(FETCHERS + 1);
    CountDownLatch fetching = new CountDownLatch(FETCHERS);
    try (Store store = Opening.open(dir, DiskRoom::usual, Duration.ZERO)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < FETCHERS; i++) {
        SplittableRandom random = new SplittableRandom(SEED + i);
        long first = i * 10L;
        all.add(
            threads.submit(
                () -> {
                  try {
                    comeAndGo(store, random, first);
                  } finally {
                    fetching.countDown();
                  }
                }));
      }
      all.add(
          threads.submit(
              () -> {
                do {
                  store.collectGarbage();
                } while (fetching.getCount() > 0);
              }));
      for (Future<?> each : all) {
        each.get(120, TimeUnit.SECONDS);
      }
      store.collectGarbage();
      assertThat(store.manifests()).isEmpty();
      assertThat(store.locate(Models.model(0, 6, 9_000).manifest()).cardinality()).isZero();
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** As a fetch does: the manifest first, then chunk after chunk. */
  private static void comeAndGo(Store store, SplittableRandom random, long first) {
    for (int round = 0; round < ROUNDS; round++) {
      Model model = Models.model(first + random.nextInt(4), 6, 9_000);
      Changes comes = new Changes();
      comes.putManifest(model.manifest().digest(), model.json());
      store.commit(comes);
      model.chunks().forEach((digest, bytes) -> Models.put(store, digest, bytes));
      assertThat(store.locate(model.manifest()).cardinality())
          .as("seed %d, round %d", SEED, round)
          .isEqualTo(model.manifest().chunks().size());
      model
          .chunks()
          .forEach((digest, bytes) -> assertThat(Models.read(store, digest)).isEqualTo(bytes));
      Changes goes = new Changes();
      goes.dropManifest(model.manifest().digest());
      store.commit(goes);
    }
  }
}
