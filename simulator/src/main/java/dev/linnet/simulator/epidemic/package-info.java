/**
 * Epidemic protocols on the engine: what each node does when news, a question or its own timer
 * comes. A workload of a researcher's own stands beside these as a {@link
 * dev.linnet.simulator.engine.Strategy}.
 */
@NullMarked
package dev.linnet.simulator.epidemic;

import org.jspecify.annotations.NullMarked;
