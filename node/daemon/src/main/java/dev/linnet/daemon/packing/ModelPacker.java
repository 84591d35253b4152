package dev.linnet.daemon.packing;

import dev.linnet.core.health.Baseline;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.OnnxModel.Value;
import dev.linnet.daemon.packing.Source.Extent;
import dev.linnet.documents.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a manifest of what a person has. Files are read in a stream, never whole: the model's own
 * twice, once to find its tensors, all others once.
 */
public final class ModelPacker {
  /** What ONNX's own test runner allows. */
  private static final double GOLDEN_RELATIVE = 1e-3;

  private static final double GOLDEN_ABSOLUTE = 1e-7;

  /** The model's own word on the memory it needs; the manifest, which is signed, decides. */
  private static final String MIN_MEMORY = "linnet.min-memory";

  private ModelPacker() {}

  /**
   * Packs a model.
   *
   * @param given {@code DIR} with {@code model.onnx}, {@code MLmodel} or {@code VERSION/model.onnx}
   *     in it, or one {@code NAME.onnx}. All files of a directory belong to the model, but for
   *     hidden ones and {@code baseline.json}; of MLflow's those that a node has use for; of a file
   *     those that hold its external data
   * @param name the model's name; null: what the layout says, which may be that of the directory,
   *     or of the file without {@code .onnx}
   * @param version the version; null: what the layout says, such as the highest of numbered ones
   * @param origin HTTP(S) base URL under which the same files lie by their paths; null: none
   * @throws UserError in one line, if it is not there, not ONNX, not whole, not to be served, or
   *     its golden tests or baselines do not fit it
   */
  public static PackedModel pack(
      Path given, @Nullable String name, @Nullable String version, @Nullable String origin) {
    try {
      Source source = Source.find(given, version);
      ModelName chosenName = name(source, name);
      String chosenVersion = version(source, version);
      requireOrigin(origin);
      OnnxModel model = OnnxReader.read(source.modelFile());
      SortedMap<String, List<Span>> tensors = ExternalData.files(source, model.external());
      tensors.put(source.modelPath(), model.tensors());
      SortedSet<String> paths = new TreeSet<>(tensors.keySet());
      if (source.extent() != Extent.NONE) {
        paths.addAll(SourceTree.paths(source.root(), source.extent()::takes));
        paths.remove(BaselineFile.NAME);
      }
      new GoldenTests(source, model).check(paths);
      Cuts cuts = Cuts.of(source, paths, tensors);
      List<Baseline> baselines = BaselineFile.read(source, model);
      Manifest manifest =
          manifest(source, chosenName, chosenVersion, origin, model, cuts, baselines);
      return new PackedModel(source.root(), manifest, ManifestJson.write(manifest));
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED, "model " + given + " cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static Manifest manifest(
      Source source,
      ModelName name,
      String version,
      @Nullable String origin,
      OnnxModel model,
      Cuts cuts,
      List<Baseline> baselines)
      throws IOException {
    long minMemoryBytes = minMemoryBytes(source, model);
    try {
      for (String path : cuts.files().keySet()) {
        ManifestJson.requirePath(path);
      }
      List<ModelFile> files = new ArrayList<>();
      for (Map.Entry<String, List<Stretch>> file : cuts.files().entrySet()) {
        Path path = source.root().resolve(file.getKey());
        files.add(Chunking.cut(path, file.getKey(), file.getValue()));
      }
      return ManifestJson.named(
          new Manifest(
              Digest.of(),
              name,
              version,
              origin,
              source.modelPath(),
              files,
              model.inputs().stream().map(Value::spec).toList(),
              model.outputs().stream().map(Value::spec).toList(),
              model.opset(),
              model.irVersion(),
              minMemoryBytes,
              GOLDEN_RELATIVE,
              GOLDEN_ABSOLUTE,
              baselines));
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.FAILED, "model " + source.given() + ": " + e.getMessage(), e);
    }
  }

  private static ModelName name(Source source, @Nullable String given) {
    try {
      return new ModelName(given == null ? source.name() : given);
    } catch (IllegalArgumentException e) {
      throw given == null
          ? new UserError(UserError.FAILED, e.getMessage() + "; give one with --name", e)
          : new UserError(UserError.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static String version(Source source, @Nullable String asked) {
    @Nullable String given = asked == null ? source.version() : asked;
    if (given == null) {
      throw new UserError(
          UserError.USAGE, "model " + source.given() + ": give its version with --version");
    }
    try {
      return ManifestJson.requireVersion(given);
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static void requireOrigin(@Nullable String origin) {
    try {
      if (origin != null) {
        ManifestJson.requireOrigin(origin);
      }
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.USAGE, "--" + e.getMessage(), e);
    }
  }

  private static long minMemoryBytes(Source source, OnnxModel model) {
    @Nullable String text = model.metadata().get(MIN_MEMORY);
    try {
      return text == null ? 0 : Units.bytes(text);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          UserError.FAILED,
          "model " + source.modelFile() + ": metadata " + MIN_MEMORY + ": " + e.getMessage(),
          e);
    }
  }
}
