package dev.linnet.daemon.config;

import java.util.List;

/** {@code docs/configuration.md}, from the keys that the reader itself goes by. */
final class ConfigurationPage {
  /** The least that a node needs. */
  static final String LEAST =
      """
      node: eu-1
      region: eu
      mesh: {advertise: "192.0.2.7:7700"}
      """;

  private static final String HEAD =
      """
      # Configuration of a node

      Every key of `node.yaml`, from the declarations by which a node reads it; the build compares this page with
      them. [operating.md](operating.md#nodeyaml) tells at more length what some keys are for. The least that a node
      needs:

      ```yaml
      %s```

      `linnet mesh enroll`, `linnet node request` and `linnet node join` write a file to go on from. A node reads it
      when it starts. Paths are relative to the file. A duration is a whole number with `ms`, `s`, `m`, `h` or `d`; a
      number of bytes is whole too, or has `Ki`, `Mi`, `Gi` or `Ti`. A key that is not known and a value out of its
      bounds are errors, which name file, line, column and what was expected.

      Editors that know JSON schemas complete and check the file by what this writes, those with the YAML language
      server where the file begins with `# yaml-language-server: $schema=node.schema.json`:

      ```bash
      linnet node schema > node.schema.json
      ```

      ## All keys

      """;

  private static final String TABLE = "| key | value | default | |\n|---|---|---|---|\n";

  private final StringBuilder page = new StringBuilder(HEAD.formatted(LEAST)).append(TABLE);

  private ConfigurationPage() {}

  static String text() {
    ConfigurationPage written = new ConfigurationPage();
    List<Key<?>> keys = NodeConfigFile.KIND.keys();
    for (Key<?> key : keys) {
      boolean isGroup = !key.kind().keys().isEmpty();
      String name = "`" + key.name() + "`";
      written.row(isGroup ? "[" + name + "](#" + key.name() + ")" : name, key);
    }
    keys.stream().filter(key -> !key.kind().keys().isEmpty()).forEach(written::group);
    return written.page.toString();
  }

  private void group(Key<?> key) {
    String meaning = key.meaning();
    page.append("\n## ").append(key.name()).append("\n\n");
    page.append(Character.toUpperCase(meaning.charAt(0))).append(meaning.substring(1));
    page.append(".\n\n").append(TABLE);
    rows(key.name(), key);
  }

  private void rows(String path, Key<?> group) {
    for (Key<?> key : group.kind().keys()) {
      String name = path + group.kind().below() + "." + key.name();
      row("`" + name + "`", key);
      rows(name, key);
    }
  }

  private void row(String name, Key<?> key) {
    page.append("| ").append(name);
    page.append(" | ").append(key.kind().words());
    page.append(" | ").append(key.told());
    page.append(key.told().isEmpty() ? "| " : " | ").append(key.meaning()).append(" |\n");
  }
}
