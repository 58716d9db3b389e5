package seodang.diagram;

import static org.assertj.core.api.Assertions.assertThat;
import static seodang.diagram.SampleCluster.running;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutlineTest {
  private static Stream<Outline.Item> walk(List<Outline.Item> items) {
    return items.stream().flatMap(item -> Stream.concat(Stream.of(item), walk(item.items())));
  }

  @Test
  void outline_tellsWhatThePictureShows() {
    Scene scene =
        Scene.next(
            Scene.empty(),
            SampleCluster.fresh()
                .deployment("web", 1, 1)
                .podOf("web", "aaaaa", running("worker-1", 1))
                .service("web", "ClusterIP", "web-6d4cf56db6-aaaaa")
                .state(),
            new View(List.of(), List.of(new View.Goal("Service", "api"))));

    assertThat(walk(Outline.of(scene).items()))
        .extracting(Outline.Item::text)
        .contains(
            "API 서버, Running",
            "디플로이먼트 web, 준비 1/1",
            "레플리카셋 web-6d4cf56db6, 준비 1/1",
            "파드 web-6d4cf56db6-aaaaa, Running, 준비 1/1",
            "서비스 web, ClusterIP, 포트 80→8080, 준비된 파드 1개",
            "worker-1, Ready",
            "시스템 파드 5개",
            "서비스 api");
  }

  @Test
  void emptyPart_saysSo() {
    Scene scene = Scene.next(Scene.empty(), SampleCluster.fresh().state(), View.ALL);

    assertThat(Outline.of(scene).items()).extracting(Outline.Item::text).contains("서비스: 없음");
  }
}
