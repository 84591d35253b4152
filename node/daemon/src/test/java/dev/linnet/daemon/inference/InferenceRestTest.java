package dev.linnet.daemon.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.RuntimeOptions;
import dev.linnet.daemon.serving.ServingConfig;
import dev.linnet.daemon.serving.TestListener;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.proto.onnx.TensorProto;
import io.javalin.Javalin;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceRestTest {
  private static final String INFER = "/v2/models/classifier/infer";
  private static final int MAX_BODY = 4096;

  private final HttpClient client = HttpClient.newHttpClient();
  private final TestListener told = new TestListener();
  private Path root;
  private ModelServer models;
  private Javalin http;

  @BeforeEach
  void start(@TempDir Path root) throws Exception {
    this.root = root;
    models = new ModelServer(ServingConfig.defaults(RuntimeOptions.small()), told);
    http =
        Javalin.create(
                app -> {
                  app.startup.showJavalinBanner = false;
                  new InferenceRest(models, "1.2.3", MAX_BODY).register(app);
                })
            .start("127.0.0.1", 0);
    serve(TestModel.classifier(root, "1", new float[][] {{1, 0}, {0, 1}}));
  }

  @AfterEach
  void stop() {
    http.stop();
    models.close();
  }

  private void serve(TestModel model) throws InterruptedException {
    models.serve(model.manifest(), model.directory(), null);
    told.awaitStarted(model);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, String path) throws Exception {
    return client.send(
        request.uri(URI.create("http://127.0.0.1:" + http.port() + path)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private JsonObject get(int status, String path) throws Exception {
    HttpResponse<byte[]> response = send(HttpRequest.newBuilder().GET(), path);
    assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
    return json(text(response));
  }

  private JsonObject post(int status, String path, String body) throws Exception {
    HttpResponse<byte[]> response =
        send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)), path);
    assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
    return json(text(response));
  }

  private void assertError(int status, String body, String error) throws Exception {
    assertThat(post(status, INFER, body).get("error").getAsString()).contains(error);
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  @Test
  void serverAndModelsTellWhatTheyAre() throws Exception {
    JsonObject server =
        json("{'name':'linnet','version':'1.2.3','extensions':['binary_tensor_data']}");
    assertThat(get(200, "/v2")).isEqualTo(server);
    assertThat(get(200, "/v2/")).isEqualTo(server);
    assertThat(get(200, "/v2/health/live")).isEqualTo(json("{'live':true}"));
    assertThat(get(200, "/v2/health/ready")).isEqualTo(json("{'ready':true}"));
    JsonObject model =
        json(
            "{'name':'classifier','versions':['1'],'platform':'onnx_onnxv1',"
                + "'inputs':[{'name':'x','datatype':'FP32','shape':[-1,2]}],"
                + "'outputs':[{'name':'scores','datatype':'FP32','shape':[-1,2]}]}");
    assertThat(get(200, "/v2/models/classifier")).isEqualTo(model);
    assertThat(get(200, "/v2/models/classifier/versions/1")).isEqualTo(model);
    JsonObject ready = json("{'name':'classifier','ready':true}");
    assertThat(get(200, "/v2/models/classifier/ready")).isEqualTo(ready);
    assertThat(get(200, "/v2/models/classifier/versions/1/ready")).isEqualTo(ready);
  }

  @Test
  void whatIsNotThereIsNotFoundOrNotReady() throws Exception {
    assertThat(get(404, "/v2/models/other").get("error").getAsString())
        .isEqualTo("there is no model 'other'");
    assertThat(get(404, "/v2/models/a%20b/ready").get("error").getAsString())
        .contains("there is no model");
    assertThat(get(404, "/v2/models/classifier/versions/9").get("error").getAsString())
        .contains("no version '9'");
    assertThat(get(404, "/v2/repository/index").has("error")).isTrue();
    assertThat(get(405, INFER).has("error")).isTrue();
    TestModel sequence = TestModel.sequence(root);
    models.serve(sequence.manifest(), sequence.directory(), null);
    told.awaitChange();
    assertThat(get(503, "/v2/health/ready").has("error")).isTrue();
    assertThat(get(503, "/v2/models/sequence/ready").has("error")).isTrue();
    assertThat(get(503, "/v2/models/sequence").has("error")).isTrue();
    assertThat(post(503, "/v2/models/sequence/infer", "{'inputs':[]}".replace('\'', '"')))
        .matches(body -> body.has("error"));
  }

  @Test
  void dataMayBeFlatOrNestedAndComeBeforeItsDatatype() throws Exception {
    String answer =
        "{'model_name':'classifier','model_version':'1','id':'q','outputs':"
            + "[{'name':'scores','shape':[2,2],'datatype':'FP32','data':[1.5,2.0,3.0,4.0]}]}";
    String flat = "[1.5, 2, 3, 4e0]";
    String nested = "[[1.5, 2], [3, 4]]";
    for (String data : new String[] {flat, nested}) {
      String usual =
          "{\"id\":\"q\",\"inputs\":[{\"name\":\"x\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":"
              + data
              + "}]}";
      String sorted =
          "{\"id\":\"q\",\"inputs\":[{\"data\":"
              + data
              + ",\"datatype\":\"FP32\",\"name\":\"x\",\"shape\":[2,2]}],"
              + "\"outputs\":[{\"name\":\"scores\"}],\"parameters\":{\"priority\":3}}";
      assertThat(post(200, INFER, usual)).isEqualTo(json(answer));
      assertThat(post(200, "/v2/models/classifier/versions/1/infer", sorted))
          .isEqualTo(json(answer));
    }
  }

  private static String input(String fields) {
    return ("{'inputs':[{'name':'x'," + fields + "}]}").replace('\'', '"');
  }

  @Test
  void badRequestsNameWhatIsWrong() throws Exception {
    assertError(400, "", "body: not JSON");
    assertError(400, "[]", "body: ");
    assertError(400, "{", "body: not JSON");
    assertError(400, "{} {}", "inputs: missing");
    assertError(400, "{\"inputs\":[]}", "input 'x': missing, expected FP32 [-1, 2]");
    assertError(400, "{\"inputs\":[{}]}", "inputs[0].name is missing");
    assertError(400, input("'shape':[1,2],'data':[1,2]"), "input 'x': datatype is missing");
    assertError(400, input("'datatype':'FP32','data':[1,2]"), "input 'x': shape is missing");
    assertError(400, input("'datatype':'FP33'"), "input 'x': unknown datatype 'FP33'");
    assertError(400, input("'shape':[1,2],'datatype':'FP32'"), "expected either data or");
    assertError(
        400,
        input("'shape':[1,2],'datatype':'FP32','data':[1]"),
        "input 'x': has 4 bytes, its shape needs 2 elements of 4");
    assertError(400, input("'shape':[1,2],'datatype':'INT8','data':[1,200]"), "200 is no INT8");
    assertError(400, input("'shape':[1,2],'datatype':'INT64','data':[1.5,2]"), "1.5 is no INT64");
    assertError(400, input("'shape':[1,2],'datatype':'FP32','data':[1e99,2]"), "1e99 is no FP32");
    assertError(400, input("'shape':[1,2],'datatype':'FP32','data':[NaN,2]"), "body: not JSON");
    assertError(400, input("'shape':[1,2],'datatype':'FP16','data':[1,2]"), "binary data only");
    assertError(
        400,
        input("'shape':[1,2],'datatype':'FP32','data':" + "[".repeat(60) + "]".repeat(60)),
        "nested too deep");
    assertError(400, input("'shape':" + "[".repeat(900) + "]".repeat(900)), "body: ");
    assertError(
        400, input("'shape':[9223372036854775807,2],'datatype':'FP32','data':[1]"), "too many");
    assertError(
        501,
        input("'parameters':{'shared_memory_region':'r'},'shape':[1,2],'datatype':'FP32'"),
        "'shared_memory_region' is not supported");
    assertError(413, " ".repeat(MAX_BODY + 1), "larger than 4096 bytes");
  }

  @Test
  void binaryTensorsFollowTheJsonInOrder() throws Exception {
    String head =
        "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],"
            + "\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":8}}]}";
    ByteBuffer values = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    values.putFloat(0, 2.5f).putFloat(4, -1);
    HttpResponse<byte[]> response = send(binary(head, values.array()), INFER);
    assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
    int length =
        Integer.parseInt(
            response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    JsonObject output =
        json(new String(response.body(), 0, length, StandardCharsets.UTF_8))
            .getAsJsonArray("outputs")
            .get(0)
            .getAsJsonObject();
    assertThat(output)
        .isEqualTo(
            json(
                "{'name':'scores','shape':[1,2],'datatype':'FP32',"
                    + "'parameters':{'binary_data_size':8}}"));
    ByteBuffer answer = ByteBuffer.wrap(response.body(), length, 8).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(answer.getFloat()).isEqualTo(2.5f);
    assertThat(answer.getFloat()).isEqualTo(-1);
    assertThat(response.body()).hasSize(length + 8);

    assertThat(text(send(binary(head, new byte[7]), INFER)))
        .contains("binary_data_size is 8, 7 bytes are left");
    assertThat(text(send(binary(head, new byte[9]), INFER)))
        .contains("9 bytes after the JSON, its inputs name 8");
  }

  private static HttpRequest.Builder binary(String head, byte[] tail) {
    byte[] json = head.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(json);
    body.writeBytes(tail);
    return HttpRequest.newBuilder()
        .header("Content-Type", "application/octet-stream")
        .header("Inference-Header-Content-Length", Integer.toString(json.length))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
  }

  @Test
  void stringsTruthValuesAndNonFiniteNumbersHaveTheirJson() throws Exception {
    serve(TestModel.identity(root.resolve("s"), TensorProto.DataType.STRING_VALUE));
    String strings = "{'name':'x','shape':[2],'datatype':'BYTES','data':['ä','']}";
    assertThat(identity(strings)).isEqualTo("[\"ä\",\"\"]");
    serve(TestModel.identity(root.resolve("b"), TensorProto.DataType.BOOL_VALUE));
    String flags = "{'name':'x','shape':[2],'datatype':'BOOL','data':[true,0]}";
    assertThat(identity(flags)).isEqualTo("[true,false]");
    serve(TestModel.quotient(root));
    String body =
        ("{'inputs':[{'name':'a','shape':[1],'datatype':'FP32','data':[1]},"
                + "{'name':'b','shape':[1],'datatype':'FP32','data':[0]}]}")
            .replace('\'', '"');
    assertThat(post(200, "/v2/models/quotient/infer", body).toString()).contains("\"data\":[null]");
  }

  private String identity(String input) throws Exception {
    String body = ("{'inputs':[" + input + "]}").replace('\'', '"');
    return post(200, "/v2/models/identity/infer", body)
        .getAsJsonArray("outputs")
        .get(0)
        .getAsJsonObject()
        .get("data")
        .toString();
  }

  @Test
  void failureOfTheModelIs500() throws Exception {
    serve(TestModel.lookup(root));
    String body =
        "{\"inputs\":[{\"name\":\"i\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[5]}]}";
    assertThat(post(500, "/v2/models/lookup/infer", body).get("error").getAsString())
        .contains("out of data bounds");
  }
}
