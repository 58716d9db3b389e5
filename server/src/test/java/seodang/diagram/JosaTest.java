package seodang.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JosaTest {
  @ParameterizedTest
  @CsvSource({
    "파드,I_GA,파드가",
    "레플리카셋,I_GA,레플리카셋이",
    "파드,EUN_NEUN,파드는",
    "레플리카셋,EUL_REUL,레플리카셋을",
    "노드,EURO_RO,노드로",
    "레플리카셋,EURO_RO,레플리카셋으로",
    "파일,EURO_RO,파일로",
    "worker-1,I_GA,worker-1이",
    "worker-2,I_GA,worker-2가",
    "worker-1,EURO_RO,worker-1로",
    "worker-3,EURO_RO,worker-3으로",
    "kubectl,I_GA,kubectl이",
    "kubectl,EURO_RO,kubectl로",
    "nginx,EUL_REUL,nginx를",
    "kubelet,I_GA,kubelet이",
    "etcd,EUN_NEUN,etcd는",
    "web,EUN_NEUN,web은",
    "server,I_GA,server가",
    "my-app,EUL_REUL,my-app을",
    "host,EUL_REUL,host를",
    "name,I_GA,name이",
    "node,I_GA,node가",
    "web-6d4cf56db6-x7k2p,I_GA,web-6d4cf56db6-x7k2p가",
    "파드 3개,EUL_REUL,파드 3개를",
    "서비스(web),I_GA,서비스(web)이",
    "'',EUL_REUL,를"
  })
  void particle_followsTheSoundBeforeIt(String word, Josa josa, String expected) {
    assertThat(josa.after(word)).isEqualTo(expected);
  }
}
