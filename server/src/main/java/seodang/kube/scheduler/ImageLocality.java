package seodang.kube.scheduler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import seodang.json.Json;

/// Nodes that have the Pod's images already are better, the more so the larger the images.
final class ImageLocality implements Plugin {
  private static final long MB = 1024 * 1024;
  private static final long LEAST = 23 * MB;
  private static final long MOST_PER_CONTAINER = 1000 * MB;

  @Override
  public String name() {
    return "ImageLocality";
  }

  @Override
  public Map<String, Long> scores(Cycle cycle, List<NodeInfo> feasible) {
    Map<String, Integer> holders = new HashMap<>();
    for (NodeInfo node : cycle.nodes()) {
      for (String name : node.images().keySet()) {
        holders.merge(name, 1, Integer::sum);
      }
    }
    Map<String, Long> scores = new HashMap<>();
    for (NodeInfo node : feasible) {
      Map<String, Long> present = holders.isEmpty() ? Map.of() : node.images();
      long sum = 0;
      int containers = 0;
      for (String list : List.of("initContainers", "containers")) {
        for (Json.Object container : cycle.spec().array(list).objects()) {
          containers++;
          String image = named(container.text("image"));
          Long size = present.get(image);
          if (size != null) {
            double spread = (double) holders.getOrDefault(image, 0) / cycle.nodes().size();
            sum += (long) (size * spread);
          }
        }
      }
      long most = MOST_PER_CONTAINER * containers;
      long bounded = Math.max(LEAST, Math.min(most, sum));
      scores.put(node.name(), Scales.MAX * (bounded - LEAST) / (most - LEAST));
    }
    return scores;
  }

  /// An image with its tag, as nodes report it.
  private static String named(String image) {
    return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
  }

  @Override
  public boolean helpedBy(Happening happening) {
    return false;
  }
}
