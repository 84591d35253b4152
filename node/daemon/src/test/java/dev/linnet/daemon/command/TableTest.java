package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tables where a terminal has less room than they take. */
final class TableTest {
  private static Table table() {
    Table table = new Table("NODE", "MODELS", "LABELS");
    table.add("eu-central-1", "detector=7,counter=12,reader=3", "tier=edge,site=hall-7");
    table.add("eu-2", "-", "ünï=✔,tier=edge,site=hall-8,floor=3,rack=12");
    return table;
  }

  @Test
  void isWholeWhereThereIsRoom() {
    assertThat(table().text(Integer.MAX_VALUE))
        .isEqualTo(
            """
            NODE          MODELS                          LABELS
            eu-central-1  detector=7,counter=12,reader=3  tier=edge,site=hall-7
            eu-2          -                               ünï=✔,tier=edge,site=hall-8,floor=3,rack=12
            """);
    assertThat(table().lines(90)).isEqualTo(table().lines());
  }

  @Test
  void theWidestColumnIsCutFirst() {
    assertThat(table().text(80))
        .isEqualTo(
            """
            NODE          MODELS                          LABELS
            eu-central-1  detector=7,counter=12,reader=3  tier=edge,site=hall-7
            eu-2          -                               ünï=✔,tier=edge,site=hall-8,floor…
            """);
    assertThat(table().text(60))
        .isEqualTo(
            """
            NODE          MODELS                  LABELS
            eu-central-1  detector=7,counter=12…  tier=edge,site=hall-7
            eu-2          -                       ünï=✔,tier=edge,site=…
            """);
  }

  @Test
  void whatIsTooNarrowForItsColumnsIsCutAtItsEnds() {
    assertThat(table().text(24))
        .isEqualTo(
            """
            NODE          MODELS   …
            eu-central-1  detector=…
            eu-2          -        …
            """);
  }

  @Test
  void whatIsToBeReadWholeGoesOnBelow() {
    Table table = new Table("CHECK", "STATE", "FOUND");
    table.add("disk", "WARN", "2.0 GiB are free, and models of 3.1 GiB are wanted: free space");
    table.add("clock", "OK", "-");

    assertThat(table.wrapped(44))
        .containsExactly(
            "CHECK  STATE  FOUND",
            "disk   WARN   2.0 GiB are free, and models",
            "              of 3.1 GiB are wanted: free",
            "              space",
            "clock  OK     -");
    assertThat(table.wrapped(30))
        .as("no column for words of one syllable")
        .containsExactly(
            "CHECK  STATE  FOUND",
            "disk   WARN   2.0 GiB are",
            "    free, and models of 3.1",
            "    GiB are wanted: free space",
            "clock  OK     -");
    assertThat(table.wrapped(Integer.MAX_VALUE)).isEqualTo(table.lines());
  }

  @Test
  void aWordThatIsTooLongIsNotBroken() {
    assertThat(Width.wrap("see https://docs.example/a/long/way for more of it", 20, 2))
        .containsExactly("see", "  https://docs.example/a/long/way", "  for more of it");
  }
}
