package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.proto.v1.GiveFeedbackRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code linnet feedback}: the true outcome of an inference. */
@Command(
    name = "feedback",
    description = {
      "Tell the node what the true outcome of an inference was that it answered lately.",
      "A gate on prediction.accuracy judges by it."
    })
final class FeedbackCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "The model's name.")
  private String model = "";

  @Option(
      names = "--request",
      required = true,
      paramLabel = "ID",
      description = "The request's id, or the one that the answer gave.")
  private String request = "";

  @Option(
      names = "--label",
      required = true,
      paramLabel = "LABEL",
      description = "The true class by its number, or label; once for each row.")
  private List<String> labels = new ArrayList<>();

  FeedbackCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    GiveFeedbackRequest told =
        GiveFeedbackRequest.newBuilder()
            .setModel(model)
            .setRequestId(request)
            .addAllLabels(labels)
            .build();
    try (NodeClient client = api.connect()) {
      JsonObject document = Doc.parse(client.ask(node -> node.giveFeedback(told)));
      output.print(
          terminal,
          document,
          taken ->
              "%s %s was right in %s of %s%n"
                  .formatted(
                      Doc.text(taken, "model"),
                      Doc.text(taken, "version"),
                      Doc.text(taken, "right"),
                      Doc.text(taken, "rows")));
    }
    return 0;
  }
}
