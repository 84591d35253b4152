package dev.linnet.simulator.invariant;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Panel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rule 5, stated without the core: who judges, and whom a panel's verdict is about. */
final class Judging {
  private Judging() {}

  /** The jurors of a panel; empty if the announcement pins no such panel. */
  static SortedSet<NodeName> jurors(Announcement announcement, Panel panel) {
    SortedSet<NodeName> jurors = new TreeSet<>();
    for (Jury jury : announcement.juries()) {
      if (jury.wave() == panel.wave() && jury.region().equals(panel.region())) {
        jurors.addAll(panel.isWhole() ? jury.jurors() : ofClass(jury, panel.deviceClass()));
        int least = announcement.plan().waves().get(jury.wave()).minJurors();
        if (!panel.isWhole() && (jurors.size() < least || jurors.size() == jury.jurors().size())) {
          return Collections.emptySortedSet();
        }
      }
    }
    return jurors;
  }

  private static Set<NodeName> ofClass(Jury jury, @Nullable String deviceClass) {
    Set<NodeName> alike = new TreeSet<>();
    for (Map.Entry<NodeName, String> juror : jury.classes().entrySet()) {
      if (juror.getValue().equals(deviceClass)) {
        alike.add(juror.getKey());
      }
    }
    return alike;
  }

  /** All panels of an announcement, each jury before its classes. */
  static List<Panel> panels(Announcement announcement) {
    List<Panel> panels = new ArrayList<>();
    for (Jury jury : announcement.juries()) {
      panels.add(new Panel(jury.wave(), jury.region(), null));
      for (String name : new TreeSet<>(jury.classes().values())) {
        Panel panel = new Panel(jury.wave(), jury.region(), name);
        if (!jurors(announcement, panel).isEmpty()) {
          panels.add(panel);
        }
      }
    }
    return panels;
  }

  /** Whether a panel judges what a node is: everything, or its device class now or when pinned. */
  static boolean judges(Panel panel, Self node, Announcement announcement) {
    return panel.isWhole()
        || node.profile().deviceClass().filter(name -> name.equals(panel.deviceClass())).isPresent()
        || announcement.juries().stream()
            .filter(jury -> jury.region().equals(node.region()))
            .anyMatch(jury -> ofClass(jury, panel.deviceClass()).contains(node.node()));
  }
}
