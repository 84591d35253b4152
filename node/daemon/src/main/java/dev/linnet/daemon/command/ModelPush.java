package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.ModelPacker;
import dev.linnet.daemon.packing.PackedModel;
import dev.linnet.daemon.packing.TritonRepository;
import dev.linnet.daemon.registry.Reference;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet model push}: the chunks that the node lacks, then the manifest. */
@Command(
    name = "push",
    description = "Pack a model, or a repository of them, for the asked node's store.")
final class ModelPush implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(
      paramLabel = "DIR|FILE|oci://...",
      converter = ModelPlace.Converter.class,
      description = {
        "A directory with model.onnx, VERSION/model.onnx or MLmodel in it, a file FILE.onnx, or a"
            + " Triton repository with NAME/VERSION/model.onnx in it;",
        "or one model's files in an OCI registry,",
        "oci://HOST/REPOSITORY[:TAG][@sha256:DIGEST]."
      })
  private ModelPlace source = new ModelPlace("");

  @Option(
      names = "--name",
      paramLabel = "M",
      description = "The model's name (default: the directory's, the file's, or the registry's).")
  private @Nullable String name;

  @Option(
      names = "--version",
      paramLabel = "V",
      description =
          "Its version (default: the highest VERSION in the directory, that of MLflow's registry,"
              + " or a tag that is not latest).")
  private @Nullable String version;

  @Option(
      names = "--origin",
      paramLabel = "URL",
      description = {
        "HTTP(S) base URL of the same files,",
        "or oci://HOST/REPOSITORY with each as a blob. Only the manifest is pushed then; the nodes"
            + " fetch the content from there and from each other."
      })
  private @Nullable String origin;

  @Option(
      names = "--plain-http",
      description =
          "Ask the registry without TLS; its answers and a login are open to all between.")
  private boolean plainHttp;

  @Option(
      names = "--all-versions",
      description = "Of a Triton repository: every VERSION of each model, not the highest alone.")
  private boolean allVersions;

  ModelPush(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    @Nullable String url = url(origin);
    if (!source.isInRegistry()) {
      if (plainHttp) {
        throw new UserError(
            UserError.USAGE, "--plain-http: is for a model at oci://HOST/REPOSITORY");
      }
      pushLocal(Path.of(source.text()), url);
      return 0;
    }
    requireRepository(false);
    try (PulledModel pulled =
        PulledModel.pull(terminal, Reference.parse(source.text()), plainHttp)) {
      push(pulled.pack(name, version, url));
    }
    return 0;
  }

  private void pushLocal(Path given, @Nullable String url) {
    Optional<TritonRepository> repository = TritonRepository.find(given);
    requireRepository(repository.isPresent());
    if (repository.isEmpty()) {
      push(ModelPacker.pack(given, name, version, url));
      return;
    }
    if (name != null || version != null || origin != null) {
      throw new UserError(
          UserError.USAGE,
          "%s: is for one model, and %s is a Triton repository: push one of its directories"
              .formatted(
                  name != null ? "--name" : version != null ? "--version" : "--origin", given));
    }
    try (NodeClient client = api.connect()) {
      new RepositoryPush(terminal, client, given, repository.get()).run(allVersions, output);
    }
  }

  private void requireRepository(boolean isRepository) {
    if (allVersions && !isRepository) {
      throw new UserError(
          UserError.USAGE,
          "--all-versions: is for a Triton repository, DIR with NAME/VERSION/model.onnx in it");
    }
  }

  private void push(PackedModel model) {
    try (NodeClient client = api.connect()) {
      ModelUpload upload = new ModelUpload(terminal, client, model);
      JsonObject document = origin == null ? upload.all() : upload.manifestAlone();
      output.print(terminal, document, ModelUpload::table);
    }
  }

  /**
   * Where a registry keeps the blobs of a repository. A tag or digest is left out: the model's own
   * manifest names each file by the SHA-256 by which the registry knows it.
   */
  private static @Nullable String url(@Nullable String origin) {
    return origin != null && origin.startsWith(Reference.SCHEME)
        ? Reference.parse(origin).blobs()
        : origin;
  }
}
