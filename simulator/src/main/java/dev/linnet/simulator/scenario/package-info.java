/**
 * Scenarios as researchers write them: regions, devices, lines, churn, faults, models, plans and
 * liars in one YAML document, or a workload with its settings. Entry types: {@link
 * dev.linnet.simulator.scenario.ScenarioFile} reads one, {@link
 * dev.linnet.simulator.scenario.ScenarioRun} brings a mesh to its end on a {@link
 * dev.linnet.simulator.SimulatedMesh}. What came of it is measured elsewhere.
 */
@NullMarked
package dev.linnet.simulator.scenario;

import org.jspecify.annotations.NullMarked;
