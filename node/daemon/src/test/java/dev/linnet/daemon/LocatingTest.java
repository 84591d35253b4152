package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Event;
import dev.linnet.core.model.Manifest;
import dev.linnet.daemon.serving.TestModel;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocatingTest {

  @Test
  void diskThatGaveNoAnswerIsAskedAgain(@TempDir Path directory) throws Exception {
    Manifest manifest = TestModel.identity(directory, TestModel.FLOAT).manifest();
    BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    AtomicInteger asked = new AtomicInteger();
    BitSet all = new BitSet();
    all.set(0);
    try (WorkThreads disk = new WorkThreads(1, "disk")) {
      Locating locating =
          new Locating(
              any -> {
                if (asked.getAndIncrement() == 0) {
                  throw new IllegalStateException("the disk does not answer");
                }
                return all;
              },
              disk,
              events::add);
      locating.locate(manifest);
      assertThat(events.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new Event.ChunksLocated(manifest.digest(), all));
      assertThat(asked).hasValue(2);
    }
  }
}
