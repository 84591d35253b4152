package dev.linnet.daemon.packing;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** The stretches of all files of a model, planned from their sizes before one is hashed. */
record Cuts(SortedMap<String, List<Stretch>> files) {
  /**
   * Plans a model at the finest grain at which a manifest can name its chunks.
   *
   * @param tensors where tensors' data lies, by path; files that are not in it have none
   * @throws dev.linnet.daemon.UserError if there is no such grain
   */
  static Cuts of(Source source, SortedSet<String> paths, Map<String, List<Span>> tensors)
      throws IOException {
    SortedMap<String, Long> sizes = new TreeMap<>();
    for (String path : paths) {
      sizes.put(path, Files.size(source.root().resolve(path)));
    }
    for (int level = 0; level <= Grain.COARSEST; level++) {
      Grain grain = new Grain(level);
      SortedMap<String, List<Stretch>> files = new TreeMap<>();
      sizes.forEach(
          (path, sizeBytes) ->
              files.put(path, Stretch.of(sizeBytes, tensors.getOrDefault(path, List.of()), grain)));
      if (chunks(files) <= Grain.MAX_CHUNKS) {
        return new Cuts(files);
      }
    }
    long gibibytes = sizes.values().stream().mapToLong(Long::longValue).sum() >> 30;
    throw Source.refused(
        source.given(),
        " has " + gibibytes + " GiB, more than a manifest can name: expected about 15 at most");
  }

  private static long chunks(SortedMap<String, List<Stretch>> files) {
    return files.values().stream().flatMap(List::stream).mapToLong(Stretch::chunks).sum();
  }
}
