package dev.linnet.core.mesh;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The names in one region and the council among them, ranked once as they come. */
final class Roster {
  private final String mesh;
  private final SortedSet<NodeName> names = new TreeSet<>();

  /** The council alone, by rank: who does not rank in today does not when more names come. */
  private final TreeMap<String, NodeName> ranked = new TreeMap<>();

  private @Nullable List<NodeName> council;
  private @Nullable SortedSet<NodeName> councillors;

  Roster(String mesh) {
    this.mesh = mesh;
  }

  /** Adds a name; says whether that changed the council. */
  boolean add(NodeName name) {
    if (!names.add(name)) {
      return false;
    }
    ranked.put(Rendezvous.rank(mesh, name), name);
    NodeName left = null;
    if (ranked.size() > Directory.COUNCIL_SIZE) {
      left = ranked.remove(ranked.lastKey());
    }
    return name.equals(left) ? false : changed();
  }

  /** Takes a name out; says whether that changed the council. */
  boolean remove(NodeName name) {
    if (!names.remove(name) || !ranked.containsValue(name)) {
      return false;
    }
    ranked.clear();
    for (NodeName left : Rendezvous.first(Directory.COUNCIL_SIZE, mesh, names)) {
      ranked.put(Rendezvous.rank(mesh, left), left);
    }
    return changed();
  }

  private boolean changed() {
    council = null;
    councillors = null;
    return true;
  }

  SortedSet<NodeName> names() {
    return Collections.unmodifiableSortedSet(names);
  }

  /** The council, best rank first. */
  List<NodeName> council() {
    if (council == null) {
      council = List.copyOf(ranked.values());
    }
    return council;
  }

  boolean isCouncillor(NodeName name) {
    if (councillors == null) {
      councillors = new TreeSet<>(council());
    }
    return councillors.contains(name);
  }
}
