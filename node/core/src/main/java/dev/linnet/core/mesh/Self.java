package dev.linnet.core.mesh;

/** Who a node is: what selectors and juries look at. */
public record Self(NodeName node, RegionName region, Profile profile) {}
