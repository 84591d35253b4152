package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.identity.EnrolOptions;
import dev.linnet.daemon.identity.IdentityFiles;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.MeshAuthority;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.testmesh.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A mesh with its own authority, and the nodes that were started in it; closes them all. */
final class TestMesh implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final String name;
  private final List<TestNode> started = new ArrayList<>();

  TestMesh(Path directory, String name) {
    this(directory, name, Clock.systemUTC());
  }

  /** One that began at another time. */
  TestMesh(Path directory, String name, Clock begun) {
    this.directory = directory;
    this.name = name;
    MeshAuthority.init(directory, name, begun);
  }

  /** Enrols a node, once. */
  NodeIdentity identity(String node, String region) {
    return identity(node, region, Clock.systemUTC());
  }

  /** As the other, at another time. */
  NodeIdentity identity(String node, String region, Clock when) {
    NodeName nodeName = new NodeName(node);
    RegionName regionName = new RegionName(region);
    Path files = directory.resolve("nodes").resolve(node);
    if (!Files.exists(files)) {
      MeshAuthority.enroll(directory, nodeName, regionName, EnrolOptions.DEFAULT, when);
    }
    return IdentityFiles.loadAtAnyTime(IdentityPaths.in(files), nodeName, regionName);
  }

  TestNode start(String node, String region) {
    return start(identity(node, region), MeshTransportConfig.of("127.0.0.1", 0, null));
  }

  TestNode start(NodeIdentity identity, MeshTransportConfig config) {
    TestNode running = new TestNode(identity, config);
    started.add(running);
    return running;
  }

  /** Waits for a condition, for as long as a machine may take that is busy with much else. */
  static void await(String what, BooleanSupplier condition) {
    Await.until(what, PATIENCE, condition);
  }

  @Override
  public void close() {
    started.forEach(TestNode::abort);
  }

  @Override
  public String toString() {
    return name;
  }
}
