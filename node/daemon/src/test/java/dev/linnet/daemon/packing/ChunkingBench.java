package dev.linnet.daemon.packing;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.packing.Source.Extent;
import dev.linnet.proto.onnx.GraphProto;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a second version of a model shares with the first, and how fast it is packed: {@code
 * ChunkingBench ROOT [--quick]}. Our chunks beside fixed ones of 256 KiB and beside FastCDC that
 * knows nothing of tensors. Shared are the bytes of the second version that lie in chunks which the
 * first has too.
 */
public final class ChunkingBench {
  private static final int FIXED_BYTES = 256 * 1024;
  private static final long LARGE_BYTES = 4L << 30;
  private static final long LARGE_TENSOR_BYTES = 8L << 20;

  private final Path root;
  private final Path directory;
  private final boolean quick;
  private final int runs;
  private final JsonArray json = new JsonArray();

  private ChunkingBench(Path root, boolean quick) {
    this.root = root;
    this.directory = root.resolve("target/bench/chunking");
    this.quick = quick;
    this.runs = quick ? 3 : 9;
  }

  /** Two versions of a model. */
  private record Pair(String what, Path before, Path after) {}

  private interface Cutter {
    List<ModelFile> cut(Path model) throws IOException;
  }

  /** Measures, prints and writes {@code target/bench/chunking.json}. */
  public static void main(String[] args) throws IOException {
    boolean quick = args.length > 1 && args[1].equals("--quick");
    if (args.length > 2 || (args.length == 2 && !quick)) {
      System.err.println("usage: scripts/bench chunking [--quick]");
      System.exit(2);
    }
    new ChunkingBench(Path.of(args[0]).toAbsolutePath(), quick).run();
  }

  private void run() throws IOException {
    System.out.printf(
        "%d processors, Java %s, %s %s, heap %d MiB; n = %d%n%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().maxMemory() >> 20,
        runs);
    System.out.printf(
        "%-30s %-14s %7s %7s  %8s  %s%n",
        "second version", "chunks by", "chunks", "shared", "MB/s", "range");
    for (Pair pair : pairs()) {
      compare(pair, "tensors", ChunkingBench::byTensors);
      compare(pair, "fixed 256 KiB", ChunkingBench::fixed);
      compare(pair, "content alone", ChunkingBench::byContent);
    }
    if (!quick) {
      packLarge();
    }
    deleteModels();
    Path file = root.resolve("target/bench/chunking.json");
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    System.out.println("\nwritten to " + file);
  }

  private List<Pair> pairs() throws IOException {
    int layers = quick ? 8 : 24;
    int layerBytes = quick ? 1 << 20 : 3 << 20;
    List<Long> seeds = LongStream.rangeClosed(1, layers).boxed().toList();
    List<Long> tuned = new ArrayList<>(seeds);
    tuned.set(layers - 1, 1_000L);
    List<Long> grown = new ArrayList<>(seeds);
    grown.add(layers / 2, 1_001L);
    new LayeredModel(seeds, layerBytes).write(directory.resolve("first"));
    new LayeredModel(tuned, layerBytes).write(directory.resolve("tuned"));
    new LayeredModel(grown, layerBytes).write(directory.resolve("grown"));
    new LayeredModel(seeds, layerBytes).writeExternal(directory.resolve("outside"));
    new LayeredModel(tuned, layerBytes).writeExternal(directory.resolve("outside-tuned"));
    new LayeredModel(grown, layerBytes).writeExternal(directory.resolve("outside-grown"));
    int words = quick ? 300_000 : 1_000_000;
    text(directory.resolve("text"), words, false);
    text(directory.resolve("text-grown"), words, true);
    return List.of(
        pair("last layer tuned", "first", "tuned"),
        pair("one layer put in", "first", "grown"),
        pair("external: last layer tuned", "outside", "outside-tuned"),
        pair("external: one layer put in", "outside", "outside-grown"),
        pair("vocabulary: one word put in", "text", "text-grown"));
  }

  private Pair pair(String what, String before, String after) {
    return new Pair(what, directory.resolve(before), directory.resolve(after));
  }

  /** A small model with a vocabulary beside it. */
  private static void text(Path model, int words, boolean grown) throws IOException {
    new LayeredModel(List.of(1L), 4 * 1024).write(model);
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      if (grown && i == words / 3) {
        text.append("linnet\n");
      }
      text.append(Long.toString(random.nextLong(1L << 40), 36)).append('\n');
    }
    Files.writeString(model.resolve("vocabulary.txt"), text, StandardCharsets.US_ASCII);
  }

  private void compare(Pair pair, String method, Cutter cutter) throws IOException {
    Set<ChunkRef> had = new HashSet<>();
    cutter.cut(pair.before()).forEach(file -> had.addAll(file.chunks()));
    long sizeBytes = 0;
    long sharedBytes = 0;
    int chunks = 0;
    for (ModelFile file : cutter.cut(pair.after())) {
      sizeBytes += file.sizeBytes();
      chunks += file.chunks().size();
      sharedBytes +=
          file.chunks().stream().filter(had::contains).mapToLong(ChunkRef::sizeBytes).sum();
    }
    List<Double> speeds = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      long begun = System.nanoTime();
      cutter.cut(pair.after());
      speeds.add(sizeBytes * 1e3 / (System.nanoTime() - begun));
    }
    Collections.sort(speeds);
    double median = speeds.get(runs / 2);
    double shared = 100.0 * sharedBytes / sizeBytes;
    System.out.printf(
        Locale.ROOT,
        "%-30s %-14s %7d %6.1f%%  %8.0f  %.0f to %.0f%n",
        pair.what(),
        method,
        chunks,
        shared,
        median,
        speeds.get(0),
        speeds.get(runs - 1));
    JsonObject row = new JsonObject();
    row.addProperty("what", pair.what());
    row.addProperty("chunksBy", method);
    row.addProperty("sizeBytes", sizeBytes);
    row.addProperty("chunks", chunks);
    row.addProperty("sharedPercent", Math.round(shared * 100) / 100.0);
    row.addProperty("megabytesPerSecond", Math.round(median));
    row.addProperty("n", runs);
    row.addProperty("min", Math.round(speeds.get(0)));
    row.addProperty("max", Math.round(speeds.get(runs - 1)));
    json.add(row);
  }

  private static List<ModelFile> byTensors(Path model) throws IOException {
    Source source = Source.find(model, null);
    OnnxModel onnx = OnnxReader.read(source.modelFile());
    SortedMap<String, List<Span>> tensors = ExternalData.files(source, onnx.external());
    tensors.put(source.modelPath(), onnx.tensors());
    List<ModelFile> files = new ArrayList<>();
    Cuts cuts = Cuts.of(source, SourceTree.paths(model, Extent.ALL::takes), tensors);
    for (String path : cuts.files().keySet()) {
      files.add(
          Chunking.cut(model.resolve(path), path, cuts.files().getOrDefault(path, List.of())));
    }
    return files;
  }

  /** FastCDC of one target for everything, as large as the fixed chunks. */
  private static List<ModelFile> byContent(Path model) throws IOException {
    List<ModelFile> files = new ArrayList<>();
    for (String path : SourceTree.paths(model, Extent.ALL::takes)) {
      Path file = model.resolve(path);
      int minBytes = Grain.FINEST.minBytes();
      List<Stretch> all = List.of(new Stretch(Files.size(file), minBytes, FIXED_BYTES));
      files.add(Chunking.cut(file, path, all));
    }
    return files;
  }

  private static List<ModelFile> fixed(Path model) throws IOException {
    List<ModelFile> files = new ArrayList<>();
    for (String path : SourceTree.paths(model, Extent.ALL::takes)) {
      MessageDigest whole = Digest.sha256();
      List<ChunkRef> chunks = new ArrayList<>();
      try (InputStream in = Files.newInputStream(model.resolve(path))) {
        byte[] chunk = in.readNBytes(FIXED_BYTES);
        while (chunk.length > 0) {
          whole.update(chunk);
          chunks.add(new ChunkRef(Digest.of(chunk), chunk.length));
          chunk = in.readNBytes(FIXED_BYTES);
        }
      }
      long sizeBytes = chunks.stream().mapToLong(ChunkRef::sizeBytes).sum();
      files.add(new ModelFile(path, sizeBytes, Digest.ofRaw(whole.digest()), chunks));
    }
    return files;
  }

  private void deleteModels() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Packs a model much larger than the heap; its weights are a sparse file, all zeros. */
  private void packLarge() throws IOException {
    Path model = directory.resolve("large");
    Files.createDirectories(model);
    GraphProto.Builder graph = SmallOnnx.graph().clearInitializer();
    for (long at = 0; at < LARGE_BYTES; at += LARGE_TENSOR_BYTES) {
      graph.addInitializer(LayeredModel.outside("w" + at, at, LARGE_TENSOR_BYTES));
    }
    Files.write(
        model.resolve("model.onnx"), SmallOnnx.model().setGraph(graph).build().toByteArray());
    Path weights = model.resolve("weights.bin");
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.setLength(LARGE_BYTES);
    }
    long begun = System.nanoTime();
    PackedModel packed = ModelPacker.pack(model, "large", "1", null);
    double speed = LARGE_BYTES * 1e3 / (System.nanoTime() - begun);
    Files.delete(weights);
    int manifestBytes = packed.json().length();
    System.out.printf(
        Locale.ROOT,
        "%n4 GiB of external data, heap %d MiB: %d chunks, manifest of %d KiB, %.0f MB/s, n = 1%n",
        Runtime.getRuntime().maxMemory() >> 20,
        packed.chunks().size(),
        manifestBytes >> 10,
        speed);
    JsonObject row = new JsonObject();
    row.addProperty("what", "4 GiB of external data");
    row.addProperty("heapBytes", Runtime.getRuntime().maxMemory());
    row.addProperty("chunks", packed.chunks().size());
    row.addProperty("manifestBytes", manifestBytes);
    row.addProperty("megabytesPerSecond", Math.round(speed));
    row.addProperty("n", 1);
    json.add(row);
  }
}
