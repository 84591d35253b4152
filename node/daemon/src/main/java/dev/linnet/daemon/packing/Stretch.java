package dev.linnet.daemon.packing;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a file whose chunks depend on its own content alone. A large tensor is one; what lies
 * between two large tensors, such as small tensors and the graph itself, is one as well.
 *
 * @param minBytes the smallest chunk in it
 * @param targetBytes the size that its chunks have about
 */
record Stretch(long sizeBytes, int minBytes, int targetBytes) {
  /**
   * The stretches of a file, one after the other. The first few KiB of a large tensor belong to the
   * stretch before it, always as many: what comes before may be a few bytes of header, too little
   * for a chunk, and exporters number tensors anew when a layer is put in. So a new name costs one
   * smallest chunk, and not the tensor.
   *
   * @param tensors where tensors' data lies; what overlaps an earlier one, as shared weights do, or
   *     leaves the file, is passed over
   */
  static List<Stretch> of(long sizeBytes, List<Span> tensors, Grain grain) {
    List<Stretch> stretches = new ArrayList<>();
    long at = 0;
    for (Span tensor : tensors.stream().sorted(Span.ORDER).toList()) {
      if (tensor.sizeBytes() >= grain.tensorBytes()
          && tensor.offset() >= at
          && tensor.end() <= sizeBytes) {
        long body = tensor.offset() + grain.minBytes();
        stretches.add(of(body - at, grain));
        stretches.add(of(tensor.end() - body, grain));
        at = tensor.end();
      }
    }
    if (at < sizeBytes) {
      stretches.add(of(sizeBytes - at, grain));
    }
    return stretches;
  }

  private static Stretch of(long sizeBytes, Grain grain) {
    return new Stretch(sizeBytes, grain.minBytes(), grain.targetBytes(sizeBytes));
  }

  /** About how many chunks it makes, rather too many than too few. */
  long chunks() {
    return sizeBytes / targetBytes + 1;
  }
}
