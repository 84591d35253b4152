package dev.linnet.daemon.packing;

import dev.linnet.core.model.ManifestJson;
import dev.linnet.daemon.packing.Source.Extent;
import dev.linnet.documents.YamlNode;
import dev.linnet.documents.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What concerns us in a model directory of MLflow's: {@code MLmodel} says where its flavor {@code
 * onnx} keeps the ONNX file, and {@code registered_model_meta}, which MLflow puts beside it where
 * the model comes out of a registry, what it is called there. Environments, code and examples are
 * for Python: a node has no use for them.
 */
final class MlflowModel {
  static final String FILE = "MLmodel";
  private static final String REGISTERED = "registered_model_meta";
  private static final String FLAVOR = "onnx";
  private static final String DATA = "data";

  private MlflowModel() {}

  /**
   * The model in a directory with an {@code MLmodel}.
   *
   * @throws dev.linnet.daemon.UserError if it is not there as an ONNX model
   * @throws dev.linnet.documents.DocumentException if one of the files cannot be understood
   */
  static Source find(Path directory) {
    YamlNode data = data(directory);
    String path = data.parsed(ManifestJson::requirePath);
    Path root = directory;
    Path file = directory;
    for (String part : path.split("/", -1)) {
      root = file;
      file = data.parsedAs(part, root::resolve);
      SourceTree.requireNoLink(directory, file);
    }
    if (!Files.exists(file)) {
      throw data.error("no file '" + path + "' in the model's directory");
    }
    SourceTree.requireOrdinary(directory, file);
    Map<String, YamlNode> registered = registered(directory);
    @Nullable YamlNode name = registered.get("model_name");
    @Nullable YamlNode version = registered.get("model_version");
    return new Source(
        directory,
        root,
        Source.fileName(file),
        name == null ? Source.fileName(directory) : name.string(),
        version == null ? null : version.string(),
        Extent.TESTS);
  }

  private static YamlNode data(Path directory) {
    @Nullable YamlNode flavors = mapping("MLflow model", directory, FILE).get("flavors");
    Map<String, YamlNode> known = flavors == null ? Map.of() : flavors.named();
    @Nullable YamlNode onnx = known.get(FLAVOR);
    if (onnx == null) {
      throw Source.refused(
          directory,
          ": %s has no flavor '%s'%s: save the model with mlflow.onnx"
              .formatted(
                  FILE,
                  FLAVOR,
                  known.isEmpty()
                      ? ""
                      : ", only " + ExternalData.shown(String.join(", ", known.keySet()))));
    }
    @Nullable YamlNode data = onnx.named().get(DATA);
    if (data == null) {
      throw onnx.error("key '" + DATA + "' is missing: expected the path of the ONNX file");
    }
    return data;
  }

  private static Map<String, YamlNode> registered(Path directory) {
    return Files.exists(directory.resolve(REGISTERED))
        ? mapping("model's name in a registry", directory, REGISTERED)
        : Map.of();
  }

  private static Map<String, YamlNode> mapping(String what, Path directory, String name) {
    Path file = directory.resolve(name);
    SourceTree.requireOrdinary(directory, file);
    return YamlReader.load(what, file).named();
  }
}
