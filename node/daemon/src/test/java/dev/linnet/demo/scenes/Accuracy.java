package dev.linnet.demo.scenes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** How well models do on scenes that none of them was trained on. */
public final class Accuracy {
  private static final int OF_EACH_SUBJECT = 150;

  private final List<SceneModel> models;
  private final List<Scene> indoor;
  private final List<Scene> outdoor;

  public Accuracy(List<SceneModel> models, long seed) {
    this.models = List.copyOf(models);
    SceneSource source = new SceneSource(new SplittableRandom(~seed));
    this.indoor = source.draw(Light.INDOOR, OF_EACH_SUBJECT);
    this.outdoor = source.draw(Light.OUTDOOR, OF_EACH_SUBJECT);
  }

  /** Share of scenes whose subject the model finds most likely. */
  public static double of(SceneModel model, List<Scene> scenes) {
    long right = scenes.stream().filter(scene -> subject(model, scene) == scene.subject()).count();
    return (double) right / scenes.size();
  }

  /** Share of scenes on which two models differ. */
  public static double disagreement(SceneModel one, SceneModel other, List<Scene> scenes) {
    long different =
        scenes.stream().filter(scene -> subject(one, scene) != subject(other, scene)).count();
    return (double) different / scenes.size();
  }

  private static Subject subject(SceneModel model, Scene scene) {
    return model.classes().get(mostLikely(model.predict(scene)));
  }

  /** The place of the greatest value. */
  public static int mostLikely(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  /** The table of models by kind of light, a line each. */
  public List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add("version   indoor  outdoor   trained on");
    for (SceneModel model : models) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-7s  %6.1f %%  %5.1f %%   %s",
              model.version(),
              100 * of(model, indoor),
              100 * of(model, outdoor),
              model.story()));
    }
    return lines;
  }
}
