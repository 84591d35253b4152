package dev.linnet.core.mesh;

/** Another node, as far as sending to it needs: who it is and where. */
public record Peer(NodeName node, RegionName region, Address address) {}
