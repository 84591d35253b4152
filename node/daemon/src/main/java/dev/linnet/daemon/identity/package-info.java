/**
 * Who this node is: the mesh's certificate authority, enrolment, keys and certificates on disk.
 * Entry types: {@link dev.linnet.daemon.identity.MeshAuthority} and {@link
 * dev.linnet.daemon.identity.NodeRegister} for the owner of a mesh, {@link
 * dev.linnet.daemon.identity.OwnIdentity} for a device that asks for a name or renews it, {@link
 * dev.linnet.daemon.identity.IdentityFiles} and {@link dev.linnet.daemon.identity.NodeIdentity} for
 * a running node. Knows nothing of sockets or rollouts.
 */
@NullMarked
package dev.linnet.daemon.identity;

import org.jspecify.annotations.NullMarked;
