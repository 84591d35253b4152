package dev.linnet.core.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.health.Baseline;
import dev.linnet.core.json.Fields;
import dev.linnet.core.trust.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The JSON of a manifest: an in-toto Statement (in-toto/attestation, spec/v1) whose predicate is
 * that of OpenSSF model signing, with Linnet's own part beside it. The SHA-256 of these very bytes
 * names the manifest.
 */
public final class ManifestJson {
  /** The most bytes of a manifest: it travels in one message. */
  public static final int MAX_BYTES = 2 * 1024 * 1024;

  /** The most bytes of a chunk. */
  public static final int MAX_CHUNK_BYTES = 1024 * 1024;

  private static final String STATEMENT = "https://in-toto.io/Statement/v1";
  private static final String PREDICATE = "https://model_signing/signature/v1.0";
  private static final int MAX_FILES = 1_000;
  private static final int MAX_PATH = 255;

  /** Scheme, host or [IPv6], port, path (RFC 3986); no user, query or fragment. */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "https?://([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?"
              + "(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]{0,2000})?");

  /** Those of the Open Inference Protocol. */
  private static final Set<String> DATATYPES =
      Set.of(
          "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16",
          "BF16", "FP32", "FP64", "BYTES");

  private ManifestJson() {}

  /**
   * Reads a manifest.
   *
   * @throws IllegalArgumentException naming the field that is wrong, or that the digest does not
   *     fit
   */
  public static Manifest parse(Digest digest, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException("manifest: more than " + MAX_BYTES + " bytes");
    }
    Digest actual = Digest.of(bytes);
    if (!actual.equals(digest)) {
      throw new IllegalArgumentException(
          "manifest: its digest is " + actual.brief() + "…, not " + digest.brief() + "…");
    }
    return Fields.read(json, statement -> statement(digest, statement));
  }

  private static Manifest statement(Digest digest, Fields statement) {
    require("_type", statement.string("_type"), STATEMENT);
    require("predicateType", statement.string("predicateType"), PREDICATE);
    List<String> subjects =
        statement.objects(
            "subject",
            subject ->
                subject.string("name")
                    + " "
                    + subject.object("digest", d -> d.parsed("sha256", Digest::new)));
    Manifest manifest = statement.object("predicate", predicate -> predicate(digest, predicate));
    String subject = subjectName(manifest) + " " + subjectDigest(manifest.files());
    require("subject", subjects.toString(), List.of(subject).toString());
    return manifest;
  }

  private static Manifest predicate(Digest digest, Fields predicate) {
    predicate.object(
        "serialization",
        serialization -> {
          require("method", serialization.string("method"), "files");
          require("hash_type", serialization.string("hash_type"), "sha256");
          require("allow_symlinks", "" + serialization.flag("allow_symlinks"), "false");
          return true;
        });
    List<String> resources =
        predicate.objects(
            "resources",
            resource -> {
              require("algorithm", resource.string("algorithm"), "sha256");
              return resource.string("name") + " " + resource.parsed("digest", Digest::new);
            });
    Manifest manifest = predicate.object("linnet", linnet -> linnet(digest, linnet));
    require("resources", resources.toString(), resources(manifest.files()).toString());
    return manifest;
  }

  private static Manifest linnet(Digest digest, Fields fields) {
    Manifest manifest =
        new Manifest(
            digest,
            fields.parsed("name", ModelName::new),
            fields.string("version"),
            fields.optionalString("origin"),
            fields.string("model"),
            fields.objects("files", ManifestJson::file),
            fields.objects("inputs", ManifestJson::tensor),
            fields.objects("outputs", ManifestJson::tensor),
            (int) fields.integer("opset", 1, 10_000),
            (int) fields.integer("irVersion", 1, 10_000),
            fields.integer("minMemoryBytes", 0, Long.MAX_VALUE),
            fields.number("goldenRelative"),
            fields.number("goldenAbsolute"),
            fields.has("baselines") ? fields.objects("baselines", BaselineJson::parse) : List.of());
    validate(manifest);
    return manifest;
  }

  private static ModelFile file(Fields fields) {
    ModelFile file =
        new ModelFile(
            fields.string("path"),
            fields.integer("sizeBytes", 0, Long.MAX_VALUE),
            fields.parsed("sha256", Digest::new),
            fields.objects(
                "chunks",
                chunk ->
                    new ChunkRef(
                        chunk.parsed("sha256", Digest::new),
                        (int) chunk.integer("sizeBytes", 1, MAX_CHUNK_BYTES))));
    long sum = file.chunks().stream().mapToLong(ChunkRef::sizeBytes).sum();
    if (sum != file.sizeBytes()) {
      throw new IllegalArgumentException(
          "files: '"
              + brief(file.path())
              + "': its chunks hold "
              + sum
              + " bytes, not "
              + file.sizeBytes());
    }
    return file;
  }

  private static TensorSpec tensor(Fields fields) {
    return new TensorSpec(
        fields.string("name"), fields.string("datatype"), fields.integers("shape"));
  }

  /**
   * Checks what no single field shows.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static void validate(Manifest manifest) {
    requireVersion(manifest.version());
    if (manifest.files().isEmpty() || manifest.files().size() > MAX_FILES) {
      throw new IllegalArgumentException("files: expected 1 to " + MAX_FILES);
    }
    SortedSet<String> paths = new TreeSet<>();
    for (ModelFile file : manifest.files()) {
      requirePath(file.path());
      if (!paths.add(file.path())) {
        throw new IllegalArgumentException("files: " + file.path() + " stands twice");
      }
    }
    if (!paths.contains(manifest.modelPath())) {
      throw new IllegalArgumentException(
          "model: " + brief(manifest.modelPath()) + " is not in files");
    }
    requireDirectories(paths);
    requireOneSize(manifest.chunks());
    requireTensors("inputs", manifest.inputs());
    requireTensors("outputs", manifest.outputs());
    if (manifest.outputs().isEmpty()) {
      throw new IllegalArgumentException("outputs: expected at least one");
    }
    requireBaselines(manifest);
    if (manifest.origin() != null) {
      requireOrigin(manifest.origin());
    }
    if (!(manifest.goldenRelative() >= 0) || !(manifest.goldenAbsolute() >= 0)) {
      throw new IllegalArgumentException("goldenRelative, goldenAbsolute: expected 0 or more");
    }
  }

  private static void requireBaselines(Manifest manifest) {
    if (manifest.baselines().size() > Baseline.MAX_BASELINES) {
      throw new IllegalArgumentException("baselines: expected at most " + Baseline.MAX_BASELINES);
    }
    for (Baseline baseline : manifest.baselines()) {
      List<TensorSpec> tensors =
          baseline.side() == Baseline.Side.INPUT ? manifest.inputs() : manifest.outputs();
      if (tensors.stream().noneMatch(tensor -> tensor.name().equals(baseline.tensor()))) {
        throw new IllegalArgumentException(
            "baselines: the model has no such tensor as '" + brief(baseline.tensor()) + "'");
      }
    }
  }

  /** No path may be a file and, in another path, a directory. */
  private static void requireDirectories(SortedSet<String> paths) {
    for (String path : paths) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        String directory = path.substring(0, slash);
        if (paths.contains(directory)) {
          throw new IllegalArgumentException(
              "files: " + directory + " is both a file and a directory");
        }
      }
    }
  }

  private static void requireOneSize(List<ChunkRef> chunks) {
    Map<Digest, Integer> sizes = new HashMap<>();
    for (ChunkRef chunk : chunks) {
      Integer before = sizes.putIfAbsent(chunk.digest(), chunk.sizeBytes());
      if (before != null && before != chunk.sizeBytes()) {
        throw new IllegalArgumentException("chunks: " + chunk.digest().brief() + "… has two sizes");
      }
    }
  }

  private static void requireTensors(String field, List<TensorSpec> tensors) {
    Set<String> names = new HashSet<>();
    for (TensorSpec tensor : tensors) {
      String shown = field + ": '" + brief(tensor.name()) + "'";
      if (tensor.name().isEmpty() || !names.add(tensor.name())) {
        throw new IllegalArgumentException(shown + " is empty or stands twice");
      }
      if (!DATATYPES.contains(tensor.datatype())) {
        throw new IllegalArgumentException(
            shown + " is of datatype '" + brief(tensor.datatype()) + "', which nobody serves");
      }
      if (tensor.shape().stream().anyMatch(size -> size < -1)) {
        throw new IllegalArgumentException(
            shown + " has a size below -1, which stands for a free one");
      }
    }
  }

  /** An origin is a base URL: where chunks come from, and nothing that carries a secret. */
  public static String requireOrigin(String origin) {
    if (!ORIGIN.matcher(origin).matches()) {
      throw new IllegalArgumentException(
          "origin '"
              + brief(origin)
              + "': expected http://HOST/PATH or https://HOST/PATH without user, query or"
              + " fragment");
    }
    return origin;
  }

  /** A version is a label: it stands in paths and URIs. */
  public static String requireVersion(String version) {
    if (!version.matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")) {
      throw new IllegalArgumentException(
          "version '" + brief(version) + "': expected 1 to 63 letters, digits, '.', '_' and '-'");
    }
    return version;
  }

  /** A path stays inside the model's directory on every platform. */
  public static String requirePath(String path) {
    boolean inside =
        !path.isEmpty()
            && path.getBytes(StandardCharsets.UTF_8).length <= MAX_PATH
            && !path.startsWith("/")
            && path.indexOf('\\') < 0
            && path.indexOf(':') < 0
            && path.chars().noneMatch(Character::isISOControl)
            && List.of(path.split("/", -1)).stream()
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!inside) {
      throw new IllegalArgumentException(
          "path '" + brief(path) + "': expected a relative path inside the model's directory");
    }
    return path;
  }

  /** Writes a manifest; its own digest is not in it. */
  public static String write(Manifest manifest) {
    validate(manifest);
    JsonObject subject = new JsonObject();
    subject.addProperty("name", subjectName(manifest));
    subject.add("digest", property("sha256", subjectDigest(manifest.files()).hex()));
    JsonArray subjects = new JsonArray();
    subjects.add(subject);

    JsonObject serialization = property("method", "files");
    serialization.addProperty("hash_type", "sha256");
    serialization.addProperty("allow_symlinks", false);
    JsonArray resources = new JsonArray();
    for (ModelFile file : sorted(manifest.files())) {
      JsonObject resource = property("name", file.path());
      resource.addProperty("algorithm", "sha256");
      resource.addProperty("digest", file.digest().hex());
      resources.add(resource);
    }
    JsonObject predicate = new JsonObject();
    predicate.add("serialization", serialization);
    predicate.add("resources", resources);
    predicate.add("linnet", writeLinnet(manifest));

    JsonObject statement = property("_type", STATEMENT);
    statement.add("subject", subjects);
    statement.addProperty("predicateType", PREDICATE);
    statement.add("predicate", predicate);
    return statement.toString();
  }

  /** The manifest with the digest that its JSON has. */
  public static Manifest named(Manifest manifest) {
    String json = write(manifest);
    return parse(Digest.of(json.getBytes(StandardCharsets.UTF_8)), json);
  }

  private static JsonObject writeLinnet(Manifest manifest) {
    JsonObject json = property("name", manifest.name().value());
    json.addProperty("version", manifest.version());
    if (manifest.origin() != null) {
      json.addProperty("origin", manifest.origin());
    }
    json.addProperty("model", manifest.modelPath());
    JsonArray files = new JsonArray();
    for (ModelFile file : manifest.files()) {
      JsonObject fileJson = property("path", file.path());
      fileJson.addProperty("sizeBytes", file.sizeBytes());
      fileJson.addProperty("sha256", file.digest().hex());
      JsonArray chunks = new JsonArray();
      for (ChunkRef chunk : file.chunks()) {
        JsonObject chunkJson = property("sha256", chunk.digest().hex());
        chunkJson.addProperty("sizeBytes", chunk.sizeBytes());
        chunks.add(chunkJson);
      }
      fileJson.add("chunks", chunks);
      files.add(fileJson);
    }
    json.add("files", files);
    json.add("inputs", writeTensors(manifest.inputs()));
    json.add("outputs", writeTensors(manifest.outputs()));
    json.addProperty("opset", manifest.opset());
    json.addProperty("irVersion", manifest.irVersion());
    json.addProperty("minMemoryBytes", manifest.minMemoryBytes());
    json.addProperty("goldenRelative", manifest.goldenRelative());
    json.addProperty("goldenAbsolute", manifest.goldenAbsolute());
    if (!manifest.baselines().isEmpty()) {
      JsonArray baselines = new JsonArray();
      manifest.baselines().forEach(baseline -> baselines.add(BaselineJson.write(baseline)));
      json.add("baselines", baselines);
    }
    return json;
  }

  private static JsonArray writeTensors(List<TensorSpec> tensors) {
    JsonArray array = new JsonArray();
    for (TensorSpec tensor : tensors) {
      JsonObject json = property("name", tensor.name());
      json.addProperty("datatype", tensor.datatype());
      JsonArray shape = new JsonArray();
      tensor.shape().forEach(shape::add);
      json.add("shape", shape);
      array.add(json);
    }
    return array;
  }

  private static List<ModelFile> sorted(List<ModelFile> files) {
    return files.stream().sorted(Comparator.comparing(ModelFile::path)).toList();
  }

  private static List<String> resources(List<ModelFile> files) {
    return sorted(files).stream().map(file -> file.path() + " " + file.digest()).toList();
  }

  private static String subjectName(Manifest manifest) {
    return manifest.name() + ":" + manifest.version();
  }

  /** As model signing has it: SHA-256 over the raw digests of the files, sorted by name. */
  private static Digest subjectDigest(List<ModelFile> files) {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    sorted(files).forEach(file -> raw.writeBytes(file.digest().raw()));
    return Digest.of(raw.toByteArray());
  }

  private static void require(String what, String actual, String expected) {
    if (!actual.equals(expected)) {
      throw new IllegalArgumentException(
          what + ": is " + brief(actual) + ", expected " + brief(expected));
    }
  }

  private static String brief(String text) {
    String oneLine = text.replaceAll("\\p{Cntrl}", "?");
    return oneLine.length() <= 100 ? oneLine : oneLine.substring(0, 100) + "…";
  }

  private static JsonObject property(String name, String value) {
    JsonObject json = new JsonObject();
    json.addProperty(name, value);
    return json;
  }
}
