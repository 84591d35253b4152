package dev.linnet.testmesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Hosts in network namespaces, each behind a link of its own with the same speed in both
 * directions. A region's hosts share a bridge; the bridges are joined in the middle, each by a link
 * of its own. Nothing of the machine's own network is touched, and all is gone when this is closed
 * or the process ends. What a process that was killed left behind, the next one takes away.
 */
public final class Lan implements AutoCloseable {
  /** Of a link that is as fast as the machine makes it. */
  public static final int UNCAPPED_MBIT = 0;

  /** Before the names of all namespaces, and before the id of the process they belong to. */
  private static final String PREFIX = "linnet-lan-";

  private static final String OURS = PREFIX + ProcessHandle.current().pid() + "-";
  private static final String MIDDLE = OURS + "middle";

  private static final String NOBODY = "02:00:00:00:00:01";

  /** What a link holds back before it drops: a token bucket's burst and a tenth of a second. */
  private static final List<String> BUCKET = List.of("burst", "32kb", "latency", "100ms");

  private final int regions;
  private final int perRegion;
  private final Set<Process> started = ConcurrentHashMap.newKeySet();
  private final Thread atExit = new Thread(this::remove, "removes the network");

  /**
   * Builds it.
   *
   * @param mbit of each host's link
   * @param wideMbit of each region's link to the others
   */
  public Lan(int regions, int perRegion, int mbit, int wideMbit) {
    this.regions = regions;
    this.perRegion = perRegion;
    removeLeftovers();
    Runtime.getRuntime().addShutdownHook(atExit);
    Shell.run("ip", "netns", "add", MIDDLE);
    middle("link", "add", "wide", "type", "bridge");
    middle("link", "set", "wide", "up");
    for (int region = 0; region < regions; region++) {
      addRegion(region, wideMbit);
      for (int host = region * perRegion; host < (region + 1) * perRegion; host++) {
        addHost(host, region, mbit);
      }
    }
  }

  private void addRegion(int region, int wideMbit) {
    middle("link", "add", "region" + region, "type", "bridge");
    middle("link", "set", "region" + region, "up");
    middle("link", "add", "out" + region, "type", "veth", "peer", "name", "in" + region);
    middle("link", "set", "out" + region, "master", "region" + region, "up");
    middle("link", "set", "in" + region, "master", "wide", "up");
    cap(MIDDLE, "out" + region, wideMbit);
    cap(MIDDLE, "in" + region, wideMbit);
  }

  private void addHost(int host, int region, int mbit) {
    String name = namespace(host);
    Shell.run("ip", "netns", "add", name);
    middle("link", "add", "host" + host, "type", "veth", "peer", "name", "eth0", "netns", name);
    middle("link", "set", "host" + host, "master", "region" + region, "up");
    inside(name, "link", "set", "lo", "up");
    inside(name, "addr", "add", address(host) + "/16", "dev", "eth0");
    inside(name, "link", "set", "eth0", "up");
    cap(name, "eth0", mbit);
    cap(MIDDLE, "host" + host, mbit);
  }

  private static void middle(String... arguments) {
    inside(MIDDLE, arguments);
  }

  private static void inside(String namespace, String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
    command.addAll(List.of(arguments));
    Shell.run(command);
  }

  private static void cap(String namespace, String device, int mbit) {
    if (mbit == UNCAPPED_MBIT) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("tc", "-n", namespace, "qdisc", "add", "dev"));
    command.addAll(List.of(device, "root", "tbf", "rate", mbit + "mbit"));
    command.addAll(BUCKET);
    Shell.run(command);
  }

  private static String namespace(int host) {
    return OURS + host;
  }

  public int hosts() {
    return regions * perRegion;
  }

  public int region(int host) {
    return host / perRegion;
  }

  public static String address(int host) {
    return "10.77." + host / 200 + "." + (host % 200 + 1);
  }

  /** Bytes that a host's link has sent so far, with all headers. */
  public long sentBytes(int host) {
    return counter(namespace(host), "eth0", "tx_bytes");
  }

  /** Bytes that a host's link has received so far, with all headers. */
  public long receivedBytes(int host) {
    return counter(namespace(host), "eth0", "rx_bytes");
  }

  /** Bytes that have come into a region over its link, with all headers. */
  public long enteredBytes(int region) {
    return counter(MIDDLE, "out" + region, "rx_bytes");
  }

  private static long counter(String namespace, String device, String name) {
    String file = "/sys/class/net/" + device + "/statistics/" + name;
    return Long.parseLong(Shell.run("ip", "netns", "exec", namespace, "cat", file).strip());
  }

  /** Starts a command on a host; it ends with this network at the latest. */
  public Process start(int host, Path log, List<String> command) {
    return start(host, log, command, Map.of());
  }

  /**
   * As the other, with more variables of the environment. The command sees the machine's mounts as
   * they change: {@code ip netns exec} would give it a copy.
   */
  public Process start(int host, Path log, List<String> command, Map<String, String> environment) {
    List<String> whole = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace(host)));
    whole.addAll(command);
    try {
      ProcessBuilder builder =
          new ProcessBuilder(whole)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      Process process = builder.start();
      started.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command on a host to its end. */
  public String run(int host, String... command) {
    List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace(host)));
    whole.addAll(List.of(command));
    return Shell.run(whole);
  }

  /** Ends a process and its children, and waits until they are gone. */
  public void end(Process process) {
    List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
    family.add(process.toHandle());
    family.forEach(ProcessHandle::destroyForcibly);
    family.forEach(each -> each.onExit().join());
    started.remove(process);
  }

  /**
   * From now on nothing that one host sends reaches the other, who still is heard: a neighbour
   * entry with an address that no card has, since a kernel without packet filters must do.
   */
  public void mute(int from, int to) {
    inside(
        namespace(from),
        List.of(
                "neigh",
                "replace",
                address(to),
                "lladdr",
                NOBODY,
                "dev",
                "eth0",
                "nud",
                "permanent")
            .toArray(String[]::new));
  }

  /** Ends what {@link #mute} began. */
  public void unmute(int from, int to) {
    inside(namespace(from), "neigh", "del", address(to), "dev", "eth0");
  }

  /** Pulls a host's plug, or puts it in again. */
  public void plug(int host, boolean in) {
    middle("link", "set", "host" + host, in ? "up" : "down");
  }

  /** Slows a host's link down to so much in both directions, behind a queue of two seconds. */
  public void slow(int host, int kbit) {
    for (List<String> end :
        List.of(List.of(namespace(host), "eth0"), List.of(MIDDLE, "host" + host))) {
      List<String> command =
          new ArrayList<>(List.of("tc", "-n", end.get(0), "qdisc", "replace", "dev", end.get(1)));
      command.addAll(
          List.of("root", "tbf", "rate", kbit + "kbit", "burst", "16kb", "latency", "2s"));
      Shell.run(command);
    }
  }

  /** Ends what {@link #slow} began. */
  public void unslow(int host) {
    Shell.run("tc", "-n", namespace(host), "qdisc", "del", "dev", "eth0", "root");
    Shell.run("tc", "-n", MIDDLE, "qdisc", "del", "dev", "host" + host, "root");
  }

  private void remove() {
    started.forEach(this::end);
    namespaces().filter(name -> name.startsWith(OURS)).forEach(Lan::removeNamespace);
  }

  /** Takes away what processes that were killed left behind. */
  public static void removeLeftovers() {
    namespaces()
        .filter(name -> name.startsWith(PREFIX))
        .filter(name -> ProcessHandle.of(owner(name)).isEmpty())
        .forEach(Lan::removeNamespace);
  }

  private static long owner(String namespace) {
    return Long.parseLong(namespace.substring(PREFIX.length()).split("-", 2)[0]);
  }

  private static Stream<String> namespaces() {
    return Shell.run("ip", "netns", "list").lines().map(line -> line.split(" ")[0]);
  }

  /** With whatever still runs in it. */
  private static void removeNamespace(String name) {
    Shell.run("ip", "netns", "pids", name)
        .lines()
        .map(Long::parseLong)
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .forEach(ProcessHandle::destroyForcibly);
    Shell.run("ip", "netns", "del", name);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // This process is ending already, and the hook sees to it.
      return;
    }
    remove();
  }
}
