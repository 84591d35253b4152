/**
 * Models out of OCI registries, laid out as files. Entry points: {@link
 * dev.linnet.daemon.registry.Reference}, {@link dev.linnet.daemon.registry.Registry}, {@link
 * dev.linnet.daemon.registry.RegistryModel}. Nothing that a registry says is believed but by its
 * SHA-256. Knows nothing of commands or nodes, nor what makes a model of files.
 */
@NullMarked
package dev.linnet.daemon.registry;

import org.jspecify.annotations.NullMarked;
