/**
 * Who is in the mesh: names, addresses, profiles, and the directory of regions and councils. Knows
 * nothing of rollouts.
 */
@NullMarked
package dev.linnet.core.mesh;

import org.jspecify.annotations.NullMarked;
