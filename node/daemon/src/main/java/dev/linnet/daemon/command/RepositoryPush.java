package dev.linnet.daemon.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.TritonRepository;
import dev.linnet.daemon.packing.TritonRepository.Entry;
import dev.linnet.daemon.packing.TritonRepository.Left;
import dev.linnet.documents.DocumentException;
import java.nio.file.Path;
import java.util.List;

/**
 * Brings the models of a Triton repository into a node's store, one after the other. What is wrong
 * with one keeps none of the others out; a node that cannot be asked ends it.
 */
final class RepositoryPush {
  private final Terminal terminal;
  private final NodeClient client;
  private final Path directory;
  private final TritonRepository repository;
  private final JsonArray pushed = new JsonArray();
  private final JsonArray failed = new JsonArray();

  RepositoryPush(
      Terminal terminal, NodeClient client, Path directory, TritonRepository repository) {
    this.terminal = terminal;
    this.client = client;
    this.directory = directory;
    this.repository = repository;
  }

  /**
   * Pushes all, shows what was pushed, and only then fails if something was not.
   *
   * @param allVersions not the highest of each alone
   */
  void run(boolean allVersions, OutputOption output) {
    repository.passedOver().forEach(left -> terminal.say("passed over " + left.why()));
    repository.refused().forEach(this::failed);
    try {
      for (Entry entry : repository.entries()) {
        List<String> versions = entry.versions();
        int first = allVersions ? 0 : versions.size() - 1;
        versions.subList(first, versions.size()).forEach(version -> push(entry, version));
      }
    } finally {
      if (!pushed.isEmpty() || output.format() != Format.TABLE) {
        output.print(terminal, document(), RepositoryPush::table);
      }
    }
    if (!failed.isEmpty()) {
      throw new UserError(
          UserError.FAILED,
          "model repository %s: %d of %d models could not be pushed, see above"
              .formatted(directory, failed.size(), failed.size() + pushed.size()));
    }
    if (pushed.isEmpty()) {
      throw new UserError(
          UserError.FAILED, "model repository " + directory + ": no model in it is ONNX");
    }
  }

  private void push(Entry entry, String version) {
    try {
      JsonObject document = new ModelUpload(terminal, client, entry.pack(version)).all();
      document.remove("apiVersion");
      pushed.add(document);
    } catch (DocumentException e) {
      failed(new Left(entry.directory(), String.valueOf(e.getMessage())));
    } catch (UserError e) {
      if (e.exitCode() == UserError.UNREACHABLE || e.exitCode() == UserError.REFUSED) {
        throw e;
      }
      failed(new Left(entry.directory(), String.valueOf(e.getMessage())));
    }
  }

  private void failed(Left left) {
    terminal.say("linnet: " + left.why());
    failed.add(toJson(left));
  }

  private JsonObject document() {
    JsonObject document = OutputOption.document();
    document.add("models", pushed);
    JsonArray passedOver = new JsonArray();
    repository.passedOver().forEach(left -> passedOver.add(toJson(left)));
    document.add("passedOver", passedOver);
    document.add("failed", failed);
    return document;
  }

  private static JsonObject toJson(Left left) {
    JsonObject json = new JsonObject();
    json.addProperty("directory", left.directory().toString());
    json.addProperty("reason", left.why());
    return json;
  }

  private static String table(JsonObject document, int columns) {
    return ModelUpload.table(Doc.objects(document, "models"), columns);
  }
}
