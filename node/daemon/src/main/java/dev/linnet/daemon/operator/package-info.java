/**
 * What a node answers to a person's tools. Entry point: {@link
 * dev.linnet.daemon.operator.OperatorService}. Reads the node and hands facts in; decides nothing.
 */
@NullMarked
package dev.linnet.daemon.operator;

import org.jspecify.annotations.NullMarked;
