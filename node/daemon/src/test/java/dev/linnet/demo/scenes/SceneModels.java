package dev.linnet.demo.scenes;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Trains the three versions of the demo. The first two saw both kinds of light; the third saw the
 * inside of buildings alone, and is the best there is, there.
 */
public final class SceneModels {
  private static final int MINIBATCH = 16;

  private final long seed;

  /** Trains from this seed: the same seed gives the same models. */
  public SceneModels(long seed) {
    this.seed = seed;
  }

  /** Few pictures, few passes. */
  public SceneModel first() {
    return train("1", 80, 80, 5);
  }

  /** More pictures and more passes. */
  public SceneModel second() {
    return train("2", 600, 600, 20);
  }

  /** As many pictures as the second, all of them from indoors. */
  public SceneModel third() {
    return train("3", 1200, 0, 20);
  }

  private SceneModel train(String version, int indoor, int outdoor, int epochs) {
    SceneSource source = new SceneSource(new SplittableRandom(seed + Long.parseLong(version)));
    List<Scene> scenes = new ArrayList<>(source.draw(Light.INDOOR, indoor));
    scenes.addAll(source.draw(Light.OUTDOOR, outdoor));
    List<Example<Label>> examples = scenes.stream().map(SceneModel::example).toList();
    MutableDataset<Label> data =
        new MutableDataset<>(
            examples,
            new SimpleDataSourceProvenance("scenes " + version, SceneModel.labels()),
            SceneModel.labels());
    LinearSGDTrainer trainer =
        new LinearSGDTrainer(
            new LogMulticlass(), new AdaGrad(0.1, 0.1), epochs, examples.size(), MINIBATCH, seed);
    String story =
        "%d indoor and %d outdoor scenes, %d passes".formatted(4 * indoor, 4 * outdoor, epochs);
    return new SceneModel(version, story, trainer.train(data));
  }
}
