package dev.linnet.daemon.packing;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import java.nio.ByteBuffer;
import java.util.List;

/** A model whose content lies on this machine, to be sent chunk by chunk. */
public interface ChunkSource {
  Manifest manifest();

  /** The manifest's very text. */
  String json();

  /** All chunks, in the manifest's order; equal ones may be there more than once. */
  default List<ChunkRef> chunks() {
    return manifest().chunks();
  }

  /**
   * The content of chunk {@code index}, which fits its digest.
   *
   * @throws dev.linnet.daemon.UserError if it cannot be read, or is not what the manifest says
   */
  ByteBuffer read(int index);
}
