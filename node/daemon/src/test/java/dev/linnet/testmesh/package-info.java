/**
 * Meshes of real daemons, each a process of its own, on loopback. Entry point: {@link
 * dev.linnet.testmesh.TestMesh}. Knows the daemon only from outside: its command, its configuration
 * and its ports.
 */
@NullMarked
package dev.linnet.testmesh;

import org.jspecify.annotations.NullMarked;
