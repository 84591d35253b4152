package dev.linnet.simulator.study;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code linnet-sim cost}: what an announcement and a whole rollout cost each node. */
@Command(
    name = "cost",
    description =
        "Messages and bytes per node for one announcement, beside plain push gossip, and for a"
            + " whole rollout.")
public final class CostStudy implements Callable<Integer> {
  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs of an announcement at each size (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--max-nodes",
      paramLabel = "N",
      defaultValue = "10000",
      description = "The largest mesh (default: ${DEFAULT-VALUE}).")
  private int maxNodes;

  @Option(
      names = "--max-rollout-nodes",
      paramLabel = "N",
      defaultValue = "10000",
      description = "The largest mesh for a whole rollout (default: ${DEFAULT-VALUE}).")
  private int maxRolloutNodes;

  @Option(
      names = "--size",
      paramLabel = "NxR",
      converter = SizeConverter.class,
      description =
          "Measure N nodes in R regions, and keep what DIR holds of other sizes; repeat for more.")
  private List<Size> sizes = List.of();

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "Puts tables into cost.md there, and writes cost.json and plots beside it.")
  private @Nullable Path into;

  @Spec private CommandSpec spec = CommandSpec.create();

  public CostStudy() {}

  @Override
  public Integer call() throws IOException {
    Costs costs =
        Costs.measure(
            sizes.isEmpty() ? Size.upTo(maxNodes) : sizes,
            sizes.isEmpty() ? Size.upTo(Math.min(maxNodes, maxRolloutNodes)) : sizes,
            seeds,
            threads.count(),
            this::progress);
    PrintWriter out = spec.commandLine().getOut();
    costs.announcementTable().forEach(out::println);
    out.println();
    costs.rolloutTable().forEach(out::println);
    if (into != null) {
      (sizes.isEmpty() ? costs : costs.withThoseIn(into)).write(into);
    }
    return 0;
  }

  private static final class SizeConverter implements CommandLine.ITypeConverter<Size> {
    @Override
    public Size convert(String text) {
      try {
        return Size.parse(text);
      } catch (IllegalArgumentException wrong) {
        throw new CommandLine.TypeConversionException(wrong.getMessage());
      }
    }
  }

  private void progress(String what) {
    spec.commandLine().getErr().println("linnet-sim: " + what);
  }
}
