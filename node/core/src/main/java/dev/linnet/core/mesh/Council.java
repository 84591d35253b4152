package dev.linnet.core.mesh;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The council of one region, ranked once as its members come. */
final class Council {
  private final String mesh;
  private final List<Seat> seats = new ArrayList<>();
  private List<NodeName> members = List.of();

  /** The name decides between two of one rank. */
  private record Seat(long rank, NodeName node) implements Comparable<Seat> {
    @Override
    public int compareTo(Seat other) {
      int byRank = Long.compareUnsigned(rank, other.rank);
      return byRank != 0 ? byRank : node.compareTo(other.node);
    }
  }

  Council(String mesh) {
    this.mesh = mesh;
  }

  private Seat seat(NodeName node) {
    return new Seat(Rendezvous.hash(mesh, node), node);
  }

  boolean takes(NodeName node) {
    return seats.size() < Councils.SIZE || seat(node).compareTo(seats.get(seats.size() - 1)) <= 0;
  }

  boolean has(NodeName node) {
    return Collections.binarySearch(seats, seat(node)) >= 0;
  }

  /** Returns who lost its seat. */
  Optional<NodeName> add(NodeName node) {
    Seat seat = seat(node);
    int at = Collections.binarySearch(seats, seat);
    if (at >= 0) {
      return Optional.empty();
    }
    seats.add(-at - 1, seat);
    Optional<NodeName> left =
        seats.size() > Councils.SIZE
            ? Optional.of(seats.remove(seats.size() - 1).node())
            : Optional.empty();
    changed();
    return left;
  }

  /** Says whether nobody is left. */
  boolean remove(NodeName node) {
    seats.remove(seat(node));
    changed();
    return seats.isEmpty();
  }

  private void changed() {
    members = seats.stream().map(Seat::node).toList();
  }

  List<NodeName> members() {
    return members;
  }
}
