package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.identity.Grant;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.NodeRegister;
import dev.linnet.daemon.identity.OwnIdentity;
import dev.linnet.daemon.identity.SigningRequest;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's certificate is renewed while it serves and a version is rolled out. */
class RenewalTest {
  /** Two processors are shared with all daemons. */
  private static final long BETWEEN_NANOS = Duration.ofMillis(5).toNanos();

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void renewalCostsNoAnswerAndNobodyIsTurnedAway(@TempDir Path directory) throws Exception {
    TestModel one = TestModel.classifier(directory, "1", new float[][] {{1, 0}, {0, 1}});
    TestModel two = TestModel.classifier(directory, "2", new float[][] {{2, 0}, {0, 2}});
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 2).build();
        ModelNode first = new ModelNode(mesh, mesh.node("eu-1"), directory);
        ModelNode renewed = new ModelNode(mesh, mesh.node("eu-2"), directory)) {
      TestNode node = mesh.node("eu-2");
      mesh.start(mesh.nodes(), PATIENCE);
      first.roll(one.directory(), "1", "0s");
      renewed.awaitServed("1", 1, 2);
      double until = expiry(node);

      AtomicBoolean ended = new AtomicBoolean();
      AtomicInteger answered = new AtomicInteger();
      CompletableFuture<Integer> failed =
          CompletableFuture.supplyAsync(() -> ask(renewed, ended, answered));
      try {
        renew(mesh, node);
        Await.until("the certificate is taken up", PATIENCE, () -> expiry(node) > until);
        first.roll(two.directory(), "2", "0s");
        renewed.awaitServed("2", 1, 2);
      } finally {
        ended.set(true);
      }
      assertThat(failed.join()).isZero();
      assertThat(answered.get()).isPositive();
      assertThat(node.events("CERTIFICATE_RENEWED")).hasSize(1);
      for (TestNode each : mesh.nodes()) {
        assertThat(each.events("PEER_REFUSED")).as(each.name()).isEmpty();
      }
    }
  }

  /** With a certificate that is good a minute longer, so that the metric can tell them apart. */
  private static void renew(TestMesh mesh, TestNode node) {
    OwnIdentity own =
        new OwnIdentity(
            IdentityPaths.in(node.directory()),
            new NodeName(node.name()),
            new RegionName(node.region()));
    Path request = own.renew();
    Instant later = Instant.now().plusSeconds(60);
    Grant grant = new NodeRegister(mesh.authority()).sign(SigningRequest.load(request), later);
    own.install(grant, request, Instant.now());
  }

  /** How many questions were not answered. */
  private static int ask(ModelNode node, AtomicBoolean ended, AtomicInteger answered) {
    int failed = 0;
    while (!ended.get()) {
      LockSupport.parkNanos(BETWEEN_NANOS);
      if (node.answersRows(3, 5).isEmpty()) {
        failed++;
      }
      answered.incrementAndGet();
    }
    return failed;
  }

  private static double expiry(TestNode node) {
    return node.metric("linnet_certificate_expiry_timestamp_seconds", "certificate=\"node\"");
  }
}
