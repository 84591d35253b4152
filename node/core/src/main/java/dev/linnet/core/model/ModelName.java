package dev.linnet.core.model;

import dev.linnet.core.mesh.Names;

/** The name under which a model is announced, served and asked for. */
public record ModelName(String value) implements Comparable<ModelName> {
  public ModelName {
    Names.require("model", value);
  }

  @Override
  public int compareTo(ModelName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
