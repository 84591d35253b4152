package dev.linnet.core.replica;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Pulse;

/** A pulse whose signature holds, and whose it is by its enrolment: a pinned juror. */
public record SignedPulse(NodeName juror, RegionName region, Pulse pulse) {}
