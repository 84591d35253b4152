package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.trust.Digest;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record that is opened again without having been closed is that of a process that died. */
class InFlightTest {
  private static final Digest ONE = Digest.of(new byte[] {1});
  private static final Digest TWO = Digest.of(new byte[] {2});

  private Path file;

  @BeforeEach
  void start(@TempDir Path directory) {
    file = directory.resolve("data/in-flight");
  }

  private InFlight dieWhileAnswering(Digest version) throws IOException {
    InFlight.open(file).mark(version).enter();
    return InFlight.open(file);
  }

  @Test
  void twoDeathsMakeTheVersionThatWasAnsweringSuspectAndNoOther() throws IOException {
    InFlight.open(file).mark(TWO);
    assertThat(dieWhileAnswering(ONE).suspects(ONE)).isFalse();
    InFlight after = dieWhileAnswering(ONE);
    assertThat(after.suspects(ONE)).isTrue();
    assertThat(after.suspects(TWO)).isFalse();
    assertThat(InFlight.open(file).suspects(ONE)).as("still, after another start").isTrue();
  }

  @Test
  void deathWhileNothingWasAnsweringAndCleanEndsChargeNobody() throws IOException {
    for (int i = 0; i < 3; i++) {
      InFlight idle = InFlight.open(file);
      idle.mark(ONE).enter();
      idle.mark(ONE).leave();
    }
    for (int i = 0; i < 3; i++) {
      InFlight ending = InFlight.open(file);
      ending.mark(ONE).enter();
      ending.close();
    }
    assertThat(InFlight.open(file).suspects(ONE)).isFalse();
  }

  @Test
  void deathsAreForgivenOnceTheVersionIsBelieved() throws IOException {
    dieWhileAnswering(ONE).mark(ONE).forgive();
    assertThat(dieWhileAnswering(ONE).suspects(ONE)).isFalse();
    assertThat(dieWhileAnswering(ONE).suspects(ONE)).isTrue();
  }

  @Test
  void whenTheMachineWentDownNoVersionIsCharged() throws IOException {
    for (int i = 0; i < 3; i++) {
      InFlight.open(file).mark(ONE).enter();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        // The identity of the boot stands at the end.
        channel.write(ByteBuffer.wrap(new byte[] {(byte) i}), channel.size() - 1);
      }
      assertThat(InFlight.open(file).suspects(ONE)).isFalse();
    }
  }

  @Test
  void moreVersionsThanRecordsPushOutTheOnesWithoutDeaths() throws IOException {
    dieWhileAnswering(ONE);
    dieWhileAnswering(ONE);
    InFlight inFlight = InFlight.open(file);
    for (int i = 0; i < 200; i++) {
      inFlight.mark(Digest.of(new byte[] {3, (byte) i}));
    }
    assertThat(inFlight.suspects(ONE)).isTrue();
  }

  /** As {@code scripts/linnet} has Java run the script once the heap is used up. */
  @Test
  void whenTheHeapWasUsedUpNoVersionIsCharged() throws IOException {
    Path script = Path.of("../../scripts/lib/out-of-memory").toAbsolutePath();
    assertThat(Files.readString(Path.of("../../scripts/linnet")))
        .contains("-XX:OnOutOfMemoryError=sh '$support/out-of-memory' %p");
    Path log = file.resolveSibling("log");
    Files.createDirectories(file.getParent());
    for (int i = 0; i < 3; i++) {
      JavaProcess process =
          JavaProcess.start(
              HeapUser.class.getName(),
              List.of(file.toString()),
              List.of(
                  "-Xmx16m",
                  "-XX:+ExitOnOutOfMemoryError",
                  "-XX:OnOutOfMemoryError=sh '" + script + "' %p"),
              Objects.requireNonNull(file.getParent()),
              log);
      try {
        Await.until("the process has ended", Duration.ofMinutes(2), () -> !process.isAlive());
      } finally {
        process.reap();
      }
      assertThat(process.exitCode()).isEqualTo(3);
    }
    assertThat(Files.readString(log)).contains("Java has no memory left", "LINNET_JAVA_OPTS");
    assertThat(InFlight.open(file).suspects(ONE)).isFalse();
    dieWhileAnswering(ONE);
    assertThat(dieWhileAnswering(ONE).suspects(ONE)).as("other deaths count again").isTrue();
  }

  /** Uses its heap up while a version is answering; takes the record's file. */
  public static final class HeapUser {
    private HeapUser() {}

    public static void main(String[] arguments) throws IOException {
      InFlight inFlight = InFlight.open(Path.of(arguments[0]));
      inFlight.mark(ONE).enter();
      List<byte[]> kept = new ArrayList<>();
      while (kept.size() < 1_000_000) {
        kept.add(new byte[1 << 20]);
      }
      inFlight.close();
    }
  }
}
