package seodang;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// Asks a running server whether it is well: the container's health check, which has no curl.
final class Health {
  private static final int PATIENCE = 2_000;

  private Health() {}

  public static void main(String[] arguments) throws IOException {
    String port = System.getenv().getOrDefault("PORT", "8080");
    URI address = URI.create("http://127.0.0.1:" + port + "/healthz");
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout(PATIENCE);
    connection.setReadTimeout(PATIENCE);
    System.exit(connection.getResponseCode() == 200 ? 0 : 1);
  }
}
