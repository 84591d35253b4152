/**
 * What a person writes in YAML: reading it with places, and the configuration of a node. Entry
 * types: {@link dev.linnet.daemon.config.NodeConfig} and, for other documents, {@link
 * dev.linnet.documents.YamlNode}. Knows nothing of what a running node does with it.
 */
@NullMarked
package dev.linnet.daemon.config;

import org.jspecify.annotations.NullMarked;
