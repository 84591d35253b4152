package dev.linnet.simulator.spark;

import dev.linnet.documents.DocumentException;
import dev.linnet.simulator.sweep.Engine;
import dev.linnet.simulator.sweep.PointTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.FutureAction;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * One job whose tasks are the study's, on the cluster that {@code spark-submit} names. What a task
 * hands back goes into the journal as it comes; a task that is lost with its machine is Spark's to
 * run again.
 */
public final class SparkEngine implements Engine {
  private static final long LOOK_MILLIS = 100;

  private final SparkConf conf = new SparkConf();

  /** Made by the service loader. */
  public SparkEngine() {}

  @Override
  public String name() {
    return "spark";
  }

  @Override
  public boolean run(Work work, Runs into, BooleanSupplier stop) throws IOException {
    if (work.tasks().isEmpty()) {
      return true;
    }
    if (!conf.contains("spark.master")) {
      throw new DocumentException(
          "--engine spark: no cluster is named; start this by spark-submit, as"
              + " docs/simulating.md shows");
    }
    conf.setIfMissing("spark.app.name", "linnet-sim sweep " + work.study().name());
    try (JavaSparkContext context = new JavaSparkContext(conf)) {
      BlockingQueue<List<String>> came = new LinkedBlockingQueue<>();
      FutureAction<BoxedUnit> job = submit(context, work, came);
      boolean isCancelled = false;
      while (!job.isCompleted() || !came.isEmpty()) {
        if (!isCancelled && stop.getAsBoolean()) {
          isCancelled = true;
          job.cancel();
        }
        List<String> lines = came.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        for (String line : lines == null ? List.<String>of() : lines) {
          into.add(line);
        }
      }
      return isDone(job, isCancelled || context.sc().isStopped());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before all runs were done", e);
    }
  }

  private static FutureAction<BoxedUnit> submit(
      JavaSparkContext context, Work work, BlockingQueue<List<String>> into) {
    List<String> tasks = work.tasks().stream().map(PointTask::message).toList();
    List<Object> numbers = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      numbers.add(i);
    }
    RDD<String> points = context.parallelize(tasks, tasks.size()).rdd();
    return context
        .sc()
        .submitJob(
            points,
            new RunPoint(work.source().message()),
            CollectionConverters.asScala(numbers).toSeq(),
            new AbstractFunction2<Object, String, BoxedUnit>() {
              @Override
              public BoxedUnit apply(Object number, String lines) {
                into.add(lines.lines().toList());
                return BoxedUnit.UNIT;
              }
            },
            new AbstractFunction0<BoxedUnit>() {
              @Override
              public BoxedUnit apply() {
                return BoxedUnit.UNIT;
              }
            });
  }

  /** A job that was broken off is no mistake; of any other end the first line says why. */
  private static boolean isDone(FutureAction<BoxedUnit> job, boolean brokenOff) {
    Try<BoxedUnit> end = job.value().get();
    if (end.isFailure() && !brokenOff) {
      Throwable why = end.failed().get();
      String said = Objects.toString(why.getMessage(), why.toString());
      throw new DocumentException(
          "--engine spark: " + said.lines().findFirst().orElse("the job failed"), why);
    }
    return end.isSuccess();
  }
}
