package dev.linnet.core;

import dev.linnet.core.mesh.Profile;
import dev.linnet.core.model.Compatibility;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.trust.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The manifests that this node's store holds, and which of them fit this node. */
final class Library {
  private final Profile profile;
  private final Map<Digest, Stored> stored = new TreeMap<>();

  private record Stored(Manifest manifest, String json, Optional<String> misfit) {}

  Library(Profile profile, List<String> jsons) {
    this.profile = profile;
    for (String json : jsons) {
      add(Digest.of(json.getBytes(StandardCharsets.UTF_8)), json);
    }
  }

  /**
   * Takes in a manifest.
   *
   * @throws IllegalArgumentException if it is none, or another one than the digest names
   */
  Manifest add(Digest digest, String json) {
    Manifest manifest = ManifestJson.parse(digest, json);
    stored.put(digest, new Stored(manifest, json, Compatibility.misfit(manifest, profile)));
    return manifest;
  }

  void remove(Digest digest) {
    stored.remove(digest);
  }

  Optional<Manifest> find(Digest digest) {
    return Optional.ofNullable(stored.get(digest)).map(Stored::manifest);
  }

  /** The text that the digest names. */
  Optional<String> json(Digest digest) {
    return Optional.ofNullable(stored.get(digest)).map(Stored::json);
  }

  List<Manifest> find(String name, String version) {
    return all().stream()
        .filter(manifest -> manifest.name().value().equals(name))
        .filter(manifest -> manifest.version().equals(version))
        .toList();
  }

  List<Manifest> all() {
    return stored.values().stream().map(Stored::manifest).toList();
  }

  /** Why a version does not fit this node; empty if it does, or is not known yet. */
  Optional<String> misfit(Digest digest) {
    return Optional.ofNullable(stored.get(digest)).flatMap(Stored::misfit);
  }
}
