package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.daemon.UserError;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferResponse;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet predict}: one inference through the Open Inference Protocol. */
@Command(name = "predict", description = "Ask a model once, through the Open Inference Protocol.")
final class PredictCommand implements Callable<Integer> {
  private static final long TIMEOUT_SECONDS = 60;
  private static final int MAX_CELL = 60;

  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "MODEL", description = "The model's name.")
  private String model = "";

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = {
        "JSON: {\"inputs\":[{\"name\",\"shape\",\"datatype\",\"data\"}]};",
        "- is standard input."
      })
  private String file = "";

  @Option(
      names = "--version",
      paramLabel = "V",
      description = "Ask this version (default: the one that serves).")
  private String version = "";

  PredictCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String text = Input.text(terminal, "inference request in JSON", file);
    ModelInferRequest request;
    try {
      request = InferenceJson.request(model, version, text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UserError(UserError.USAGE, file + ": " + e.getMessage(), e);
    }
    try (NodeClient client = api.connect()) {
      ModelInferResponse response =
          client.mapped(
              () ->
                  GRPCInferenceServiceGrpc.newBlockingStub(client.channel())
                      .withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                      .modelInfer(request));
      output.print(terminal, InferenceJson.answer(response), PredictCommand::table);
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.FAILED, "the node's answer: " + e.getMessage(), e);
    }
    return 0;
  }

  private static String table(JsonObject answer, int columns) {
    Table table = new Table("OUTPUT", "DATATYPE", "SHAPE", "DATA");
    for (JsonObject tensor : Doc.objects(answer, "outputs")) {
      String data = String.valueOf(tensor.get("data"));
      table.add(
          Doc.text(tensor, "name"),
          Doc.text(tensor, "datatype"),
          String.valueOf(tensor.get("shape")),
          data.length() <= MAX_CELL ? data : data.substring(0, MAX_CELL - 1) + "…");
    }
    return Doc.text(answer, "model_name")
        + " "
        + Doc.text(answer, "model_version")
        + "\n"
        + table.text(columns);
  }
}
