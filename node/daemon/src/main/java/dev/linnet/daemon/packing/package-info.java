/**
 * From what a person has on the disk to a manifest and its chunks. Entry point: {@link
 * dev.linnet.daemon.packing.ModelPacker}. Reads ONNX files without a runtime, and knows nothing of
 * nodes or stores.
 */
@NullMarked
package dev.linnet.daemon.packing;

import org.jspecify.annotations.NullMarked;
