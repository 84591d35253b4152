/**
 * The mesh port: what nodes say to each other, over gRPC with mutual TLS, and the region's SWIM
 * membership. Entry type: {@link dev.linnet.daemon.transport.MeshTransport}. Knows who a peer is
 * from its certificate alone; decides nothing about rollouts and stores nothing. ScaleCube and
 * Reactor stay inside.
 */
@NullMarked
package dev.linnet.daemon.transport;

import org.jspecify.annotations.NullMarked;
