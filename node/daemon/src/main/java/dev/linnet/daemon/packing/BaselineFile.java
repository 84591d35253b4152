package dev.linnet.daemon.packing;

import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Baseline.Side;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.daemon.packing.OnnxModel.Value;
import dev.linnet.daemon.packing.Source.Extent;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import dev.linnet.documents.YamlReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code baseline.json} beside a model: how features of its inputs and outputs are distributed, in
 * bins or in samples, of which bins are made here. It becomes the manifest's baselines and is no
 * file of the model. JSON is YAML too, whose reader says where a mistake stands.
 */
final class BaselineFile {
  static final String NAME = "baseline.json";

  /** Fewer say more of chance than of the model. */
  private static final int LEAST_SAMPLES = 100;

  /** Of samples; as many as the users of the population stability index take. */
  private static final int BINS_OF_SAMPLES = 10;

  private BaselineFile() {}

  /**
   * The baselines that lie beside the model; none if there is no such file.
   *
   * @throws dev.linnet.daemon.UserError with file, line and field, if anything in it is wrong
   */
  static List<Baseline> read(Source source, OnnxModel model) {
    Path file = source.root().resolve(NAME);
    if (source.extent() == Extent.NONE || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    SourceTree.requireOrdinary(source.root(), file);
    YamlNode list =
        YamlReader.load("baseline of a model", file).map("baselines").required("baselines");
    List<Baseline> baselines = new ArrayList<>();
    Set<String> described = new TreeSet<>();
    for (YamlNode entry : list.list()) {
      Baseline baseline = baseline(entry, model);
      if (!described.add(baseline.side() + " " + baseline.tensor())) {
        throw entry.error("'" + baseline.tensor() + "' has a baseline already");
      }
      baselines.add(baseline);
    }
    if (baselines.isEmpty() || baselines.size() > Baseline.MAX_BASELINES) {
      throw list.error(
          "expected 1 to " + Baseline.MAX_BASELINES + " baselines, got " + baselines.size());
    }
    return baselines;
  }

  private static Baseline baseline(YamlNode entry, OnnxModel model) {
    YamlMap map = entry.map("side", "tensor", "bins", "samples");
    Side side = map.required("side").parsed(BaselineFile::side);
    String tensor =
        tensor(map.required("tensor"), side == Side.INPUT ? model.inputs() : model.outputs());
    if (map.optional("bins").isPresent() == map.optional("samples").isPresent()) {
      throw map.error("expected either bins or samples");
    }
    return map.optional("bins")
        .map(bins -> ofBins(side, tensor, bins))
        .orElseGet(() -> ofSamples(side, tensor, map.required("samples")));
  }

  private static Side side(String text) {
    return Arrays.stream(Side.values())
        .filter(side -> side.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected input or output, got '" + ExternalData.shown(text) + "'"));
  }

  private static String tensor(YamlNode node, List<Value> values) {
    String name = node.string();
    TensorSpec spec =
        values.stream()
            .map(Value::spec)
            .filter(value -> value.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    node.error(
                        "the model has no '"
                            + ExternalData.shown(name)
                            + "' on that side; expected one of "
                            + String.join(
                                ", ", values.stream().map(it -> it.spec().name()).toList())));
    if (spec.datatype().equals("BYTES")) {
      throw node.error("'" + ExternalData.shown(name) + "' holds text, of which there are no bins");
    }
    return name;
  }

  private static Baseline ofBins(Side side, String tensor, YamlNode bins) {
    List<Double> edges = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    List<YamlNode> all = bins.list();
    for (int i = 0; i < all.size(); i++) {
      YamlMap bin = all.get(i).map("upTo", "share");
      shares.add(bin.required("share").number());
      if (i < all.size() - 1) {
        edges.add(bin.required("upTo").number());
      } else if (bin.optional("upTo").isPresent()) {
        throw all.get(i)
            .error("the last bin takes all that is above the others: leave out its upTo");
      }
    }
    try {
      return new Baseline(side, tensor, edges, shares);
    } catch (IllegalArgumentException e) {
      throw bins.error(String.valueOf(e.getMessage()));
    }
  }

  /** Bins that hold about as many samples each; values that are the same are never parted. */
  private static Baseline ofSamples(Side side, String tensor, YamlNode node) {
    // Of the two zeros sorting makes different values and <= the same one; + 0.0 leaves one.
    double[] samples =
        node.list().stream().mapToDouble(each -> each.number() + 0.0).sorted().toArray();
    if (samples.length < LEAST_SAMPLES) {
      throw node.error("expected at least " + LEAST_SAMPLES + " numbers, got " + samples.length);
    }
    double largest = samples[samples.length - 1];
    Set<Double> edges = new TreeSet<>();
    long values = Arrays.stream(samples).distinct().count();
    if (values <= Baseline.MAX_BINS) {
      Arrays.stream(samples).forEach(edges::add);
    } else {
      for (int i = 1; i < BINS_OF_SAMPLES; i++) {
        edges.add(samples[(int) ((long) i * samples.length / BINS_OF_SAMPLES) - 1]);
      }
    }
    edges.remove(largest);
    if (edges.isEmpty()) {
      throw node.error("nearly all numbers are " + largest + ": give bins instead");
    }
    List<Double> shares = new ArrayList<>();
    int from = 0;
    for (double edge : edges) {
      int to = from;
      while (samples[to] <= edge) {
        to++;
      }
      shares.add((double) (to - from) / samples.length);
      from = to;
    }
    shares.add((double) (samples.length - from) / samples.length);
    return new Baseline(side, tensor, List.copyOf(edges), shares);
  }
}
