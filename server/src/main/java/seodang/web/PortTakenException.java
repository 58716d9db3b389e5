package seodang.web;

/// Something else already listens where the pages are to be served.
public final class PortTakenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PortTakenException(int port, Throwable cause) {
    super(
        "포트 " + port + "을(를) 다른 프로그램이 쓰고 있습니다. 다른 포트로 시작하세요: PORT=" + (port + 1) + " script/server",
        cause);
  }
}
