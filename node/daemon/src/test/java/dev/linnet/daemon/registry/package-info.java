/** Tests of the client of OCI registries, against a real one and against ones that lie. */
@NullMarked
package dev.linnet.daemon.registry;

import org.jspecify.annotations.NullMarked;
