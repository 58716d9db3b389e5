package seodang.world;

/// Another server has written this cluster since it was read here; what was asked has not happened.
public final class StaleWriterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StaleWriterException(String cluster) {
    super("cluster " + cluster + " was written elsewhere");
  }
}
