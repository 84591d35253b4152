/** Tests of the directory. */
@NullMarked
package dev.linnet.core.mesh;

import org.jspecify.annotations.NullMarked;
