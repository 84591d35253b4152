package dev.linnet.core.model;

import dev.linnet.core.trust.Digest;
import java.util.List;

/** One file of a model: its path relative to the model's directory, and the chunks that make it. */
public record ModelFile(String path, long sizeBytes, Digest digest, List<ChunkRef> chunks) {
  public ModelFile {
    chunks = List.copyOf(chunks);
  }
}
