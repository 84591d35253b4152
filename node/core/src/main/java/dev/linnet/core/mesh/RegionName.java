package dev.linnet.core.mesh;

/** A group of nodes that judges, rolls back and swarms by itself. */
public record RegionName(String value) implements Comparable<RegionName> {
  public RegionName {
    Names.require("region", value);
  }

  @Override
  public int compareTo(RegionName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
