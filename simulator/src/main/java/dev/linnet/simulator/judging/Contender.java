package dev.linnet.simulator.judging;

import java.util.function.Supplier;

/**
 * One way to judge a stream.
 *
 * @param acceptsSome whether it has a word for a good stream
 */
record Contender(String name, boolean acceptsSome, Supplier<Watcher> fresh) {}
