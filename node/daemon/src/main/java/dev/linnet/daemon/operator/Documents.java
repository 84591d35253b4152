package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.NodeView.Stored;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.store.Store;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The documents about members and models, as docs/operating.md describes them. */
final class Documents {
  static final String API_VERSION = "linnet/v1";

  private Documents() {}

  static JsonObject members(NodeView view) {
    JsonArray members = new JsonArray();
    for (Member member : view.members()) {
      JsonObject json = member(member.peer(), member.liveness(), "RECORD");
      JsonObject labels = new JsonObject();
      member.record().profile().labels().forEach(labels::addProperty);
      json.add("labels", labels);
      JsonObject models = new JsonObject();
      member
          .models()
          .forEach(
              (model, status) -> {
                if (status.version() != null) {
                  models.addProperty(model, status.version());
                }
              });
      json.add("models", models);
      members.add(json);
    }
    for (Peer other : view.others()) {
      members.add(member(other, Liveness.ALIVE, "MEMBERSHIP"));
    }
    JsonObject document = versioned();
    document.addProperty("self", view.self().value());
    document.add("members", members);
    return document;
  }

  private static JsonObject member(Peer peer, Liveness liveness, String knownFrom) {
    JsonObject json = new JsonObject();
    json.addProperty("node", peer.node().value());
    json.addProperty("region", peer.region().value());
    json.addProperty("state", liveness.name());
    json.addProperty("address", peer.address().toString());
    json.addProperty("knownFrom", knownFrom);
    return json;
  }

  /** The store itself is asked: the node looks for a model's chunks only when it is wanted. */
  static JsonObject models(NodeView view, Store store) {
    JsonArray models = new JsonArray();
    for (Stored stored : view.models()) {
      JsonObject json = model(stored.manifest(), store);
      json.addProperty("sharedBytes", sharedBytes(stored, view.models()));
      models.add(json);
    }
    JsonObject document = versioned();
    document.add("models", models);
    return document;
  }

  /** How much of a model other models' manifests name too: it is stored and fetched once. */
  private static long sharedBytes(Stored model, List<Stored> all) {
    Set<Digest> elsewhere = new HashSet<>();
    for (Stored other : all) {
      if (!other.manifest().digest().equals(model.manifest().digest())) {
        other.manifest().chunks().forEach(chunk -> elsewhere.add(chunk.digest()));
      }
    }
    return model.manifest().chunks().stream()
        .filter(chunk -> elsewhere.contains(chunk.digest()))
        .mapToLong(ChunkRef::sizeBytes)
        .sum();
  }

  static JsonObject model(Manifest manifest, Store store) {
    List<ChunkRef> chunks = manifest.chunks();
    BitSet held = store.locate(manifest);
    long storedBytes = held.stream().mapToLong(index -> chunks.get(index).sizeBytes()).sum();
    JsonObject json = new JsonObject();
    json.addProperty("name", manifest.name().value());
    json.addProperty("version", manifest.version());
    json.addProperty("digest", manifest.digest().hex());
    json.addProperty("sizeBytes", manifest.sizeBytes());
    json.addProperty("storedBytes", storedBytes);
    json.addProperty("chunks", chunks.size());
    json.addProperty("storedChunks", held.cardinality());
    json.addProperty("complete", held.cardinality() == chunks.size());
    return json;
  }

  /** What is in the store of a model whose chunks were hashed again, without those that rotted. */
  static JsonObject verified(Manifest manifest, Set<Digest> rotten, Store store) {
    long count =
        manifest.chunks().stream()
            .map(ChunkRef::digest)
            .distinct()
            .filter(rotten::contains)
            .count();
    JsonObject document = versioned();
    model(manifest, store).asMap().forEach(document::add);
    document.addProperty("rottenChunks", count);
    return document;
  }

  static JsonObject versioned() {
    JsonObject document = new JsonObject();
    document.addProperty("apiVersion", API_VERSION);
    return document;
  }
}
