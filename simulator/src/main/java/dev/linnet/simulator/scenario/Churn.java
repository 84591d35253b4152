package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import dev.linnet.simulator.engine.SplitMix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** When nodes go and come back of themselves. */
sealed interface Churn {
  /** The first line of a trace. */
  String TRACE_HEAD = "node,start,end";

  /** A span in which a node is down. */
  record Gap(NodeName node, long fromNanos, long untilNanos, boolean losesDisk) {}

  /** All gaps up to a moment; a node's are drawn from a stream of its own, which begins anew. */
  List<Gap> gaps(long seed, long untilNanos);

  /**
   * Drawn from distributions.
   *
   * @param entry which one of the scenario it is: two over one node draw other numbers
   * @param up how long a node stays
   * @param down how long it is away
   * @param diskLoss how often it comes back without its disk
   */
  record Drawn(int entry, List<NodeName> nodes, Distribution up, Distribution down, double diskLoss)
      implements Churn {
    private static final long LEAST_NANOS = 1_000_000_000L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    @Override
    public List<Gap> gaps(long seed, long untilNanos) {
      List<Gap> gaps = new ArrayList<>();
      for (NodeName node : nodes) {
        SplittableRandom random = stream(seed, node);
        long at = up.nanos(random);
        while (at < untilNanos) {
          long back = at + Math.max(LEAST_NANOS, down.nanos(random));
          gaps.add(new Gap(node, at, back, random.nextDouble() < diskLoss));
          at = back + Math.max(LEAST_NANOS, up.nanos(random));
        }
      }
      return gaps;
    }

    /** Each part is mixed before the next one is added, so that no sums of them are alike. */
    private SplittableRandom stream(long seed, NodeName node) {
      long state = SplitMix.mix(SplitMix.mix(seed + SplitMix.GAMMA) + entry);
      return new SplittableRandom(SplitMix.mix(state + hash(node.value())));
    }

    /** FNV-1a of 64 bits; those of {@link String#hashCode} are too few and too much alike. */
    private static long hash(String text) {
      long hash = FNV_OFFSET;
      for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ (each & 0xFF)) * FNV_PRIME;
      }
      return hash;
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

  /** One entry of the scenario, of which {@code entry} says the number. */
  static Churn read(int entry, YamlNode node, Nodes nodes, SideFiles beside) {
    YamlMap map = node.map("nodes", "up", "down", "diskLoss", "trace");
    if (map.optional("trace").isPresent()) {
      return trace(map.required("trace"), beside, nodes);
    }
    return new Drawn(
        entry,
        nodes.some(map.required("nodes")),
        Distribution.read(map.required("up")),
        Distribution.read(map.required("down")),
        map.read("diskLoss", 0.0, each -> each.parsed(Quantities::share)));
  }

  /** Lines of {@code node,start,end} in seconds, after a line that says so. */
  private static Churn trace(YamlNode file, SideFiles beside, Nodes nodes) {
    Map<NodeName, List<Session>> all = new TreeMap<>();
    List<String> lines = beside.csv("trace", file).lines().toList();
    String head = lines.isEmpty() ? "" : lines.get(0).strip();
    if (!head.equals(TRACE_HEAD)) {
      throw new DocumentException(
          "%s:1: expected the line %s, got '%s'".formatted(beside.path(file), TRACE_HEAD, head));
    }
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",", -1);
      try {
        if (cells.length != 3) {
          throw new IllegalArgumentException("expected " + TRACE_HEAD);
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
