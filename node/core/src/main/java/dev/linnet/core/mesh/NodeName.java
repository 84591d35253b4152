package dev.linnet.core.mesh;

/** The name that an enrolment binds to a node, unique in its mesh. */
public record NodeName(String value) implements Comparable<NodeName> {
  public NodeName {
    Names.require("node", value);
  }

  @Override
  public int compareTo(NodeName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
