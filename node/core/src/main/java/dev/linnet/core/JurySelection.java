package dev.linnet.core;

import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Rendezvous;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Picks who judges each wave in each region (rule 1): the first in rank of the living nodes that
 * the wave takes, as far as the drafting node knows them. Of another region it knows the council
 * alone, all of which may lie within the share of a first small wave; so that wave leaves to later
 * ones their part of it. Who is pinned to a wave is in that wave, whatever shares say.
 */
final class JurySelection {
  private final String mesh;
  private final Plan plan;
  private final List<Member> members;
  private final List<Jury> juries = new ArrayList<>();

  /**
   * A selection for a plan.
   *
   * @param plan resolved
   * @param members everyone whom the drafting node knows
   */
  JurySelection(String mesh, Plan plan, List<Member> members) {
    this.mesh = mesh;
    this.plan = plan;
    this.members = members;
  }

  /**
   * The juries of all waves in all their regions.
   *
   * @throws IllegalArgumentException with a sentence for the operator if one would be too small
   */
  List<Jury> juries() {
    for (int wave = 0; wave < plan.waves().size(); wave++) {
      for (RegionName region : plan.waves().get(wave).regions()) {
        SortedSet<NodeName> jurors = jurors(wave, region);
        juries.add(new Jury(wave, region, jurors, classes(jurors)));
      }
    }
    return List.copyOf(juries);
  }

  private SortedSet<NodeName> jurors(int index, RegionName region) {
    Wave wave = plan.waves().get(index);
    List<Member> selected = selected(wave, region);
    List<Member> left =
        selected.stream().filter(member -> !isInEarlier(index, region, member, true)).toList();
    if (left.isEmpty()) {
      throw new IllegalArgumentException(
          at(wave, region)
              + "all of the nodes there that it takes are in earlier waves already; leave the"
              + " region out, or leave it more by a smaller share or quorum.minJurors before");
    }
    List<Member> living = left.stream().filter(m -> m.liveness() != Liveness.DEAD).toList();
    int needed = Math.min(wave.minJurors(), left.size());
    if (living.size() < needed) {
      throw new IllegalArgumentException(
          at(wave, region)
              + (living.isEmpty()
                  ? "no node there that it takes was heard of lately, so nobody could judge"
                  : "only "
                      + living.size()
                      + " of the "
                      + left.size()
                      + " nodes there that it takes were heard of lately, fewer than the "
                      + needed
                      + " that quorum.minJurors asks for"));
    }
    List<NodeName> free =
        ranked(living.stream().filter(m -> !isInEarlier(index, region, m, false)).toList());
    List<NodeName> pool = free.size() < needed ? ranked(living) : free;
    return new TreeSet<>(pool.subList(0, jurySize(index, region, pool)));
  }

  private SortedMap<NodeName, String> classes(SortedSet<NodeName> jurors) {
    SortedMap<NodeName, String> classes = new TreeMap<>();
    for (Member member : members) {
      NodeName node = member.peer().node();
      if (jurors.contains(node)) {
        member.record().profile().deviceClass().ifPresent(name -> classes.put(node, name));
      }
    }
    return classes;
  }

  /** Those whom the wave takes but for its share. */
  private List<Member> selected(Wave wave, RegionName region) {
    List<Member> there =
        members.stream().filter(member -> member.peer().region().equals(region)).toList();
    List<Member> selected =
        there.stream()
            .filter(m -> wave.selector().mismatch(m.record().profile()).isEmpty())
            .toList();
    if (selected.isEmpty()) {
      throw new IllegalArgumentException(
          at(wave, region)
              + "it takes none of the "
              + there.size()
              + " nodes there that this node knows"
              + there.stream()
                  .findFirst()
                  .map(one -> "; of " + one.peer().node() + " " + why(wave, one))
                  .orElse(""));
    }
    return selected;
  }

  private static String why(Wave wave, Member member) {
    return wave.selector().mismatch(member.record().profile()).orElse("");
  }

  /**
   * Whether a node is in an earlier wave of its region.
   *
   * @param forGood leaves out those whom a mere share takes: to pin them to this wave moves them
   */
  private boolean isInEarlier(int index, RegionName region, Member member, boolean forGood) {
    NodeName node = member.peer().node();
    return juries.stream()
            .anyMatch(jury -> jury.region().equals(region) && jury.jurors().contains(node))
        || waves(0, index, region)
            .map(Wave::selector)
            .filter(earlier -> earlier.mismatch(member.record().profile()).isEmpty())
            .anyMatch(
                earlier ->
                    forGood ? earlier.share().equals(Share.WHOLE) : earlier.holds(mesh, node));
  }

  private int jurySize(int index, RegionName region, List<NodeName> pool) {
    Wave wave = plan.waves().get(index);
    int most = Math.min(Jury.MAX_JURORS, pool.size());
    if (wave.selector().share().equals(Share.WHOLE)) {
      return most;
    }
    long inShare = pool.stream().filter(node -> wave.selector().holds(mesh, node)).count();
    long sharing = 1 + waves(index + 1, plan.waves().size(), region).count();
    long part = (pool.size() + sharing - 1) / sharing;
    return (int) Math.min(most, Math.max(wave.minJurors(), Math.min(inShare, part)));
  }

  private Stream<Wave> waves(int from, int to, RegionName region) {
    return plan.waves().subList(from, to).stream().filter(wave -> wave.regions().contains(region));
  }

  private List<NodeName> ranked(List<Member> some) {
    return Rendezvous.first(
        some.size(), mesh, some.stream().map(member -> member.peer().node()).toList());
  }

  private static String at(Wave wave, RegionName region) {
    return "wave " + wave.name() + ", region " + region + ": ";
  }
}
