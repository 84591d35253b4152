package dev.linnet.daemon.operator;

import dev.linnet.core.NodeView;
import dev.linnet.core.NodeView.Stored;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.ModelStatus;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many bytes a version will move, estimated: a node is taken to hold the chunks of the versions
 * that its record says it runs, if this node knows their manifests, and no others.
 */
final class Transfer {
  private final NodeView view;
  private final Map<Digest, Long> chunkBytes = new HashMap<>();
  private final Map<String, Set<Digest>> chunksOfVersion = new HashMap<>();

  /**
   * What a region's nodes lack.
   *
   * @param bytes over all of its nodes
   * @param bytesFromElsewhere of that, what no node of the region holds and so comes from outside
   */
  record Estimate(long bytes, long bytesFromElsewhere) {}

  Transfer(NodeView view, Manifest manifest) {
    this.view = view;
    manifest.chunks().forEach(chunk -> chunkBytes.put(chunk.digest(), (long) chunk.sizeBytes()));
    for (Stored stored : view.models()) {
      Set<Digest> chunks = new HashSet<>();
      stored.manifest().chunks().forEach(chunk -> chunks.add(chunk.digest()));
      chunksOfVersion.put(
          version(stored.manifest().name().value(), stored.manifest().version()), chunks);
    }
  }

  Estimate of(List<Member> members) {
    long bytes = 0;
    Set<Digest> heldByNobody = new HashSet<>(chunkBytes.keySet());
    for (Member member : members) {
      Set<Digest> held = held(member);
      heldByNobody.removeAll(held);
      bytes +=
          chunkBytes.keySet().stream().filter(c -> !held.contains(c)).mapToLong(this::size).sum();
    }
    return new Estimate(bytes, heldByNobody.stream().mapToLong(this::size).sum());
  }

  private long size(Digest chunk) {
    return chunkBytes.getOrDefault(chunk, 0L);
  }

  private Set<Digest> held(Member member) {
    Set<Digest> held = new HashSet<>();
    if (member.peer().node().equals(view.self())) {
      view.models().forEach(stored -> addHeld(stored, held));
      return held;
    }
    for (Map.Entry<String, ModelStatus> entry : member.models().entrySet()) {
      String version = entry.getValue().version();
      if (version != null) {
        held.addAll(chunksOfVersion.getOrDefault(version(entry.getKey(), version), Set.of()));
      }
    }
    return held;
  }

  private static void addHeld(Stored stored, Set<Digest> held) {
    List<ChunkRef> chunks = stored.manifest().chunks();
    BitSet present = stored.held();
    present.stream()
        .filter(index -> index < chunks.size())
        .forEach(index -> held.add(chunks.get(index).digest()));
  }

  private static String version(String model, String version) {
    return model + " " + version;
  }
}
