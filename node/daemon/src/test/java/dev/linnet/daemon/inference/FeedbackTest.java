package dev.linnet.daemon.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.linnet.core.health.Assessment.Opinion;
import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Gate.Compare;
import dev.linnet.core.health.Judge;
import dev.linnet.core.health.Observation;
import dev.linnet.daemon.inference.Doors.Answer;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferRequest.InferInputTensor;
import dev.linnet.proto.inference.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** True outcomes are told by the request's id, through both doors' answers. */
class FeedbackTest {
  private static final float[][] BY_THE_LARGER = {{1, 0}, {0, 1}};

  private final Doors doors;
  private Path root;
  private TestModel one;

  FeedbackTest() throws Exception {
    doors = new Doors();
  }

  @BeforeEach
  void serve(@TempDir Path root) throws Exception {
    this.root = root;
    one = TestModel.classifier(root, "1", BY_THE_LARGER);
    doors.serve(one);
  }

  @AfterEach
  void close() throws Exception {
    doors.close();
  }

  private ModelInferResponse ask(String id, float... rows) {
    ByteBuffer raw = ByteBuffer.allocate(4 * rows.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : rows) {
      raw.putFloat(value);
    }
    return doors
        .grpc()
        .modelInfer(
            ModelInferRequest.newBuilder()
                .setModelName("classifier")
                .setId(id)
                .addInputs(
                    InferInputTensor.newBuilder()
                        .setName("x")
                        .setDatatype("FP32")
                        .addShape(rows.length / 2)
                        .addShape(2))
                .addRawInputContents(ByteString.copyFrom(raw.flip()))
                .build());
  }

  private Answer tell(String id, String labels) throws Exception {
    return doors.post(
        "/linnet/v1/feedback",
        "{\"model\": \"classifier\", \"id\": \"" + id + "\", \"labels\": " + labels + "}");
  }

  @Test
  void outcomeOfEachRowCountsOnceForTheVersionThatAnswered() throws Exception {
    ModelInferResponse answer = ask("a", 3, 5, 5, 3, 9, 1);
    assertThat(answer.getParametersMap()).as("it has an id of its own").isEmpty();
    TestModel two = TestModel.classifier(root, "2", BY_THE_LARGER);
    doors.serve(two, one);
    JsonObject taken = tell("a", "[1, \"0\", 1]").json();
    assertThat(taken.toString())
        .isEqualTo("{\"model\":\"classifier\",\"version\":\"1\",\"rows\":3,\"right\":2}");
    Answer again = tell("a", "[1, 0, 1]");
    assertThat(again.status()).isEqualTo(404);
    assertThat(again.error())
        .isEqualTo(
            "model 'classifier' remembers no answer with the id 'a': it keeps the latest 10000"
                + " rows, and takes each outcome once");
  }

  @Test
  void requestWithoutAnIdIsGivenOneInItsAnswersParameters() throws Exception {
    String made = ask("", 3, 5).getParametersOrThrow("request_id").getStringParam();
    assertThat(ask("", 3, 5).getParametersOrThrow("request_id").getStringParam())
        .isNotEqualTo(made);
    assertThat(tell(made, "[1]").json().get("right").getAsInt()).isEqualTo(1);
    JsonObject rest =
        doors
            .post(
                "/v2/models/classifier/infer",
                """
                {"inputs": [{"name": "x", "shape": [1, 2], "datatype": "FP32", "data": [3, 5]}]}
                """)
            .json();
    assertThat(rest.has("id")).isFalse();
    made = rest.getAsJsonObject("parameters").get("request_id").getAsString();
    assertThat(tell(made, "[0]").json().get("right").getAsInt()).isZero();
  }

  @Test
  void whatDoesNotFitIsRefusedAndCanBeToldAnew() throws Exception {
    ask("a", 3, 5, 5, 3);
    assertThat(tell("a", "[1]").error())
        .isEqualTo("labels: expected one for each of 2 rows, got 1");
    assertThat(tell("a", "[1, \"cat\"]").error())
        .isEqualTo("label 'cat': expected a class from 0 to 1");
    assertThat(tell("a", "[1, 2]").status()).isEqualTo(400);
    assertThat(tell("a", "1").error())
        .isEqualTo("body: expected {\"model\": NAME, \"id\": ID, \"labels\": [LABEL, …]}");
    assertThat(tell("a", "[1, 0]").status()).isEqualTo(200);
    assertThat(
            doors
                .post("/linnet/v1/feedback", "{\"model\":\"m\",\"id\":\"a\",\"labels\":[]}")
                .error())
        .isEqualTo("there is no model 'm'");
  }

  /** Rows, not answers, are bounded: the oldest answers go. */
  @Test
  void latestAnswersAreRemembered() throws Exception {
    ask("first", 3, 5);
    float[] rows = new float[2 * 64];
    for (int i = 0; i <= 10_000 / 64; i++) {
      ask("r" + i, rows);
    }
    assertThat(tell("first", "[1]").status()).isEqualTo(404);
    assertThat(tell("r0", "[" + "0, ".repeat(63) + "0]").status()).isEqualTo(404);
    assertThat(tell("r1", "[" + "0, ".repeat(63) + "0]").json().get("right").getAsInt())
        .isEqualTo(64);
  }

  @Test
  void judgeCondemnsAVersionThatNamesTheWrongClasses() throws Exception {
    Gate gate = Gate.of("right", "prediction.accuracy", false, ">= 90%", Compare.NONE, 0.01);
    for (int i = 0; i < 40; i++) {
      ask("q" + i, 3, 5);
      assertThat(tell("q" + i, i % 2 == 0 ? "[1]" : "[0]").status()).isEqualTo(200);
    }
    Observation seen = doors.told().awaitSum(one, sum -> sum.labelled() == 40);
    assertThat(seen.wrong()).isEqualTo(20);
    Judge judge = new Judge(List.of(gate), 0, 0, true, List.of());
    judge.observe(seen);
    assertThat(judge.opinion(1)).isEqualTo(Opinion.UNHEALTHY);
  }
}
