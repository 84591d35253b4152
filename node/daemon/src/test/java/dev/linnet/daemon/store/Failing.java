package dev.linnet.daemon.store;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import java.util.SortedSet;

/** What a store throws, for tests of those who call one. */
public final class Failing {
  private Failing() {}

  public static Store.StoreFailure failure(String what) {
    return new Store.StoreFailure(what);
  }

  public static Store.ChunksMissing missing(Manifest manifest, SortedSet<Digest> chunks) {
    return new Store.ChunksMissing(manifest, chunks);
  }
}
