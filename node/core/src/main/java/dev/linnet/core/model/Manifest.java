package dev.linnet.core.model;

import dev.linnet.core.health.Baseline;
import dev.linnet.core.trust.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a model, whole: its files as chunks, and what a node must be to run it. Named by the
 * SHA-256 of the very JSON it was read from ({@link #digest}); the announcement that carries that
 * name is signed, so nothing in here can be changed.
 *
 * @param origin HTTP(S) base URL under which the files lie by their paths, or null
 * @param modelPath the path of the ONNX file among {@code files}
 * @param minMemoryBytes what a node must have free to run it; 0 if not stated
 * @param goldenRelative relative tolerance of golden tests
 * @param goldenAbsolute absolute tolerance of golden tests
 * @param baselines how features of its inputs and outputs were distributed when it was made
 */
public record Manifest(
    Digest digest,
    ModelName name,
    String version,
    @Nullable String origin,
    String modelPath,
    List<ModelFile> files,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    int opset,
    int irVersion,
    long minMemoryBytes,
    double goldenRelative,
    double goldenAbsolute,
    List<Baseline> baselines) {
  public Manifest {
    files = List.copyOf(files);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    baselines = List.copyOf(baselines);
  }

  /** Of a version without baselines. */
  public Manifest(
      Digest digest,
      ModelName name,
      String version,
      @Nullable String origin,
      String modelPath,
      List<ModelFile> files,
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      int opset,
      int irVersion,
      long minMemoryBytes,
      double goldenRelative,
      double goldenAbsolute) {
    this(
        digest,
        name,
        version,
        origin,
        modelPath,
        files,
        inputs,
        outputs,
        opset,
        irVersion,
        minMemoryBytes,
        goldenRelative,
        goldenAbsolute,
        List.of());
  }

  /** All chunks, file after file; a chunk's place in this list is its index. */
  public List<ChunkRef> chunks() {
    return files.stream().flatMap(file -> file.chunks().stream()).toList();
  }

  public long sizeBytes() {
    return files.stream().mapToLong(ModelFile::sizeBytes).sum();
  }
}
