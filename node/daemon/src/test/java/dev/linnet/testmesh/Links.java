package dev.linnet.testmesh;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Which regions can talk to which. All can, until a region is cut off or falls apart. */
final class Links implements LinkProxy.Links {
  private final Supplier<Collection<TestNode>> nodes;
  private final Set<String> cutOff = ConcurrentHashMap.newKeySet();
  private final Set<String> cutInside = ConcurrentHashMap.newKeySet();

  Links(Supplier<Collection<TestNode>> nodes) {
    this.nodes = nodes;
  }

  @Override
  public Optional<String> regionOf(InetSocketAddress dialer, int accepted) {
    Map<Long, String> regions =
        nodes.get().stream()
            .filter(TestNode::isRunning)
            .collect(Collectors.toMap(TestNode::pid, TestNode::region));
    return Dialers.pid(dialer, accepted, regions.keySet()).map(regions::get);
  }

  @Override
  public boolean open(String from, String to) {
    return from.equals(to)
        ? !cutInside.contains(from)
        : !(cutOff.contains(from) || cutOff.contains(to));
  }

  void cutOff(String region) {
    cutOff.add(region);
  }

  void cutInside(String region) {
    cutInside.add(region);
  }

  void heal() {
    cutOff.clear();
    cutInside.clear();
  }
}
