@org.jspecify.annotations.NullMarked
package dev.linnet.simulator.workload;
