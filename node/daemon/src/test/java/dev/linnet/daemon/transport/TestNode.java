package dev.linnet.daemon.transport;

import dev.linnet.core.Message;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.transfer.ChunkBytes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A mesh port that writes down what happens to it. */
final class TestNode implements MeshTransport.Handler {
  record Heard(NodeName from, Message message) {}

  final List<Heard> heard = new CopyOnWriteArrayList<>();
  final List<String> refused = new CopyOnWriteArrayList<>();
  final List<String> twins = new CopyOnWriteArrayList<>();
  final List<Address> unresolved = new CopyOnWriteArrayList<>();
  final List<String> changes = new CopyOnWriteArrayList<>();
  final Map<NodeName, Peer> known = new ConcurrentHashMap<>();
  final Map<Digest, byte[]> chunks = new ConcurrentHashMap<>();
  final AtomicLong sentBytes = new AtomicLong();
  final List<Long> roundTripNanos = new CopyOnWriteArrayList<>();
  final List<Runnable> undone = new CopyOnWriteArrayList<>();

  /** By how much more than the machine's its time has passed. */
  final AtomicLong skippedNanos = new AtomicLong();

  /** While it is, what comes is heard but not dealt with. */
  volatile boolean busy;

  final NodeIdentity identity;
  final MeshTransport port;

  TestNode(NodeIdentity identity, MeshTransportConfig config) {
    this.identity = identity;
    this.port =
        MeshTransport.start(
            config,
            identity,
            this,
            this::read,
            () -> false,
            () -> System.nanoTime() + skippedNanos.get());
  }

  private @Nullable ChunkBytes read(Digest chunk) {
    byte[] content = chunks.get(chunk);
    return content == null ? null : ChunkBytes.of(content);
  }

  Address address() {
    return port.advertised();
  }

  Peer peer() {
    return new Peer(identity.node(), identity.region(), address());
  }

  /** Joins the region; whoever was ever known is a way in. */
  TestNode join() {
    port.startMembership(
        () ->
            known.values().stream()
                .filter(peer -> peer.region().equals(identity.region()))
                .toList());
    return this;
  }

  TestNode seededBy(TestNode other) {
    port.connectSeed(other.address());
    return this;
  }

  boolean saw(String change) {
    return changes.contains(change);
  }

  void abort() {
    port.abort();
  }

  @Override
  public void onMessage(NodeName from, Message message, Runnable done) {
    heard.add(new Heard(from, message));
    if (busy) {
      undone.add(done);
    } else {
      done.run();
    }
  }

  @Override
  public void onChunkSent(RegionName to, int sizeBytes) {
    sentBytes.addAndGet(sizeBytes);
  }

  @Override
  public void onRoundTrip(long nanos) {
    roundTripNanos.add(nanos);
  }

  @Override
  public void onPeerUp(Peer peer) {
    known.put(peer.node(), peer);
    changes.add("up " + peer.node());
  }

  @Override
  public void onPeerDown(NodeName node, boolean suspectedOnly) {
    changes.add((suspectedOnly ? "suspected " : "down ") + node);
  }

  @Override
  public void onRefused(String reason) {
    refused.add(reason);
  }

  @Override
  public void onSeedUnresolved(Address seed) {
    unresolved.add(seed);
  }

  @Override
  public void onTwins(NodeName node, String sentence) {
    twins.add(sentence);
  }
}
