package dev.linnet.simulator.workload;

import dev.linnet.documents.Nearest;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.TreeMap;

/** Makes workloads by their name: one of those here, or the full name of a class. */
public final class Workloads {
  /** Makes one run's workload. */
  public interface Maker {
    /**
     * @throws IllegalArgumentException in words for a person, if a setting is not as it must be
     */
    Workload make(int nodes, long seed, Settings settings);
  }

  private static final TreeMap<String, Maker> MAKERS =
      new TreeMap<>(
          Map.of(
              "rumor", RumorMongering::new,
              "anti-entropy", AntiEntropy::new,
              "swim", SwimDetection::new,
              "membership", Membership::new,
              "plumtree", Plumtree::new,
              "hypercube", HypercubePipeline::new,
              "rarest-first", RarestFirst::new,
              "core-swarm", CoreSwarm::new,
              "regional-swarm", RegionalSwarm::new,
              "rollout", StagedRollout::new));

  private Workloads() {}

  /** The names that stand for a class of this package. */
  public static Iterable<String> names() {
    return MAKERS.keySet();
  }

  /**
   * The maker of what is called so.
   *
   * @throws IllegalArgumentException in words for a person, if there is none
   */
  public static Maker named(String name) {
    Maker maker = MAKERS.get(name);
    if (maker != null) {
      return checked(name, maker);
    }
    if (name.indexOf('.') < 0) {
      throw new IllegalArgumentException(
          "no workload is called '"
              + name
              + "'; "
              + Nearest.of(name, MAKERS.keySet())
                  .map(nearest -> "did you mean '" + nearest + "'?")
                  .orElse(
                      "expected one of "
                          + String.join(", ", MAKERS.keySet())
                          + ", or the full name of a class on the class path"));
    }
    return checked(name, ofClass(name));
  }

  /** Whoever gives a setting that nobody reads believes that it matters. */
  private static Maker checked(String name, Maker maker) {
    return (nodes, seed, settings) -> {
      Workload made = maker.make(nodes, seed, settings);
      settings.requireAllRead(name);
      return made;
    };
  }

  private static Maker ofClass(String name) {
    Class<?> found;
    try {
      found = Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "no class " + name + " on the class path: check the name, or add its directory or jar",
          e);
    }
    if (!Workload.class.isAssignableFrom(found)) {
      throw new IllegalArgumentException(
          "class "
              + name
              + " is no workload: expected it to implement "
              + Workload.class.getName());
    }
    try {
      return new OfClass(
          found.asSubclass(Workload.class).getConstructor(int.class, long.class, Settings.class));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          "class "
              + name
              + " cannot be made: expected a public constructor (int nodes, long seed, Settings"
              + " settings)",
          e);
    }
  }

  private record OfClass(Constructor<? extends Workload> constructor) implements Maker {
    @Override
    public Workload make(int nodes, long seed, Settings settings) {
      try {
        return constructor.newInstance(nodes, seed, settings);
      } catch (InvocationTargetException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IllegalArgumentException wrong) {
          throw wrong;
        }
        throw new IllegalArgumentException(
            "class " + constructor.getDeclaringClass().getName() + " failed: " + cause, e);
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(
            "class "
                + constructor.getDeclaringClass().getName()
                + " cannot be made: expected it to be public and not abstract",
            e);
      }
    }
  }
}
