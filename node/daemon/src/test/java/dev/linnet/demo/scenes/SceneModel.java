package dev.linnet.demo.scenes;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.ONNXExportable;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;

/**
 * A trained classifier of scenes. Its input {@code input} is FP32 of shape [N, {@link
 * Scene#PIXELS}], its output {@code output} FP32 of shape [N, 4]: how likely each {@link Subject}
 * is, in the order of {@link #classes()}.
 *
 * @param version the version it is rolled out as
 * @param story one line on how it was trained
 */
public record SceneModel(String version, String story, Model<Label> trained) {
  private static final String DOMAIN = "dev.linnet.demo";

  /** Feature names sort as the pixels do: Tribuo numbers its features by name. */
  private static final String[] FEATURES = new String[Scene.PIXELS];

  static {
    for (int i = 0; i < FEATURES.length; i++) {
      FEATURES[i] = "pixel-%03d".formatted(i);
    }
  }

  static Example<Label> example(Scene scene) {
    double[] values = new double[Scene.PIXELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = scene.pixels()[i];
    }
    return new ArrayExample<>(new Label(scene.subject().name()), FEATURES, values);
  }

  static LabelFactory labels() {
    return new LabelFactory();
  }

  /** The subject that each place of the output stands for. */
  public List<Subject> classes() {
    ImmutableOutputInfo<Label> info = trained.getOutputIDInfo();
    return java.util.stream.IntStream.range(0, info.size())
        .mapToObj(id -> Subject.valueOf(info.getOutput(id).getLabel()))
        .toList();
  }

  /** The likelihoods that Tribuo itself computes, in the order of {@link #classes()}. */
  public float[] predict(Scene scene) {
    Prediction<Label> prediction = trained.predict(example(scene));
    List<Subject> classes = classes();
    float[] scores = new float[classes.size()];
    for (int i = 0; i < scores.length; i++) {
      Label label = prediction.getOutputScores().get(classes.get(i).name());
      scores[i] = label == null ? Float.NaN : (float) label.getScore();
    }
    return scores;
  }

  /**
   * The model as ONNX. Tribuo's record of the training run goes: it holds the time of day, and the
   * same seed is to give the same bytes.
   */
  public ModelProto toOnnx() {
    if (!(trained instanceof ONNXExportable exportable)) {
      throw new IllegalStateException(trained.getClass() + " cannot be written as ONNX");
    }
    ModelProto exported = exportable.exportONNXModel(DOMAIN, Long.parseLong(version));
    return exported.toBuilder()
        .setDocString(story)
        .setGraph(exported.getGraph().toBuilder().clearDocString())
        .clearMetadataProps()
        .addMetadataProps(StringStringEntryProto.newBuilder().setKey("story").setValue(story))
        .build();
  }
}
