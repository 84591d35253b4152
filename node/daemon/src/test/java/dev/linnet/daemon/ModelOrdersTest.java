package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Event;
import dev.linnet.core.Lease;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.RuntimeOptions;
import dev.linnet.daemon.serving.ServingConfig;
import dev.linnet.daemon.serving.TestListener;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.daemon.store.Failing;
import dev.linnet.daemon.trial.Sandbox;
import dev.linnet.daemon.trial.Trial;
import dev.linnet.daemon.trial.TrialConfig;
import dev.linnet.testmesh.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelOrdersTest {
  private static final float[][] WEIGHTS = {{1, 0}, {0, 1}};
  private static final Canary CANARY = new Canary(Share.parse("1/2"), Duration.ofMinutes(1));
  private static final SortedSet<Digest> LOST = new TreeSet<>(List.of(Digest.of()));

  private final TestModel first;
  private final TestModel second;
  private final TestModel other;

  /** What the disk does with a model, by its manifest. */
  private final Map<Digest, ModelOrders.Layouts> disk = new ConcurrentHashMap<>();

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final TestListener listener = new TestListener();
  private final ModelServer server =
      new ModelServer(ServingConfig.defaults(RuntimeOptions.small()), listener);
  private final Trial trial = new Trial(Duration.ofMinutes(1), new Sandbox(Sandbox.Rule.OFF));
  private final ModelOrders orders =
      new ModelOrders(
          this::layOut,
          server,
          trial,
          new TrialConfig(Duration.ofMinutes(1), 4, 4, Sandbox.Rule.OFF),
          () -> CompletableFuture.failedFuture(new IllegalStateException("nobody looks")),
          Optional::empty,
          events::add);

  ModelOrdersTest(@TempDir Path directory) throws IOException {
    first = onDisk(TestModel.classifier(directory, "1", WEIGHTS));
    second = onDisk(TestModel.classifier(directory, "2", WEIGHTS));
    other = onDisk(TestModel.pair(directory, "1"));
  }

  private Path layOut(Manifest manifest) {
    return Objects.requireNonNull(disk.get(manifest.digest())).of(manifest);
  }

  private TestModel onDisk(TestModel model) {
    disk.put(model.manifest().digest(), manifest -> model.directory());
    return model;
  }

  private void fails(TestModel model, RuntimeException failure) {
    disk.put(
        model.manifest().digest(),
        manifest -> {
          throw failure;
        });
  }

  private void findsNoThread(TestModel model) {
    disk.put(
        model.manifest().digest(),
        manifest -> {
          throw new OutOfMemoryError("unable to create native thread");
        });
  }

  @AfterEach
  void end() {
    orders.close();
    trial.close();
    server.close();
  }

  private Event next() throws InterruptedException {
    return events.poll(30, TimeUnit.SECONDS);
  }

  private static Event late(Manifest manifest) {
    return new Event.ServingLate(manifest.name(), manifest.digest());
  }

  @Test
  void versionServesThoughChunksOfTheOneBeforeRotted() throws Exception {
    fails(first, Failing.missing(first.manifest(), LOST));
    orders.serve(second.manifest(), first.manifest(), null, Lease.UNBOUNDED);
    assertThat(next()).isEqualTo(new Event.ChunksLost(LOST));
    assertThat(next()).isEqualTo(uncompared());
    listener.awaitStarted(second);
  }

  @Test
  void versionServesThoughTheDiskDoesNotGiveTheOneBefore() throws Exception {
    fails(first, Failing.failure("Input/output error"));
    orders.serve(second.manifest(), first.manifest(), null, Lease.UNBOUNDED);
    listener.awaitStarted(second);
    assertThat(events).containsExactly(uncompared());
  }

  private Event uncompared() {
    Manifest manifest = second.manifest();
    String reason = "the files of version 1 are not to be had";
    return new Event.Uncompared(manifest.name(), manifest.digest(), reason);
  }

  @Test
  void canaryWaitsForTheVersionBefore() throws Exception {
    fails(first, Failing.missing(first.manifest(), LOST));
    orders.serve(second.manifest(), first.manifest(), CANARY, Lease.UNBOUNDED);
    assertThat(next()).isEqualTo(new Event.ChunksLost(LOST));
    assertThat(next()).isEqualTo(late(second.manifest()));
    assertThat(server.models()).isEmpty();
  }

  @Test
  void trialThatWasNotRunIsPutOff() throws Exception {
    trial.close();
    orders.tryModel(second.manifest());
    assertThat(next()).isEqualTo(new Event.TrialPutOff(second.manifest().digest()));
  }

  @Test
  void nothingIsHeldAgainstAVersionThatFoundNoThread() throws Exception {
    findsNoThread(second);
    orders.serve(second.manifest(), null, null, Lease.UNBOUNDED);
    assertThat(next()).isEqualTo(late(second.manifest()));
    orders.shadow(second.manifest(), Share.parse("1/2"));
    assertThat(next()).isEqualTo(new Event.TrialPutOff(second.manifest().digest()));
    orders.tryModel(second.manifest());
    assertThat(next()).isEqualTo(new Event.TrialPutOff(second.manifest().digest()));
  }

  /** Lays a model out when it is told to. */
  private final class Slow {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    Slow(TestModel model) {
      disk.put(
          model.manifest().digest(),
          manifest -> {
            begun.countDown();
            Await.open(goOn);
            return model.directory();
          });
    }
  }

  @Test
  void wayBackDoesNotWaitForTheLayoutOfATrial() throws Exception {
    Slow layout = new Slow(second);
    orders.tryModel(second.manifest());
    Await.open(layout.begun);
    orders.serve(first.manifest(), null, null, Lease.UNBOUNDED);
    listener.awaitStarted(first);
    layout.goOn.countDown();
    assertThat(next()).isInstanceOf(Event.TrialFinished.class);
  }

  @Test
  void wayBackDoesNotWaitForTheLayoutOfAnotherModel() throws Exception {
    Slow layout = new Slow(other);
    orders.serve(other.manifest(), null, null, Lease.UNBOUNDED);
    Await.open(layout.begun);
    orders.serve(first.manifest(), null, null, Lease.UNBOUNDED);
    listener.awaitStarted(first);
    layout.goOn.countDown();
    listener.awaitStarted(other);
  }
}
