package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** When nodes go and come back of themselves. */
sealed interface Churn {
  /** A span in which a node is down. */
  record Gap(NodeName node, long fromNanos, long untilNanos, boolean losesDisk) {}

  /** All gaps up to a moment; a node's are drawn from a stream of its own. */
  List<Gap> gaps(long seed, long untilNanos);

  /**
   * Drawn from distributions.
   *
   * @param up how long a node stays
   * @param down how long it is away
   * @param diskLoss how often it comes back without its disk
   */
  record Drawn(List<NodeName> nodes, Distribution up, Distribution down, double diskLoss)
      implements Churn {
    private static final long LEAST_NANOS = 1_000_000_000L;

    @Override
    public List<Gap> gaps(long seed, long untilNanos) {
      List<Gap> gaps = new ArrayList<>();
      for (NodeName node : nodes) {
        SplittableRandom random = new SplittableRandom(seed * 31 + node.value().hashCode());
        long at = up.nanos(random);
        while (at < untilNanos) {
          long back = at + Math.max(LEAST_NANOS, down.nanos(random));
          gaps.add(new Gap(node, at, back, random.nextDouble() < diskLoss));
          at = back + Math.max(LEAST_NANOS, up.nanos(random));
        }
      }
      return gaps;
    }
  }

  /**
   * Taken from a trace.
   *
   * @param sessions when each node is up, by time; nodes that are not named are up always
   */
  record Traced(Map<NodeName, List<Session>> sessions) implements Churn {
    @Override
    public List<Gap> gaps(long seed, long untilNanos) {
      List<Gap> gaps = new ArrayList<>();
      sessions.forEach(
          (node, spans) -> {
            long downSince = 0;
            for (Session span : spans) {
              if (span.startNanos() > downSince) {
                gaps.add(new Gap(node, downSince, span.startNanos(), false));
              }
              downSince = span.endNanos();
            }
            if (downSince < untilNanos) {
              gaps.add(new Gap(node, downSince, Long.MAX_VALUE, false));
            }
          });
      return gaps;
    }
  }

  /** A span in which a node is up. */
  record Session(long startNanos, long endNanos) {}

  static Churn read(YamlNode node, Nodes nodes, SideFiles beside) {
    YamlMap map = node.map("nodes", "up", "down", "diskLoss", "trace");
    if (map.optional("trace").isPresent()) {
      return trace(map.required("trace"), beside, nodes);
    }
    return new Drawn(
        nodes.some(map.required("nodes")),
        Distribution.read(map.required("up")),
        Distribution.read(map.required("down")),
        map.read("diskLoss", 0.0, each -> each.parsed(Quantities::share)));
  }

  /** Lines of {@code node,start,end} in seconds, after a line that says so. */
  private static Churn trace(YamlNode file, SideFiles beside, Nodes nodes) {
    Map<NodeName, List<Session>> all = new TreeMap<>();
    List<String> lines = beside.text("trace", file).lines().toList();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",", -1);
      try {
        if (cells.length != 3) {
          throw new IllegalArgumentException("expected node,start,end");
        }
        NodeName name = new NodeName(Words.of("node", cells[0].strip(), nodes.all()));
        Session session = new Session(seconds(cells[1]), seconds(cells[2]));
        List<Session> spans = all.computeIfAbsent(name, any -> new ArrayList<>());
        if (session.endNanos < session.startNanos
            || (!spans.isEmpty() && spans.get(spans.size() - 1).endNanos > session.startNanos)) {
          throw new IllegalArgumentException("expected spans of a node in order of time");
        }
        spans.add(session);
      } catch (IllegalArgumentException e) {
        throw new DocumentException(beside.path(file) + ":" + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    return new Traced(all);
  }

  private static long seconds(String cell) {
    return Quantities.nanos(cell.strip() + "s");
  }
}
