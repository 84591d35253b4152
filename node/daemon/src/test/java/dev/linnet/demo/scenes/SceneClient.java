package dev.linnet.demo.scenes;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks nodes what they see in scenes, through the Open Inference Protocol. */
public final class SceneClient {
  /** The runtime and Tribuo add up in another order. */
  private static final double TOLERANCE = 1e-4;

  private final String model;
  private final Duration timeout;
  private final HttpClient http;

  /** Asks for the model of this name. */
  public SceneClient(String model) {
    this(model, Duration.ofSeconds(2), Duration.ofSeconds(10));
  }

  /**
   * The same, with less patience or more.
   *
   * @param timeout for the whole of a question
   */
  public SceneClient(String model, Duration connectTimeout, Duration timeout) {
    this.model = model;
    this.timeout = timeout;
    this.http = HttpClient.newBuilder().connectTimeout(connectTimeout).build();
  }

  /** Which version answered, and the likelihoods. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Answer(String version, float[] scores) {
    /** Whether the model itself says the same of the scene. */
    public boolean isOf(SceneModel model, Scene scene) {
      float[] right = model.predict(scene);
      for (int i = 0; i < right.length; i++) {
        if (i >= scores.length || !(Math.abs(right[i] - scores[i]) <= TOLERANCE)) {
          return false;
        }
      }
      return scores.length == right.length;
    }
  }

  /**
   * What came of a question.
   *
   * @param failure why there is no answer; empty if there is one
   */
  public record Reply(Optional<Answer> answer, String failure) {}

  /** Asks the node whose HTTP API is at {@code address}. */
  public Reply ask(String address, Scene scene) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/v2/models/" + model + "/infer"))
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body(scene)))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200
          ? new Reply(Optional.of(answer(response.body())), "")
          : failed(response.statusCode() + " " + response.body());
    } catch (IOException | JsonParseException | IllegalStateException e) {
      return failed(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("interrupted");
    }
  }

  private static Reply failed(String how) {
    return new Reply(Optional.empty(), how);
  }

  /** A request about one scene. */
  public static String body(Scene scene) {
    StringBuilder data = new StringBuilder();
    for (float pixel : scene.pixels()) {
      data.append(data.isEmpty() ? "" : ",").append(pixel);
    }
    return """
    {"inputs":[{"name":"input","shape":[1,%d],"datatype":"FP32","data":[%s]}]}\
    """
        .formatted(Scene.PIXELS, data);
  }

  private static Answer answer(String body) {
    JsonObject json = JsonParser.parseString(body).getAsJsonObject();
    JsonArray data = json.getAsJsonArray("outputs").get(0).getAsJsonObject().getAsJsonArray("data");
    float[] scores = new float[data.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = data.get(i).getAsFloat();
    }
    return new Answer(json.get("model_version").getAsString(), scores);
  }
}
