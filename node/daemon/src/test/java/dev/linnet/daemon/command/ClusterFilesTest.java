package dev.linnet.daemon.command;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code scripts/k3s} gives to a cluster holds together, and with the command. */
final class ClusterFilesTest {
  private static final Path ROOT = Path.of("../..");
  private static final Path CLUSTER = ROOT.resolve("scripts/k3s");

  private final Map<String, Object> kustomization = read("kustomization.yaml");
  private final Map<String, Object> pod =
      map(map(map(read("daemonset.yaml"), "spec"), "template"), "spec");

  ClusterFilesTest() throws IOException {}

  @Test
  void theKustomizationNamesFilesThatAreThere() {
    List<Object> generated = list(list(kustomization, "configMapGenerator").get(0), "files");

    assertThat(Stream.concat(list(kustomization, "resources").stream(), generated.stream()))
        .hasSize(3)
        .allSatisfy(name -> assertThat(CLUSTER.resolve((String) name)).isRegularFile());
  }

  @Test
  void theImageIsTheOneOfThisVersion() throws IOException {
    Map<String, Object> image = map(list(kustomization, "images").get(0));

    assertThat(Files.readString(ROOT.resolve("pom.xml")))
        .contains("<artifactId>linnet</artifactId>\n  <version>" + image.get("newTag") + "<");
    assertThat(containers()).extracting(it -> it.get("image")).containsOnly(image.get("name"));
  }

  @Test
  void whatIsMountedIsThere() {
    List<Object> volumes = names(list(pod, "volumes"));

    assertThat(containers())
        .allSatisfy(it -> assertThat(names(list(it, "volumeMounts"))).isSubsetOf(volumes));
  }

  @Test
  void noContainerKeepsMoreRightsThanItNeeds() {
    assertThat(containers())
        .allSatisfy(
            it -> {
              Map<String, Object> rights = map(it, "securityContext");
              assertThat(rights.get("allowPrivilegeEscalation")).isEqualTo(false);
              assertThat(rights.get("readOnlyRootFilesystem")).isEqualTo(true);
              assertThat(list(map(rights, "capabilities"), "drop")).isEqualTo(List.of("ALL"));
            });
  }

  @Test
  void theNodesCommandIsOneThatLinnetTakes() {
    String[] words =
        list(list(pod, "containers").get(0), "args").stream()
            .map(String.class::cast)
            .toArray(String[]::new);

    assertThatCode(() -> Linnet.commandLine(Terminal.ofProcess(), words).parseArgs(words))
        .doesNotThrowAnyException();
  }

  private List<Map<String, Object>> containers() {
    return Stream.of("initContainers", "containers")
        .flatMap(kind -> list(pod, kind).stream())
        .map(ClusterFilesTest::map)
        .toList();
  }

  private static List<Object> names(List<Object> maps) {
    return maps.stream().map(it -> map(it).get("name")).toList();
  }

  private static Map<String, Object> read(String file) throws IOException {
    Load load = new Load(LoadSettings.builder().setLabel(file).build());
    return map(load.loadFromString(Files.readString(CLUSTER.resolve(file))));
  }

  private static Map<String, Object> map(Object of, String key) {
    return map(requireNonNull(map(of).get(key), key));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object map) {
    return (Map<String, Object>) map;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object of, String key) {
    return (List<Object>) requireNonNull(map(of).get(key), key);
  }
}
