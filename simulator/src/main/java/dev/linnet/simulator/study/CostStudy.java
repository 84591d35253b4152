package dev.linnet.simulator.study;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What one announcement costs in meshes of ten to ten thousand nodes, beside plain push gossip. */
@Command(
    name = "cost",
    description = "Messages and bytes per node for one announcement, beside plain push gossip.")
public final class CostStudy implements Callable<Integer> {
  private static final List<int[]> SIZES =
      List.of(
          new int[] {10, 1},
          new int[] {100, 1},
          new int[] {100, 10},
          new int[] {1_000, 1},
          new int[] {1_000, 10},
          new int[] {1_000, 100},
          new int[] {10_000, 1},
          new int[] {10_000, 10},
          new int[] {10_000, 100});

  @Option(names = "--seeds", defaultValue = "5", description = "Runs of each size.")
  int seeds;

  @Option(names = "--max-nodes", defaultValue = "10000", description = "The largest mesh.")
  int maxNodes;

  @Option(names = "--json", description = "Where to write all figures.")
  @Nullable Path json;

  @Override
  public Integer call() throws IOException {
    List<SpreadRow> rows = new ArrayList<>();
    System.out.println(
        "|  nodes | regions | fact B |  way (fanout) | reached, worst | rounds to 99.9 % | bound |"
            + " messages/node | bytes/node | copies/node |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|");
    for (int[] size : SIZES) {
      if (size[0] <= maxNodes) {
        SpreadRow row = SpreadRow.measure(size[0], size[1], seeds);
        rows.add(row);
        System.out.println(line(row, "Linnet", row.ours()));
        System.out.println(line(row, "plain push (" + row.pushFanout() + ")", row.push()));
      }
    }
    if (json != null) {
      Files.writeString(
          json,
          new GsonBuilder()
                  .serializeSpecialFloatingPointValues()
                  .setPrettyPrinting()
                  .create()
                  .toJson(rows)
              + System.lineSeparator());
    }
    return 0;
  }

  private static String line(SpreadRow row, String way, SpreadRow.Side side) {
    return String.format(
        Locale.ROOT,
        "| %d | %d | %d | %s | %.2f %% | %s | %.1f | %.1f | %.0f | %.2f |",
        row.nodes(),
        row.regions(),
        row.factBytes(),
        way,
        100 * side.worstReachedShare(),
        Double.isNaN(side.roundsToMost())
            ? "-"
            : String.format(Locale.ROOT, "%.1f", side.roundsToMost()),
        row.bound(),
        side.messagesPerNode(),
        side.bytesPerNode(),
        side.copiesPerNode());
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CostStudy()).execute(arguments));
  }
}
