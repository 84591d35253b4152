/**
 * The ONNX project's backend cases, run by a node's packer and trial and by ONNX Runtime alone,
 * side by side. Entry point: {@link dev.linnet.backend.BackendCases}. The two sides share nothing
 * but the files and the runtime's library.
 */
@NullMarked
package dev.linnet.backend;

import org.jspecify.annotations.NullMarked;
