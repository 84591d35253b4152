package dev.linnet.daemon.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.daemon.inference.Doors.Answer;
import dev.linnet.daemon.serving.Datatype;
import dev.linnet.daemon.serving.TestModel;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol's paths over HTTP, rule by rule. */
class RestConformanceTest {
  private static final String INFER = "/v2/models/pair/infer";
  private static final String PAIR =
      """
      {"id": "q-17", "inputs": [
        {"name": "a", "shape": [2, 2], "datatype": "FP32", "data": [1, 2.5, 3, 4]},
        {"name": "b", "shape": [3], "datatype": "INT64", "data": [5, -6, 7]}]%s}
      """;

  private Path root;
  private Doors doors;

  @BeforeEach
  void start(@TempDir Path root) throws Exception {
    this.root = root;
    doors = new Doors();
  }

  @AfterEach
  void stop() throws Exception {
    doors.close();
  }

  private void servePair() throws Exception {
    doors.serve(TestModel.pair(root, "1"));
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private void assertAnswers(String path, String json) throws Exception {
    Answer answer = doors.get(path);
    assertThat(answer.status()).as(path).isEqualTo(200);
    assertThat(answer.contentType()).as(path).startsWith("application/json");
    assertThat(answer.json()).as(path).isEqualTo(json(json));
  }

  @Test
  void anEmptyServerIsLiveReadyAndSaysWhatItIs() throws Exception {
    for (String path : new String[] {"/v2", "/v2/"}) {
      assertAnswers(
          path, "{'name':'linnet','version':'1.2.3','extensions':['binary_tensor_data']}");
    }
    assertAnswers("/v2/health/live", "{'live':true}");
    assertAnswers("/v2/health/ready", "{'ready':true}");
  }

  @Test
  void aServerWhoseModelCannotServeIsLiveButNotReady() throws Exception {
    TestModel model = TestModel.pair(root, "1");
    doors.models().serve(model.manifest(), root.resolve("nowhere"), null);
    assertThat(doors.awaitChange()).startsWith("failed model.onnx: ");

    assertAnswers("/v2/health/live", "{'live':true}");
    assertRefused(doors.get("/v2/health/ready"), 503, "not ready");
    assertRefused(doors.get("/v2/models/pair/ready"), 503, "pair");
    assertRefused(doors.get("/v2/models/pair"), 503, "pair");
    assertRefused(doors.post(INFER, PAIR.formatted("")), 503, "pair");
  }

  @Test
  void modelsAndTheirVersionsSayWhatTheyAre() throws Exception {
    TestModel first = TestModel.pair(root, "1");
    doors.serve(first);
    doors.serve(TestModel.pair(root, "2"), first);

    String metadata =
        """
        {'name':'pair','versions':['2','1'],'platform':'onnx_onnxv1',
         'inputs':[{'name':'a','datatype':'FP32','shape':[-1,2]},
                   {'name':'b','datatype':'INT64','shape':[-1]}],
         'outputs':[{'name':'a_out','datatype':'FP32','shape':[-1,2]},
                    {'name':'b_out','datatype':'INT64','shape':[-1]}]}
        """;
    assertAnswers("/v2/models/pair", metadata);
    assertAnswers("/v2/models/pair/versions/1", metadata);
    assertAnswers("/v2/models/pair/versions/2", metadata);
    assertAnswers("/v2/models/pair/ready", "{'name':'pair','ready':true}");
    assertAnswers("/v2/models/pair/versions/2/ready", "{'name':'pair','ready':true}");
  }

  @Test
  void flatDataIsAnsweredFlatWithTheIdAndTheVersion() throws Exception {
    servePair();
    Answer answer = doors.post(INFER, PAIR.formatted(""));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("application/json");
    assertThat(answer.json())
        .isEqualTo(
            json(
                """
                {'model_name':'pair','model_version':'1','id':'q-17','outputs':[
                  {'name':'a_out','shape':[2,2],'datatype':'FP32','data':[1.0,2.5,3.0,4.0]},
                  {'name':'b_out','shape':[3],'datatype':'INT64','data':[5,-6,7]}]}
                """));
  }

  @Test
  void nestedDataMeansTheSame() throws Exception {
    servePair();
    Answer answer =
        doors.post(INFER, PAIR.formatted("").replace("[1, 2.5, 3, 4]", "[[1, 2.5], [3, 4]]"));
    assertThat(answer.json()).isEqualTo(doors.post(INFER, PAIR.formatted("")).json());
    assertThat(
            doors
                .post(
                    "/v2/models/pair/versions/1/infer",
                    PAIR.formatted(", \"parameters\": {\"priority\": 3}").replace("4]", "4e0]"))
                .json())
        .isEqualTo(answer.json());
  }

  @Test
  void truthValuesMayBeNumbersAndWhatIsNotFiniteIsNull() throws Exception {
    doors.serve(TestModel.identity(root, Datatype.BOOL));
    assertThat(
            data(doors.post(identityPath(Datatype.BOOL), identity(Datatype.BOOL, "[true,0]")), 0))
        .isEqualTo("[true,false]");
    doors.serve(TestModel.quotient(root));
    Answer infinite =
        doors.post(
            "/v2/models/quotient/infer",
            """
            {"inputs": [{"name": "a", "shape": [1], "datatype": "FP32", "data": [1]},
                        {"name": "b", "shape": [1], "datatype": "FP32", "data": [0]}]}
            """);
    assertThat(new String(infinite.body(), StandardCharsets.UTF_8)).contains("\"data\":[null]");
  }

  @Test
  void dataMayStandBeforeItsDatatype() throws Exception {
    servePair();
    Answer answer =
        doors.post(
            INFER,
            """
            {"inputs": [
              {"data": [1, 2], "name": "a", "datatype": "FP32", "shape": [1, 2]},
              {"data": [3], "shape": [1], "datatype": "INT64", "name": "b"}]}
            """);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().has("id")).isFalse();
    assertThat(data(answer, 0)).isEqualTo("[1.0,2.0]");
    assertThat(data(answer, 1)).isEqualTo("[3]");
  }

  @Test
  void aNamedVersionAnswers() throws Exception {
    TestModel first = TestModel.pair(root, "1");
    doors.serve(first);
    doors.serve(TestModel.pair(root, "2"), first);
    assertThat(version(doors.post(INFER, PAIR.formatted("")))).isEqualTo("2");
    assertThat(version(doors.post("/v2/models/pair/versions/1/infer", PAIR.formatted(""))))
        .isEqualTo("1");
  }

  private static String version(Answer answer) {
    return answer.json().get("model_version").getAsString();
  }

  @Test
  void outputsComeInTheOrderAskedFor() throws Exception {
    servePair();
    Answer answer =
        doors.post(
            INFER, PAIR.formatted(", \"outputs\": [{\"name\": \"b_out\"}, {\"name\": \"a_out\"}]"));
    assertThat(data(answer, 0)).isEqualTo("[5,-6,7]");
    assertThat(data(answer, 1)).isEqualTo("[1.0,2.5,3.0,4.0]");

    Answer one = doors.post(INFER, PAIR.formatted(", \"outputs\": [{\"name\": \"b_out\"}]"));
    assertThat(one.json().getAsJsonArray("outputs")).hasSize(1);
    assertRefused(
        doors.post(INFER, PAIR.formatted(", \"outputs\": [{\"name\": \"z\"}]")), 400, "'z'");
  }

  private static String data(Answer answer, int output) {
    return answer
        .json()
        .getAsJsonArray("outputs")
        .get(output)
        .getAsJsonObject()
        .get("data")
        .toString();
  }

  @Test
  void everyDatatypeThatJsonHasComesBackAsItWent() throws Exception {
    Map<Datatype, String> values =
        Map.of(
            Datatype.BOOL, "[true,false]",
            Datatype.INT8, "[-128,127]",
            Datatype.INT16, "[-32768,32767]",
            Datatype.INT32, "[-2147483648,2147483647]",
            Datatype.INT64, "[-9223372036854775808,9223372036854775807]",
            Datatype.UINT8, "[0,255]",
            Datatype.UINT64, "[9223372036854775808,18446744073709551615]",
            Datatype.FP32, "[1.5,-3.4028235E38]",
            Datatype.FP64, "[0.1,-1.7976931348623157E308]",
            Datatype.BYTES, "[\"grün\",\"\"]");
    for (Map.Entry<Datatype, String> entry : values.entrySet()) {
      Datatype datatype = entry.getKey();
      doors.serve(TestModel.identity(root, datatype));
      Answer answer = doors.post(identityPath(datatype), identity(datatype, entry.getValue()));
      assertThat(answer.status()).as("%s", datatype).isEqualTo(200);
      assertThat(data(answer, 0)).as("%s", datatype).isEqualTo(entry.getValue());
    }
  }

  private static String identityPath(Datatype datatype) {
    return "/v2/models/identity-" + datatype.name().toLowerCase() + "/infer";
  }

  private static String identity(Datatype datatype, String data) {
    return """
    {"inputs": [{"name": "x", "shape": [2], "datatype": "%s", "data": %s}]}
    """
        .formatted(datatype, data);
  }

  @Test
  void valuesThatAreNoneOfTheDatatypeAreRefused() throws Exception {
    Map<Datatype, String> wrong =
        Map.of(
            Datatype.BOOL, "[true, 2]",
            Datatype.INT8, "[1, 128]",
            Datatype.UINT8, "[1, -1]",
            Datatype.INT64, "[1, 1.5]",
            Datatype.UINT16, "[1, 65536]",
            Datatype.FP32, "[1, \"2\"]",
            Datatype.FP64, "[1, null]",
            Datatype.FP16, "[1, 2]",
            Datatype.BYTES, "[\"a\", 1]");
    for (Map.Entry<Datatype, String> entry : wrong.entrySet()) {
      doors.serve(TestModel.identity(root, entry.getKey()));
      assertRefused(
          doors.post(identityPath(entry.getKey()), identity(entry.getKey(), entry.getValue())),
          400,
          "'x'");
    }
  }

  @Test
  void binaryTensorsFollowTheJsonBothWays() throws Exception {
    servePair();
    byte[] a = bytes(16).putFloat(1).putFloat(2.5f).putFloat(3).putFloat(4).array();
    byte[] b = bytes(24).putLong(5).putLong(-6).putLong(7).array();
    Answer answer =
        doors.postBinary(
            INFER,
            """
            {"id": "q", "parameters": {"binary_data_output": true}, "inputs": [
              {"name": "a", "shape": [2, 2], "datatype": "FP32",
               "parameters": {"binary_data_size": 16}},
              {"name": "b", "shape": [3], "datatype": "INT64",
               "parameters": {"binary_data_size": 24}}]}
            """,
            concat(a, b));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("application/octet-stream");
    int length = Integer.parseInt(answer.jsonLength());
    assertThat(json(new String(answer.body(), 0, length, StandardCharsets.UTF_8)))
        .isEqualTo(
            json(
                """
                {'model_name':'pair','model_version':'1','id':'q','outputs':[
                  {'name':'a_out','shape':[2,2],'datatype':'FP32',
                   'parameters':{'binary_data_size':16}},
                  {'name':'b_out','shape':[3],'datatype':'INT64',
                   'parameters':{'binary_data_size':24}}]}
                """));
    assertThat(Arrays.copyOfRange(answer.body(), length, answer.body().length))
        .isEqualTo(concat(a, b));
  }

  @Test
  void binaryAndJsonMayBeMixedTensorByTensor() throws Exception {
    servePair();
    byte[] b = bytes(24).putLong(5).putLong(-6).putLong(7).array();
    Answer answer =
        doors.postBinary(
            INFER,
            """
            {"inputs": [
              {"name": "a", "shape": [1, 2], "datatype": "FP32", "data": [1, 2]},
              {"name": "b", "shape": [3], "datatype": "INT64",
               "parameters": {"binary_data_size": 24}}],
             "outputs": [
              {"name": "a_out", "parameters": {"binary_data": false}},
              {"name": "b_out", "parameters": {"binary_data": true}}]}
            """,
            b);
    int length = Integer.parseInt(answer.jsonLength());
    JsonObject head = json(new String(answer.body(), 0, length, StandardCharsets.UTF_8));
    assertThat(head.getAsJsonArray("outputs").get(0).getAsJsonObject().get("data").toString())
        .isEqualTo("[1.0,2.0]");
    assertThat(Arrays.copyOfRange(answer.body(), length, answer.body().length)).isEqualTo(b);
  }

  @Test
  void halfFloatsAndStringsTravelAsBytes() throws Exception {
    Map<Datatype, byte[]> raw =
        Map.of(
            Datatype.FP16, new byte[] {0x00, 0x3c, 0x00, (byte) 0xbc},
            Datatype.BF16, new byte[] {(byte) 0x80, 0x3f, (byte) 0x80, (byte) 0xbf},
            Datatype.BYTES, new byte[] {2, 0, 0, 0, 'o', 'k', 0, 0, 0, 0});
    for (Map.Entry<Datatype, byte[]> entry : raw.entrySet()) {
      doors.serve(TestModel.identity(root, entry.getKey()));
      String request =
          """
          {"inputs": [{"name": "x", "shape": [2], "datatype": "%s",
                       "parameters": {"binary_data_size": %d}}],
           "outputs": [{"name": "y", "parameters": {"binary_data": true}}]}
          """
              .formatted(entry.getKey(), entry.getValue().length);
      Answer answer = doors.postBinary(identityPath(entry.getKey()), request, entry.getValue());
      assertThat(answer.status()).as("%s", entry.getKey()).isEqualTo(200);
      int length = Integer.parseInt(answer.jsonLength());
      assertThat(Arrays.copyOfRange(answer.body(), length, answer.body().length))
          .isEqualTo(entry.getValue());
    }
  }

  @Test
  void binaryBodiesThatDoNotAddUpAreRefused() throws Exception {
    doors.serve(TestModel.identity(root, Datatype.UINT8));
    String path = identityPath(Datatype.UINT8);
    String two =
        """
        {"inputs": [{"name": "x", "shape": [2], "datatype": "UINT8",
                     "parameters": {"binary_data_size": 2}}]}
        """;
    assertThat(doors.postBinary(path, two, new byte[2]).status()).isEqualTo(200);
    assertRefused(
        doors.postBinary(path, two, new byte[1]), 400, "binary_data_size is 2, 1 bytes are left");
    assertRefused(
        doors.postBinary(path, two, new byte[3]), 400, "3 bytes after the JSON, its inputs name 2");
    assertRefused(doors.postBinary(path, two.replace(": 2}", ": 3}"), new byte[3]), 400, "'x'");
    assertRefused(
        doors.postBinary(path, two.replace(": 2}", ": \"many\"}"), new byte[2]),
        400,
        "binary_data_size");
    assertRefused(
        doors.postBinary(path, two.replace(": 2}", ": {}}"), new byte[2]), 400, "binary_data_size");
    assertRefused(doors.postBinary(path, two.replace(": 2}", ": 1.5}"), new byte[2]), 400, "1.5");
    assertRefused(
        doors.postBinary(path, two.replace(": 2}", ": 4294967298}"), new byte[2]),
        400,
        "binary_data_size");
    assertRefused(
        doors.postBinary(
            path, two.replace("\"parameters\"", "\"data\": [1, 2], \"parameters\""), new byte[2]),
        400,
        "either data or");
    assertRefused(
        doors.send(
            doors
                .request(path)
                .header("Inference-Header-Content-Length", "99999")
                .POST(BodyPublishers.ofString(two))),
        400,
        "Inference-Header-Content-Length");
  }

  @Test
  void whatIsNoRequestIsRefusedInOneLine() throws Exception {
    servePair();
    assertRefused(doors.post(INFER, ""), 400, "body");
    assertRefused(doors.post(INFER, "{"), 400, "body");
    assertRefused(doors.post(INFER, "[]"), 400, "body");
    assertRefused(doors.post(INFER, "{}"), 400, "inputs");
    assertRefused(doors.post(INFER, "{\"inputs\": 1}"), 400, "body");
    assertRefused(doors.post(INFER, "{} {}"), 400, "inputs: missing");
    assertRefused(
        doors.post(INFER, "{\"inputs\": []}"), 400, "input 'a': missing, expected FP32 [-1, 2]");
    assertRefused(doors.post(INFER, "{\"inputs\": [{}]}"), 400, "inputs[0].name is missing");
    String pair = PAIR.formatted("");
    assertRefused(
        doors.post(INFER, pair.replace(" \"datatype\": \"FP32\",", "")),
        400,
        "input 'a': datatype is missing");
    assertRefused(
        doors.post(INFER, pair.replace(", \"data\": [1, 2.5, 3, 4]", "")),
        400,
        "expected either data or");
    assertRefused(doors.post(INFER, pair.replace("2.5", "1e99")), 400, "1e99 is no FP32");
    assertRefused(doors.post(INFER, pair.replace("2.5", "NaN")), 400, "body: not JSON");
    assertRefused(
        doors.post(INFER, pair.replace("[5, -6, 7]", "[".repeat(60) + "]".repeat(60))),
        400,
        "nested too deep");
    assertRefused(
        doors.post(INFER, pair.replace("[2, 2]", "[".repeat(900) + "]".repeat(900))),
        400,
        "body: ");
    assertRefused(
        doors.post(INFER, pair.replace("[2, 2]", "[9223372036854775807, 2]")), 400, "too many");
    assertRefused(
        doors.post(
            INFER,
            pair.replace(
                "\"shape\": [2, 2]",
                "\"parameters\": {\"shared_memory_region\": \"r\"}, \"shape\": [2, 2]")),
        501,
        "'shared_memory_region' is not supported");
    assertRefused(doors.post(INFER, PAIR.formatted("") + "{}"), 400, "body");
    assertRefused(doors.post(INFER, PAIR.formatted("").replace("FP32", "FP31")), 400, "'FP31'");
    assertRefused(doors.post(INFER, PAIR.formatted("").replace("[2, 2]", "[2, 3]")), 400, "'a'");
    assertRefused(doors.post(INFER, PAIR.formatted("").replace("[2, 2]", "[3, 2]")), 400, "'a'");
    assertRefused(doors.post(INFER, PAIR.formatted("").replace("\"a\"", "\"c\"")), 400, "'c'");
    assertRefused(
        doors.post(INFER, PAIR.formatted("").replace("\"shape\": [2, 2],", "")), 400, "shape");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "no type; at=all"})
  void bodyDecidesWhateverItsContentTypeIs(String contentType) throws Exception {
    servePair();
    Answer answer =
        doors.send(
            doors
                .request(INFER)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(PAIR.formatted(""))));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(doors.post(INFER, PAIR.formatted("")).json());
    assertRefused(
        doors.send(
            doors
                .request(INFER)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString("a=1&b=2"))),
        400,
        "body");
  }

  @Test
  void whatIsNotThereIs404AndWhatIsNotBuiltIs501() throws Exception {
    servePair();
    assertRefused(doors.get("/v2/models/other"), 404, "'other'");
    assertRefused(doors.get("/v2/models/other/ready"), 404, "'other'");
    assertRefused(doors.get("/v2/models/a%20b/ready"), 404, "there is no model");
    assertRefused(doors.get("/v2/models/pair/versions/9"), 404, "'9'");
    assertRefused(doors.post("/v2/models/other/infer", PAIR.formatted("")), 404, "'other'");
    assertRefused(doors.post("/v2/models/pair/versions/9/infer", PAIR.formatted("")), 404, "'9'");
    assertRefused(doors.get("/v2/repository/index"), 404, "/v2/repository/index");
    assertRefused(doors.get(INFER), 405, "POST");
    assertRefused(doors.send(doors.request("/v2/models/pair").DELETE()), 404, "/v2/models/pair");
    assertRefused(doors.send(doors.request("/v2").PUT(BodyPublishers.noBody())), 404, "/v2");
    assertRefused(
        doors.send(
            doors
                .request(INFER)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString("x"))),
        501,
        "gzip");
  }

  @Test
  void aBodyThatIsTooLargeIs413EvenIfItsLengthIsNotSaid() throws Exception {
    servePair();
    byte[] large = new byte[Doors.MAX_BODY_BYTES + 1];
    assertRefused(
        doors.send(doors.request(INFER).POST(BodyPublishers.ofByteArray(large))), 413, "4096");
    assertRefused(
        doors.send(
            doors
                .request(INFER)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))),
        413,
        "4096");
  }

  @Test
  void aFailureInTheRuntimeIs500() throws Exception {
    doors.serve(TestModel.lookup(root));
    assertRefused(
        doors.post(
            "/v2/models/lookup/infer",
            """
            {"inputs": [{"name": "i", "shape": [1], "datatype": "INT64", "data": [5]}]}
            """),
        500,
        "Gather");
  }

  private static void assertRefused(Answer answer, int status, String text) {
    assertThat(answer.status())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(status);
    assertThat(answer.contentType()).startsWith("application/json");
    assertThat(answer.json().keySet()).containsExactly("error");
    assertThat(answer.error()).contains(text).doesNotContain("\n");
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }
}
