package dev.deadheat.app.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.util.Set;

/// What makes code depend on more than its arguments.
final class Impurity {
  /// Sockets, files, clocks and sources of chance, by type.
  static final DescribedPredicate<JavaClass> OUTSIDE_WORLD =
      DescribedPredicate.describe(
          "sockets, files, clocks or chance",
          type ->
              isNetwork(type)
                  || isIn(type, "java.nio.file")
                  || isIn(type, "java.nio.channels")
                  || isIn(type, "java.time")
                  || (type.getPackageName().equals("java.io")
                      && !type.getSimpleName().equals("Serializable"))
                  || isChance(type));

  /// Sockets and whatever opens a file; a path is only a name, and bytes may be read from memory.
  static final DescribedPredicate<JavaClass> SOCKET_OR_FILE_ACCESS =
      DescribedPredicate.describe(
          "sockets, open files or chance",
          type ->
              isNetwork(type)
                  || isIn(type, "java.nio.channels")
                  || Set.of(
                          "java.nio.file.Files",
                          "java.io.File",
                          "java.io.FileInputStream",
                          "java.io.FileReader",
                          "java.io.RandomAccessFile",
                          "java.io.FileOutputStream",
                          "java.io.FileWriter")
                      .contains(type.getName())
                  || isChance(type));

  /// Calls that read a clock or draw at random.
  static final DescribedPredicate<JavaMethodCall> CLOCK_OR_CHANCE =
      DescribedPredicate.describe(
          "a clock or chance",
          call -> {
            String name = call.getTarget().getName();
            return switch (call.getTargetOwner().getName()) {
              case "java.lang.System" ->
                  name.equals("nanoTime") || name.equals("currentTimeMillis");
              case "java.lang.Math" -> name.equals("random");
              case "java.util.UUID" -> name.equals("randomUUID");
              case "java.util.Collections" ->
                  name.equals("shuffle") && call.getTarget().getRawParameterTypes().size() == 1;
              case "java.util.random.RandomGenerator" ->
                  name.equals("getDefault") || name.equals("of");
              default -> isIn(call.getTargetOwner(), "java.time") && name.equals("now");
            };
          });

  static final DescribedPredicate<JavaMethodCall> SLEEP =
      DescribedPredicate.describe(
          "sleeping",
          call ->
              call.getTarget().getName().equals("sleep")
                  && Set.of("java.lang.Thread", "java.util.concurrent.TimeUnit")
                      .contains(call.getTargetOwner().getName()));

  private Impurity() {}

  private static boolean isChance(JavaClass type) {
    return Set.of(
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.security.SecureRandom",
            "java.util.concurrent.ThreadLocalRandom")
        .contains(type.getName());
  }

  /// The coders of URLs are text to text.
  private static boolean isNetwork(JavaClass type) {
    return isIn(type, "java.net")
        && !Set.of("java.net.URLEncoder", "java.net.URLDecoder").contains(type.getName());
  }

  private static boolean isIn(JavaClass type, String place) {
    return type.getPackageName().equals(place) || type.getPackageName().startsWith(place + ".");
  }
}
