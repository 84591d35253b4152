package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.daemon.UserError;
import dev.linnet.proto.v1.JsonDocument;
import dev.linnet.proto.v1.VerifyModelsRequest;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code linnet model verify}. Fails if anything rotted, so that a script can tell; what did not
 * come yet is not damage.
 */
@Command(
    name = "verify",
    description = {
      "Hash every chunk in the asked node's store again.",
      "What rotted is deleted, and fetched again where it is needed.",
      "A version that is not all here yet is no failure."
    })
final class ModelVerify implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  ModelVerify(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    boolean sound = true;
    try (NodeClient client = api.connect()) {
      Iterator<JsonDocument> models =
          client.stream(node -> node.verifyModels(VerifyModelsRequest.getDefaultInstance()));
      while (models.hasNext()) {
        JsonObject model = Doc.parse(models.next());
        sound &= Doc.number(model, "rottenChunks") == 0;
        output.printLine(terminal, model, ModelVerify::line);
        terminal.out().flush();
      }
    }
    return sound ? 0 : UserError.FAILED;
  }

  private static String line(JsonObject model) {
    return Doc.text(model, "name")
        + " "
        + Doc.text(model, "version")
        + " "
        + Doc.brief(Doc.text(model, "digest"))
        + ": "
        + state(model);
  }

  private static String state(JsonObject model) {
    long rotten = Doc.number(model, "rottenChunks");
    boolean incomplete = model.has("complete") && !Doc.flag(model, "complete");
    if (rotten > 0) {
      String rot = rotten + " chunks rotted and are fetched again";
      return incomplete ? rot + ", " + here(model) : rot;
    }
    return incomplete ? "incomplete, " + here(model) : "sound";
  }

  private static String here(JsonObject model) {
    return "%d of %d chunks (%s of %s) are here and sound"
        .formatted(
            Doc.number(model, "storedChunks"),
            Doc.number(model, "chunks"),
            Amounts.bytes(Doc.number(model, "storedBytes")),
            Amounts.bytes(Doc.number(model, "sizeBytes")));
  }
}
