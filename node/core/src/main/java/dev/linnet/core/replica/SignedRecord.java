package dev.linnet.core.replica;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.RegionName;
import java.util.Objects;

/** A directory record, and whose it is by its enrolment. */
public record SignedRecord(NodeName node, RegionName region, NodeRecord record) {
  static SignedRecord of(Entry entry) {
    return new SignedRecord(
        Objects.requireNonNull(entry.node()),
        Objects.requireNonNull(entry.region()),
        (NodeRecord) entry.payload());
  }
}
