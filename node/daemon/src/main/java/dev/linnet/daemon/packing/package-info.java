/**
 * What a person pushes, made into a manifest and chunks. Entry point: {@link
 * dev.linnet.daemon.packing.ModelPacker}. Reads files as data only: no byte of a model reaches the
 * runtime here.
 */
@NullMarked
package dev.linnet.daemon.packing;

import org.jspecify.annotations.NullMarked;
