package seodang.diagram;

import static org.assertj.core.api.Assertions.assertThat;
import static seodang.diagram.SampleCluster.running;
import static seodang.diagram.SampleCluster.waiting;

import java.awt.Rectangle;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import seodang.json.Json;

class SceneSvgTest {
  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<Element> elements(Document document) {
    NodeList nodes = document.getElementsByTagName("*");
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static SampleCluster busy() {
    return SampleCluster.fresh()
        .deployment("web", 3, 2)
        .podOf("web", "aaaaa", running("worker-1", 1))
        .podOf("web", "bbbbb", running("worker-2", 2))
        .podOf("web", "ccccc", waiting("worker-1", "CrashLoopBackOff", 4))
        .pod("big", SampleCluster.unscheduled("0/3 nodes"))
        .service("web", "NodePort", "web-6d4cf56db6-aaaaa", "web-6d4cf56db6-bbbbb")
        .put(Kind.CONFIG_MAP, "default", "settings", Json.object(), Json.object())
        .put(Kind.SECRET, "shop", "keys", Json.object(), Json.object());
  }

  private static String draw(SampleCluster cluster) {
    return SceneSvg.draw(
        Scene.next(Scene.empty(), cluster.state(), View.ALL), SceneSvg.Layout.WIDE);
  }

  @Test
  void picture_isWellFormed_withUniqueIds_withoutStyles() throws Exception {
    List<Element> elements = elements(parse(draw(busy())));

    assertThat(elements).extracting(e -> e.getAttribute("style")).containsOnly("");
    assertThat(elements.stream().map(e -> e.getAttribute("id")).filter(id -> !id.isEmpty()))
        .doesNotHaveDuplicates()
        .contains("diagram", "place-api", "room-worker-1", "room-waiting");
  }

  @Test
  void everyThing_isNamedForThoseWhoDoNotSeeIt() throws Exception {
    List<Element> things =
        elements(parse(draw(busy()))).stream()
            .filter(e -> e.getAttribute("class").startsWith("thing"))
            .toList();

    assertThat(things).hasSizeGreaterThan(15);
    assertThat(things)
        .allSatisfy(thing -> {
          assertThat(thing.getAttribute("role")).isEqualTo("button");
          assertThat(thing.getAttribute("aria-label")).isNotBlank();
          assertThat(thing.getAttribute("data-kind")).isNotBlank();
          assertThat(thing.getAttribute("data-name")).isNotBlank();
        });
  }

  @Test
  void names_areEscaped() throws Exception {
    SampleCluster cluster =
        SampleCluster.fresh()
            .put(
                Kind.CONFIG_MAP, "default", "a\"><script>x</script>", Json.object(), Json.object());

    Document picture = parse(draw(cluster));

    assertThat(picture.getElementsByTagName("script").getLength()).isZero();
  }

  @Test
  void sameState_sameBytes() {
    assertThat(draw(busy())).isEqualTo(draw(busy()));
  }

  @Test
  void emptyCluster_teachesTheFirstAction() {
    assertThat(draw(SampleCluster.fresh())).contains("kubectl create로 만들면 여기에 나타납니다");
  }

  @Test
  void longName_isCutInTheMiddle_keepingItsEnd() {
    assertThat(SceneSvg.middle("web-6d4cf56db6-x7k2p", 17)).isEqualTo("web-6d4cf5…-x7k2p");
    assertThat(SceneSvg.middle("web", 17)).isEqualTo("web");
  }

  @Test
  void tallPicture_isNoWiderThanATelephone_andNothingStandsOnAnother() throws Exception {
    Scene scene = Scene.next(Scene.empty(), busy().state(), View.ALL);
    List<Element> elements = elements(parse(SceneSvg.draw(scene, SceneSvg.Layout.TALL)));

    String[] view = elements.getFirst().getAttribute("viewBox").split(" ");
    assertThat(Integer.parseInt(view[2])).isLessThan(400);
    List<Rectangle> tiles =
        elements.stream()
            .filter(e -> e.getAttribute("class").startsWith("thing tile"))
            .map(SceneSvgTest::box)
            .toList();
    assertThat(tiles).hasSize(4);
    for (Rectangle one : tiles) {
      assertThat(tiles).filteredOn(one::intersects).containsExactly(one);
    }
  }

  private static Rectangle box(Element thing) {
    Element rect = (Element) thing.getElementsByTagName("rect").item(0);
    return new Rectangle(
        number(rect, "x"), number(rect, "y"), number(rect, "width"), number(rect, "height"));
  }

  private static int number(Element element, String name) {
    return Integer.parseInt(element.getAttribute(name));
  }
}
