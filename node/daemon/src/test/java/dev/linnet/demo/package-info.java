/**
 * The main job of Linnet, told with real processes: three regions, three versions of a model, live
 * traffic, a killed origin and a version that fails. Entry point: {@link dev.linnet.demo.Demo}.
 * Knows nodes only by their command and their ports.
 */
@NullMarked
package dev.linnet.demo;

import org.jspecify.annotations.NullMarked;
