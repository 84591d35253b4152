package dev.linnet.bench.swarm;

import dev.linnet.core.mesh.Address;
import dev.linnet.testmesh.Lan;
import java.util.List;
import java.util.stream.IntStream;

/** Where a daemon runs: on which host, and at which addresses there. */
record Seat(int host, Address mesh, Address http, Address grpc) {
  private static final String LOOPBACK = "127.0.0.1";

  /** One on each host, at the product's own ports. */
  static List<Seat> onEach(Lan lan) {
    return IntStream.range(0, lan.hosts())
        .mapToObj(host -> at(host, Lan.address(host), 7700))
        .toList();
  }

  /** Two on one host, who reach each other by its loopback. */
  static List<Seat> twoOn(int host) {
    return List.of(at(host, LOOPBACK, 7700), at(host, LOOPBACK, 7800));
  }

  private static Seat at(int host, String ip, int meshPort) {
    return new Seat(
        host,
        new Address(ip, meshPort),
        new Address(LOOPBACK, meshPort + 80),
        new Address(LOOPBACK, meshPort + 81));
  }
}
