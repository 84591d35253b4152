package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Effects;
import dev.linnet.core.Event;
import dev.linnet.core.Node;
import dev.linnet.core.NodeSetup;
import dev.linnet.core.gossip.GossipSettings;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Trust;
import dev.linnet.daemon.identity.EnrolOptions;
import dev.linnet.daemon.identity.IdentityFiles;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.MeshAuthority;
import dev.linnet.daemon.identity.NodeIdentity;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLoopTest {
  private static final NodeName NODE = new NodeName("eu-1");
  private static final RegionName REGION = new RegionName("eu");
  private static final Address ADDRESS = new Address("127.0.0.1", 7700);

  private final CompletableFuture<Throwable> broken = new CompletableFuture<>();
  private final NodeLoop loop;

  NodeLoopTest(@TempDir Path directory) throws Exception {
    loop =
        new NodeLoop(
            node(directory.resolve("mesh")),
            (Effects)
                Proxy.newProxyInstance(
                    Effects.class.getClassLoader(),
                    new Class<?>[] {Effects.class},
                    (proxy, method, arguments) -> null),
            () -> {},
            Clock.systemUTC(),
            NodeLoopTest::breakAtATick,
            broken::complete);
  }

  private static void breakAtATick(Event event) {
    if (event instanceof Event.Ticked) {
      throw new IllegalStateException("a promise is broken");
    }
  }

  private static Node node(Path mesh) throws Exception {
    MeshAuthority.init(mesh, "birds", Clock.systemUTC());
    Path home =
        MeshAuthority.enroll(
            mesh,
            NODE,
            REGION,
            new EnrolOptions(ADDRESS, ADDRESS, ADDRESS, List.of(), "data", Map.of()),
            Clock.systemUTC());
    NodeIdentity identity = IdentityFiles.load(IdentityPaths.in(home), NODE, REGION, Instant.now());
    return new Node(
        new NodeSetup(
            NODE,
            REGION,
            ADDRESS,
            new Profile(Map.of(), Map.of()),
            Trust.openRoot(identity.trustRoot(), Ed25519.CHECK),
            Ed25519.CHECK,
            identity.factKey(),
            identity.enrolment(),
            GossipSettings.DEFAULT,
            SwarmSettings.defaults(),
            List.of(new Fact.ByOperator(identity.trustRoot())),
            Map.of(),
            List.of()),
        new SplittableRandom(1));
  }

  private static void assertRefused(CompletableFuture<?> answer) {
    assertThat(answer)
        .failsWithin(30, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(RejectedExecutionException.class)
        .withMessageContaining("the node is stopping");
  }

  @Test
  void whatIsAskedAfterTheEndFails() throws Exception {
    assertThat(loop.ask(Node::regionRoster).get(30, TimeUnit.SECONDS)).isNotNull();
    loop.close();
    assertRefused(loop.ask(Node::regionRoster));
  }

  @Test
  void whatWaitsAtTheEndFails() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<Boolean> under =
        loop.ask(
            node -> {
              asked.countDown();
              try {
                return !new CountDownLatch(1).await(1, TimeUnit.MINUTES);
              } catch (InterruptedException e) {
                return false;
              }
            });
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<?> waiting = loop.ask(Node::regionRoster);
    loop.close();
    assertRefused(waiting);
    assertThat(under).isDone();
  }

  @Test
  void loopThatBreaksFailsWhatIsAsked() throws Exception {
    loop.post(new Event.Ticked(0));
    assertThat(broken.get(30, TimeUnit.SECONDS)).hasMessage("a promise is broken");
    assertRefused(loop.ask(Node::regionRoster));
    loop.close();
  }
}
