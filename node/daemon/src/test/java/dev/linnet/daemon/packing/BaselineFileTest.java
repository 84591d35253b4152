package dev.linnet.daemon.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Baseline.Side;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.model.ModelFile;
import dev.linnet.documents.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file beside {@code y = x + w} that says how x and y are distributed. */
class BaselineFileTest {
  private final Path dir;

  BaselineFileTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @BeforeEach
  void model() throws IOException {
    Files.write(dir.resolve("model.onnx"), SmallOnnx.model().build().toByteArray());
  }

  private Manifest pack(String baselines) throws IOException {
    Files.writeString(dir.resolve("baseline.json"), "{\"baselines\": [" + baselines + "]}");
    PackedModel packed = ModelPacker.pack(dir, "m", "1", null);
    assertThat(ManifestJson.parse(packed.manifest().digest(), packed.json()))
        .isEqualTo(packed.manifest());
    return packed.manifest();
  }

  @Test
  void binsBecomeBaselinesOfTheManifestAndTheFileIsNotShipped() throws Exception {
    Manifest manifest =
        pack(
            """
            {"side": "input", "tensor": "x", "bins": [
              {"upTo": -0.5, "share": 0.25}, {"upTo": 1.25, "share": 0.5}, {"share": 0.25}]},
            {"side": "output", "tensor": "y", "bins": [{"upTo": 0.5, "share": 0.9}, {"share": 1e-1}]}
            """);
    assertThat(manifest.baselines())
        .containsExactly(
            new Baseline(Side.INPUT, "x", List.of(-0.5, 1.25), List.of(0.25, 0.5, 0.25)),
            new Baseline(Side.OUTPUT, "y", List.of(0.5), List.of(0.9, 0.1)));
    assertThat(manifest.files()).extracting(ModelFile::path).containsExactly("model.onnx");
  }

  @Test
  void modelWithoutTheFileHasNoBaselines() {
    assertThat(ModelPacker.pack(dir, "m", "1", null).manifest().baselines()).isEmpty();
  }

  @Test
  void samplesAreCutIntoBinsOfAboutAsMany() throws Exception {
    Baseline baseline = pack(samples(IntStream.range(0, 1000))).baselines().get(0);
    assertThat(baseline.edges()).startsWith(99.0, 199.0).endsWith(899.0).hasSize(9);
    assertThat(baseline.shares()).hasSize(10).containsOnly(0.1);
  }

  @Test
  void samplesOfFewValuesHaveOneBinForEach() throws Exception {
    Baseline classes =
        pack(samples(IntStream.range(0, 100).map(i -> i % 10 == 0 ? 7 : i % 2))).baselines().get(0);
    assertThat(classes.edges()).containsExactly(0.0, 1.0);
    assertThat(classes.shares()).containsExactly(0.4, 0.5, 0.1);
  }

  @Test
  void valuesThatAreTheSameAreNeverParted() throws Exception {
    Baseline mostlyZero =
        pack(samples(IntStream.range(0, 200).map(i -> Math.max(0, i - 150)))).baselines().get(0);
    assertThat(mostlyZero.edges().get(0)).isZero();
    assertThat(mostlyZero.shares().get(0)).isEqualTo(151 / 200.0);
  }

  private static String samples(IntStream values) {
    return "{\"side\": \"output\", \"tensor\": \"y\", \"samples\": ["
        + values.mapToObj(String::valueOf).collect(Collectors.joining(","))
        + "]}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "| :1:15: baselines: expected 1 to 8 baselines, got 0",
        "{side: input} | :1:16: baselines[0]: key 'tensor' is missing",
        "{side: in, tensor: x, bins: []} | :1:23: baselines[0].side: expected input or output, got"
            + " 'in'",
        "{side: output, tensor: x, bins: []} | :1:39: baselines[0].tensor: the model has no 'x' on"
            + " that side; expected one of y",
        "{side: input, tensor: x} | :1:16: baselines[0]: expected either bins or samples",
        "{side: input, tensor: x, bins: [], samples: []} | :1:16: baselines[0]: expected either"
            + " bins or samples",
        "{side: input, tensor: x, samples: [1, 2]} | :1:50: baselines[0].samples: expected at least"
            + " 100 numbers, got 2",
        "{side: input, tensor: x, samples: [1, two]} | :1:54: baselines[0].samples[1]: expected a"
            + " number, got 'two'",
        "{side: input, tensor: x, bins: [{share: 1}]} | :1:47: baselines[0].bins: baseline of x:"
            + " expected 2 to 16 bins with edges between",
        "{side: input, tensor: x, bins: [{upTo: 1, share: 0.5}, {share: 0.6}]} | :1:47:"
            + " baselines[0].bins: baseline of x: shares: expected each above 0, and a sum of 1",
        "{side: input, tensor: x, bins: [{share: 0.5}, {share: 0.5}]} | :1:48:"
            + " baselines[0].bins[0]: key 'upTo' is missing",
        "{side: input, tensor: x, bins: [{upTo: 1, share: 0.5}, {upTo: 2, share: 0.5}]} | :1:71:"
            + " baselines[0].bins[1]: the last bin takes all that is above the others: leave out"
            + " its upTo",
        "{side: input, tensor: x, bins: [{upto: 1, share: 1}]} | :1:49: baselines[0].bins[0]:"
            + " unknown key 'upto'; did you mean 'upTo'?",
      })
  void mistakeIsOneLineWithFilePlaceAndField(String entry, String expected) {
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> pack(entry == null ? "" : entry))
        .withMessage(dir.resolve("baseline.json") + expected);
  }

  @Test
  void tensorHasOneBaselineOfEachSide() {
    String twice = "{side: input, tensor: x, bins: [{upTo: 1, share: 0.5}, {share: 0.5}]}";
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> pack(twice + "," + twice))
        .withMessageEndingWith("baselines[1]: 'x' has a baseline already");
  }
}
