/**
 * Scenarios as researchers write them: regions, devices, lines, churn, faults, models, plans and
 * liars in one YAML document. Entry types: {@link dev.linnet.simulator.scenario.ScenarioFile} reads
 * one, {@link dev.linnet.simulator.scenario.ScenarioRun} brings it to its end on a {@link
 * dev.linnet.simulator.SimulatedMesh}. What came of it is measured elsewhere.
 */
@NullMarked
package dev.linnet.simulator.scenario;

import org.jspecify.annotations.NullMarked;
