import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Properties;
import peersim.config.Configuration;
import peersim.core.CommonState;
import peersim.core.Control;
import peersim.core.Network;
import peersim.core.Node;
import peersim.edsim.EDProtocol;
import peersim.edsim.EDSimulator;

/**
 * The model of scripts/bench simulator on PeerSim's event-driven engine: infect-and-die push with
 * fan-out 4 over a random 20-out overlay, delay uniform from 10 to 100. Overlay and draws are
 * computed as dev.linnet.simulator.engine computes them, which is quicker than PeerSim's own lists
 * and its own generator; PeerSim orders the events of one time by chance. Compiled by the benchmark
 * against a class path of PeerSim that is given to it.
 *
 * <p>{@code PeerSimPush NODES TICKS_PER_UNIT SEED SECONDS} prints one line: events, seconds of the
 * processor, runs, nodes reached, bytes of memory.
 */
public final class PeerSimPush implements EDProtocol {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final long NODE = 0xD1342543DE82EF95L;
  private static final long TIME = 0xAF251AF3B0F025B5L;
  private static final long OVERLAY = 0x6F7665726C6179L;
  private static final int DEGREE = 20;
  private static final int FANOUT = 4;
  private static final double WARM_UP_SECONDS = 2;

  /** All messages say the same, so one object does. */
  private static final Object NEWS = new Object();

  private static int nodes;
  private static long ticksPerUnit;
  private static long drawKey;
  private static long overlayKey;
  private static long events;
  private static long reached;
  private static double start;

  private boolean heard;

  public PeerSimPush(String prefix) {}

  @Override
  public Object clone() {
    return new PeerSimPush("");
  }

  /** Tells the first node, once all are made. */
  public static final class Begin implements Control {
    public Begin(String prefix) {}

    @Override
    public boolean execute() {
      start = processorSeconds();
      if (Network.size() > 1) {
        EDSimulator.add(0, NEWS, Network.get(0), 0);
      }
      return false;
    }
  }

  @Override
  public void processEvent(Node node, int pid, Object event) {
    events++;
    if (heard) {
      return;
    }
    heard = true;
    reached++;
    int self = node.getIndex();
    long stream = mix(drawKey + self * NODE + CommonState.getTime() * TIME);
    for (int i = 0; i < FANOUT; i++) {
      stream += GAMMA;
      long pick = below(mix(stream), DEGREE);
      int neighbour = (int) below(mix(overlayKey + ((long) self * DEGREE + pick) * GAMMA), nodes - 1);
      int target = neighbour + 1 + ((neighbour - self) >> 31);
      stream += GAMMA;
      long delay = 10 * ticksPerUnit + below(mix(stream), 90 * ticksPerUnit + 1);
      EDSimulator.add(delay, NEWS, Network.get(target), pid);
    }
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static long below(long bits, long bound) {
    return Math.multiplyHigh(bits >>> 1, bound << 1);
  }

  private static double processorSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** One run; answers the seconds from the first event to the last. */
  private static double run(long seed) {
    drawKey = mix(seed + GAMMA);
    overlayKey = mix(drawKey ^ OVERLAY);
    EDSimulator.nextExperiment();
    return processorSeconds() - start;
  }

  public static void main(String[] args) {
    PrintStream errors = System.err;
    try {
      measure(args);
    } catch (RuntimeException | ExceptionInInitializerError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      errors.println(cause.toString());
      System.exit(1);
    }
  }

  private static void measure(String[] args) {
    nodes = Integer.parseInt(args[0]);
    ticksPerUnit = Long.parseLong(args[1]);
    long seed = Long.parseLong(args[2]);
    double enough = Double.parseDouble(args[3]);
    // PeerSim tells every step of every run.
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    Properties settings = new Properties();
    settings.setProperty("random.seed", "1");
    settings.setProperty("simulation.endtime", Long.toString(Long.MAX_VALUE >> 8));
    settings.setProperty("network.size", "1");
    settings.setProperty("protocol.push", PeerSimPush.class.getName());
    settings.setProperty("init.begin", Begin.class.getName());
    Configuration.setConfig(settings);

    // One node that hears nothing: what the machinery takes before there are others.
    EDSimulator.nextExperiment();
    long before = usedBytes();
    settings.setProperty("network.size", Integer.toString(nodes));
    double spent = run(seed);
    long bytes = usedBytes() - before;
    for (double warm = spent; warm < WARM_UP_SECONDS; warm += spent) {
      spent = run(seed);
    }
    events = 0;
    reached = 0;
    double seconds = 0;
    long runs = 0;
    for (; runs == 0 || seconds < enough; runs++) {
      seconds += run(seed + runs);
    }
    System.out.println(events + " " + seconds + " " + runs + " " + reached + " " + bytes + " 0");
  }
}
