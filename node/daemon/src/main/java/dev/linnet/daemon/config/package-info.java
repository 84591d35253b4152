/**
 * The configuration of a node. Each key is declared once, as a {@link dev.linnet.daemon.config.Key}
 * beside those that it stands among; reading, {@code docs/configuration.md} and the JSON schema
 * come from that. Entry types: {@link dev.linnet.daemon.config.NodeConfig} and {@link
 * dev.linnet.daemon.config.NodeConfigSchema}. Knows nothing of what a running node does with it.
 */
@NullMarked
package dev.linnet.daemon.config;

import org.jspecify.annotations.NullMarked;
