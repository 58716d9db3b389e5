package seodang.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import seodang.json.Json;

/// Against the STATUS column as `kubectl get pods` prints it.
class PodStatusTest {
  private static PodStatus of(String json) {
    return PodStatus.of(Json.parseObject(json.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource({
    "ContainerCreating,WAIT",
    "CrashLoopBackOff,BAD",
    "ImagePullBackOff,BAD",
    "ErrImagePull,BAD",
    "CreateContainerConfigError,BAD"
  })
  void waitingContainer_givesItsReason(String reason, Health health) {
    PodStatus status = PodStatus.of(SampleCluster.waiting("worker-1", reason, 2));

    assertThat(status.word()).isEqualTo(reason);
    assertThat(status.health()).isEqualTo(health);
    assertThat(status.restarts()).isEqualTo(2);
    assertThat(status.readyWord()).isEqualTo("0/1");
  }

  @Test
  void runningPod_isOkOnlyWhenAllAreReady() {
    assertThat(PodStatus.of(SampleCluster.running("worker-1", 2)).health()).isEqualTo(Health.OK);
    PodStatus half =
        of(
            """
            {'spec':{'containers':[{'name':'a'}]},'status':{'phase':'Running',
             'containerStatuses':[{'name':'a','ready':false,'state':{'running':{}}}]}}\
            """);
    assertThat(half.word()).isEqualTo("Running");
    assertThat(half.health()).isEqualTo(Health.WAIT);
  }

  @Test
  void deletedPod_isTerminating_unlessItEnded() {
    Json.Object gone = Json.object("deletionTimestamp", "2026-11-20T09:00:00Z");
    assertThat(PodStatus.of(SampleCluster.running("n", 1).with("metadata", gone)).word())
        .isEqualTo("Terminating");
    assertThat(of("{'metadata':{'deletionTimestamp':'x'},'status':{'phase':'Succeeded'}}").word())
        .isEqualTo("Succeeded");
  }

  @Test
  void endedContainer_givesReasonSignalOrExitCode() {
    String pod =
        "{'spec':{'containers':[{'name':'a'}]},'status':{'phase':'%s','containerStatuses':"
            + "[{'name':'a','state':{'terminated':%s}}]}}";
    assertThat(of(pod.formatted("Succeeded", "{'reason':'Completed'}")).health())
        .isEqualTo(Health.DONE);
    assertThat(of(pod.formatted("Failed", "{'reason':'OOMKilled','exitCode':137}")).word())
        .isEqualTo("OOMKilled");
    assertThat(of(pod.formatted("Failed", "{'signal':9}")).word()).isEqualTo("Signal:9");
    assertThat(of(pod.formatted("Failed", "{'exitCode':3}")).word()).isEqualTo("ExitCode:3");
  }

  @Test
  void initContainers_speakFirst() {
    String pod =
        "{'spec':{'initContainers':[{'name':'i'},{'name':'j'}],'containers':[{'name':'a'}]},"
            + "'status':{'phase':'Pending','initContainerStatuses':[%s],'containerStatuses':"
            + "[{'name':'a','state':{'waiting':{'reason':'PodInitializing'}}}]}}";
    assertThat(of(pod.formatted("{'name':'i','state':{'running':{}}}")).word())
        .isEqualTo("Init:0/2");
    assertThat(
            of(pod.formatted(
                    "{'name':'i','state':{'terminated':{'exitCode':0}}},"
                        + "{'name':'j','state':{'waiting':{'reason':'CrashLoopBackOff'}}}"))
                .word())
        .isEqualTo("Init:CrashLoopBackOff");
    assertThat(of(pod.formatted("{'name':'i','state':{'terminated':{'exitCode':1}}}")).word())
        .isEqualTo("Init:ExitCode:1");
    assertThat(
            of(pod.formatted(
                    "{'name':'i','state':{'terminated':{'exitCode':0}}},"
                        + "{'name':'j','state':{'terminated':{'exitCode':0}}}"))
                .word())
        .isEqualTo("PodInitializing");
  }

  @Test
  void sidecar_countsAmongTheReady() {
    PodStatus status =
        of(
            """
            {'spec':{'initContainers':[{'name':'s','restartPolicy':'Always'}],
             'containers':[{'name':'a'}]},
             'status':{'phase':'Running',
             'initContainerStatuses':[{'name':'s','started':true,'ready':true,'restartCount':1,
              'state':{'running':{}}}],
             'containerStatuses':[{'name':'a','ready':true,'state':{'running':{}}}]}}\
            """);

    assertThat(status.readyWord()).isEqualTo("2/2");
    assertThat(status.word()).isEqualTo("Running");
    assertThat(status.restarts()).isEqualTo(1);
  }

  @Test
  void mixedEnds_oneStillRunning_isRunningOrNotReady() {
    String pod =
        "{'spec':{'containers':[{'name':'a'},{'name':'b'}]},'status':{'phase':'Running',"
            + "'conditions':[{'type':'Ready','status':'%s'}],'containerStatuses':["
            + "{'name':'a','state':{'terminated':{'reason':'Completed'}}},"
            + "{'name':'b','ready':true,'state':{'running':{}}}]}}";
    assertThat(of(pod.formatted("False")).word()).isEqualTo("NotReady");
    assertThat(of(pod.formatted("True")).word()).isEqualTo("Running");
  }

  @Test
  void gatedPod_saysSo() {
    assertThat(
            of("{'status':{'phase':'Pending','conditions':[{'type':'PodScheduled',"
                    + "'reason':'SchedulingGated'}]}}")
                .word())
        .isEqualTo("SchedulingGated");
  }
}
