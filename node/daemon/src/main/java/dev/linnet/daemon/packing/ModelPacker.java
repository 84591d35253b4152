package dev.linnet.daemon.packing;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import dev.linnet.proto.onnx.TensorProto;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a manifest out of the files of a model. */
public final class ModelPacker {
  /** ONNX's own tolerances of backend tests (onnx/onnx, onnx/backend/test/runner). */
  private static final double RELATIVE = 1e-3;

  private static final double ABSOLUTE = 1e-7;

  private static final Pattern GOLDEN =
      Pattern.compile("test_data_set_[0-9]+/(input|output)_([0-9]+)\\.pb");

  private ModelPacker() {}

  /**
   * Packs.
   *
   * @param source a directory or an ONNX file
   * @param name the model's name; null for what the directory or file is called
   * @param version the version; null for what the layout says
   * @param origin HTTP(S) base URL under which the same files lie, or null
   * @throws UserError if the source is no model
   */
  public static PackedModel pack(
      Path source, @Nullable String name, @Nullable String version, @Nullable String origin) {
    Source files = Source.of(source, version == null ? "" : version);
    String chosenVersion = version == null ? files.version() : version;
    if (chosenVersion.isEmpty()) {
      throw new UserError(UserError.USAGE, source + ": has no version of its own; give --version V");
    }
    if (origin != null) {
      requireOrigin(origin);
    }
    Path model = files.root().resolve(files.files().get(0));
    OnnxFacts onnx = OnnxFacts.read(model);
    requireExternalFiles(files, model, onnx);
    requireGoldenTests(files, onnx);
    try {
      List<ModelFile> packed = new ArrayList<>();
      for (Path file : files.files()) {
        String path = ManifestJson.requirePath(file.toString().replace('\\', '/'));
        packed.add(Chunking.read(files.root().resolve(file), path, (digest, bytes) -> {}));
      }
      Manifest manifest =
          new Manifest(
              Digest.of(new byte[0]),
              new ModelName(name == null ? files.name() : name),
              ManifestJson.requireVersion(chosenVersion),
              origin,
              packed.get(0).path(),
              packed,
              onnx.inputs(),
              onnx.outputs(),
              onnx.opset(),
              onnx.irVersion(),
              0,
              RELATIVE,
              ABSOLUTE);
      String json = ManifestJson.write(manifest);
      Digest digest = Digest.of(json.getBytes(StandardCharsets.UTF_8));
      return new PackedModel(files.root(), ManifestJson.parse(digest, json), json);
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.FAILED, source + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED, source + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static void requireOrigin(String origin) {
    try {
      URI uri = URI.create(origin);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return;
      }
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.USAGE, "--origin " + origin + ": is no URL", e);
    }
    throw new UserError(
        UserError.USAGE, "--origin " + origin + ": expected http://HOST/PATH or https://HOST/PATH");
  }

  /** Weights beside the model must lie below it: a path out of the directory reads other files. */
  private static void requireExternalFiles(Source files, Path model, OnnxFacts onnx) {
    for (String location : onnx.externalFiles()) {
      try {
        ManifestJson.requirePath(location);
      } catch (IllegalArgumentException e) {
        throw Source.refused(model, "keeps weights in " + location + ", outside its directory");
      }
      Path file = files.root().resolve(location);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw Source.refused(model, "keeps weights in " + location + ", which is not there");
      }
    }
  }

  private static void requireGoldenTests(Source files, OnnxFacts onnx) {
    for (Path file : files.files()) {
      String path = file.toString().replace('\\', '/');
      if (!path.startsWith("test_data_set")) {
        continue;
      }
      Path whole = files.root().resolve(file);
      Matcher golden = GOLDEN.matcher(path);
      if (!golden.matches()) {
        throw Source.refused(
            whole, "expected golden tests as test_data_set_N/input_I.pb and output_I.pb");
      }
      int known =
          golden.group(1).equals("input") ? onnx.inputs().size() : onnx.outputs().size();
      if (golden.group(2).length() > 4 || Integer.parseInt(golden.group(2)) >= known) {
        throw Source.refused(
            whole, "the model has " + known + " " + golden.group(1) + "s, counted from 0");
      }
      try {
        TensorProto.parseFrom(Files.readAllBytes(whole));
      } catch (IOException e) {
        throw Source.refused(whole, "is no serialized TensorProto");
      }
    }
  }
}
