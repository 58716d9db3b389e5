package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;

/// Claims and volumes: how they find one another, what provisions and what becomes of the data.
class StorageTest extends StorageBed {
  private static final String CLASSES = "/apis/storage.k8s.io/v1/storageclasses";

  private void pod(String name, String script, String volume) {
    make(
        PODS,
        """
        {metadata: {name: %s}, spec: {restartPolicy: Never, containers: [{name: c, image:
        'busybox:1.36', command: [sh, -c, '%s'], volumeMounts: [{name: v, mountPath: /data}]}],
        volumes: [{name: v, %s}]}}
        """
            .formatted(name, script, volume));
  }

  @Test
  void claim_takesTheSmallestVolumeThatSuits() {
    volume("large", "9Gi", "ReadWriteOnce", "storageClassName: m, hostPath: {path: /srv/l}");
    volume("middle", "5Gi", "ReadWriteOnce", "storageClassName: m, hostPath: {path: /srv/m}");
    volume("little", "1Gi", "ReadWriteOnce", "storageClassName: m, hostPath: {path: /srv/s}");
    seconds(1);
    assertThat(phase(VOLUMES + "/middle")).isEqualTo("Available");
    claim("c", "2Gi", "ReadWriteOnce", "storageClassName: m");
    seconds(1);
    Json.Object bound = cluster.get(CLAIMS + "/c");
    assertThat(bound.object("spec").text("volumeName")).isEqualTo("middle");
    assertThat(bound.object("status"))
        .isEqualTo(
            Yaml.parse("{phase: Bound, accessModes: [ReadWriteOnce], capacity: {storage: 5Gi}}"));
    assertThat(Meta.annotations(bound).keys())
        .containsExactly("pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller");
    Json.Object volume = cluster.get(VOLUMES + "/middle");
    assertThat(volume.object("status").text("phase")).isEqualTo("Bound");
    assertThat(volume.object("spec").object("claimRef").text("uid")).isEqualTo(Meta.uid(bound));
    assertThat(phase(VOLUMES + "/large")).isEqualTo("Available");
  }

  @Test
  void claimPostedRightAfterItsVolume_comesTooEarly_andHasItAtTheNextLook() {
    volume("v", "1Gi", "ReadWriteOnce", "storageClassName: m, hostPath: {path: /srv/v}");
    cluster.pass(java.time.Duration.ofMillis(1));
    claim("c", "1Gi", "ReadWriteOnce", "storageClassName: m");
    seconds(5);
    assertThat(phase(CLAIMS + "/c")).isEqualTo("Pending");
    assertThat(events("c"))
        .containsExactly("ProvisioningFailed: storageclass.storage.k8s.io \"m\" not found");
    seconds(15);
    assertThat(phase(CLAIMS + "/c")).isEqualTo("Bound");
  }

  @Test
  void claimThatNamesItsVolume_hasItOrSaysWhyNot() {
    volume("v", "1Gi", "ReadWriteOnce", "storageClassName: m, hostPath: {path: /srv/v}");
    seconds(1);
    claim("big", "2Gi", "ReadWriteOnce", "storageClassName: m, volumeName: v");
    seconds(1);
    assertThat(phase(CLAIMS + "/big")).isEqualTo("Pending");
    assertThat(events("big"))
        .containsExactly(
            "VolumeMismatch: Cannot bind to requested volume \"v\": requested PV is too small");
    claim("fits", "1Gi", "ReadWriteOnce", "storageClassName: m, volumeName: v");
    seconds(1);
    assertThat(phase(CLAIMS + "/fits")).isEqualTo("Bound");
    assertThat(Meta.annotations(cluster.get(CLAIMS + "/fits")).keys())
        .containsExactly("pv.kubernetes.io/bind-completed");
    claim("late", "1Gi", "ReadWriteOnce", "storageClassName: m, volumeName: v");
    seconds(1);
    assertThat(events("late"))
        .containsExactly("FailedBinding: volume \"v\" already bound to a different claim.");
  }

  @Test
  void volumeKeptForAClaim_goesToThatOneOnly() {
    volume(
        "kept",
        "1Gi",
        "ReadWriteOnce",
        "storageClassName: m, hostPath: {path: /srv/k}, claimRef: {namespace: default, name: mine}");
    seconds(1);
    assertThat(phase(VOLUMES + "/kept")).isEqualTo("Available");
    claim("other", "1Gi", "ReadWriteOnce", "storageClassName: m");
    claim("mine", "1Gi", "ReadWriteOnce", "storageClassName: m");
    seconds(1);
    assertThat(phase(CLAIMS + "/other")).isEqualTo("Pending");
    assertThat(volumeOf("mine")).isEqualTo("kept");
    assertThat(Meta.annotations(cluster.get(VOLUMES + "/kept")).isEmpty()).isTrue();
  }

  @Test
  void volumeThatComesLater_isBoundWithinFifteenSeconds() {
    claim("early", "1Gi", "ReadWriteOnce", "storageClassName: m");
    seconds(2);
    assertThat(events("early"))
        .containsExactly("ProvisioningFailed: storageclass.storage.k8s.io \"m\" not found");
    volume("v", "1Gi", "ReadWriteOnce", "storageClassName: m, hostPath: {path: /srv/v}");
    seconds(2);
    assertThat(phase(CLAIMS + "/early")).isEqualTo("Pending");
    seconds(15);
    assertThat(phase(CLAIMS + "/early")).isEqualTo("Bound");
  }

  @Test
  void retainedVolume_isReleasedAndForNobodyUntilItIsFreedByHand() {
    volume("v", "1Gi", "ReadWriteOnce", "storageClassName: m, hostPath: {path: /srv/v}");
    seconds(1);
    claim("first", "1Gi", "ReadWriteOnce", "storageClassName: m");
    seconds(1);
    delete(CLAIMS + "/first");
    seconds(1);
    assertThat(phase(VOLUMES + "/v")).isEqualTo("Released");
    claim("second", "1Gi", "ReadWriteOnce", "storageClassName: m");
    seconds(20);
    assertThat(phase(CLAIMS + "/second")).isEqualTo("Pending");
    cluster.request(
        ApiRequest.patch(
            VOLUMES + "/v", ApiRequest.MERGE_PATCH, Yaml.parse("{spec: {claimRef: null}}")));
    seconds(20);
    assertThat(volumeOf("second")).isEqualTo("v");
  }

  @Test
  void deletePolicy_ofADirectoryOutsideTmp_fails() {
    volume(
        "v",
        "1Gi",
        "ReadWriteOnce",
        "storageClassName: m, persistentVolumeReclaimPolicy: Delete, hostPath: {path: /srv/v}");
    seconds(1);
    claim("c", "1Gi", "ReadWriteOnce", "storageClassName: m");
    seconds(1);
    delete(CLAIMS + "/c");
    seconds(2);
    assertThat(phase(VOLUMES + "/v")).isEqualTo("Failed");
    String why = "host_path deleter only supports /tmp/.+ but received provided /srv/v";
    assertThat(cluster.get(VOLUMES + "/v").object("status").text("message")).isEqualTo(why);
    assertThat(events("v")).containsExactly("VolumeFailedDelete: " + why);
  }

  @Test
  void boundClaimWhoseVolumeGoes_isLost() {
    volume("v", "1Gi", "ReadWriteOnce", "storageClassName: m, hostPath: {path: /srv/v}");
    seconds(1);
    claim("c", "1Gi", "ReadWriteOnce", "storageClassName: m");
    seconds(1);
    delete(VOLUMES + "/v");
    seconds(1);
    assertThat(phase(VOLUMES + "/v")).isEqualTo("Bound");
    cluster.request(
        ApiRequest.patch(
            VOLUMES + "/v", ApiRequest.MERGE_PATCH, Yaml.parse("{metadata: {finalizers: null}}")));
    seconds(1);
    assertThat(phase(CLAIMS + "/c")).isEqualTo("Lost");
    assertThat(events("c"))
        .containsExactly(
            "ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!");
  }

  @Test
  void defaultClass_makesADirectoryOnThePodsNode_whoseFilesOutliveThePod() {
    claim("data", "1Gi", "ReadWriteOnce", "volumeMode: Filesystem");
    seconds(5);
    assertThat(phase(CLAIMS + "/data")).isEqualTo("Pending");
    pod("writer", "echo kept > /data/file", "persistentVolumeClaim: {claimName: data}");
    seconds(30);
    String name = volumeOf("data");
    assertThat(name).isEqualTo("pvc-" + Meta.uid(cluster.get(CLAIMS + "/data")));
    assertThat(events("data"))
        .containsExactlyInAnyOrder(
            "WaitForFirstConsumer: waiting for first consumer to be created before binding",
            "ExternalProvisioning: Waiting for a volume to be created either by the external"
                + " provisioner 'rancher.io/local-path' or manually by the system administrator. If"
                + " volume creation is delayed, please verify that the provisioner is running and"
                + " correctly registered.",
            "Provisioning: External provisioner is provisioning volume for claim \"default/data\"",
            "ProvisioningSucceeded: Successfully provisioned volume " + name);
    assertThat(phase(PODS + "/writer")).isEqualTo("Succeeded");
    String node = cluster.get(PODS + "/writer").object("spec").text("nodeName");
    delete(PODS + "/writer");
    pod("reader", "cat /data/file", "persistentVolumeClaim: {claimName: data}");
    seconds(30);
    assertThat(cluster.get(PODS + "/reader").object("spec").text("nodeName")).isEqualTo(node);
    assertThat(log("reader")).isEqualTo("kept\n");

    delete(PODS + "/reader");
    delete(CLAIMS + "/data");
    seconds(30);
    assertThat(cluster.request(ApiRequest.get(VOLUMES + "/" + name)).status()).isEqualTo(404);
    String path = "/opt/local-path-provisioner/" + name + "_default_data";
    pod("looker", "ls -A /data", "hostPath: {path: /opt/local-path-provisioner}");
    cluster.get(PODS + "/looker");
    seconds(30);
    assertThat(log("looker")).doesNotContain(path.substring(path.lastIndexOf('/') + 1));
  }

  @Test
  void localPath_refusesToBeShared() {
    claim("shared", "1Gi", "ReadWriteMany", "storageClassName: local-path");
    pod("p", "true", "persistentVolumeClaim: {claimName: shared}");
    seconds(10);
    assertThat(phase(CLAIMS + "/shared")).isEqualTo("Pending");
    assertThat(events("shared"))
        .contains(
            "ProvisioningFailed: failed to provision volume with StorageClass \"local-path\":"
                + " NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes");
  }

  @Test
  void classOfNobody_isWaitedFor() {
    make(CLASSES, "{metadata: {name: far}, provisioner: disks.example.com/ssd}");
    make(CLASSES, "{metadata: {name: none}, provisioner: kubernetes.io/no-provisioner}");
    claim("far", "1Gi", "ReadWriteOnce", "storageClassName: far");
    claim("none", "1Gi", "ReadWriteOnce", "storageClassName: none");
    seconds(5);
    assertThat(events("far")).hasSize(1);
    assertThat(events("far").getFirst()).startsWith("ExternalProvisioning: Waiting for a volume");
    assertThat(events("none"))
        .containsExactly(
            "ProvisioningFailed: no volume plugin matched name: kubernetes.io/no-provisioner");
  }

  private static final String EPHEMERAL =
      """
      ephemeral: {volumeClaimTemplate: {metadata: {labels: {a: b}}, spec: {accessModes:
      [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}
      """;

  @Test
  void ephemeralVolume_ofAFormerPod_isNotItsSuccessors() {
    pod("p", "sleep 1000", EPHEMERAL);
    seconds(30);
    String former = volumeOf("p-v");
    cluster.request(ApiRequest.delete(PODS + "/p").withQuery("gracePeriodSeconds", "0"));
    pod("p", "sleep 1000", EPHEMERAL);
    seconds(60);
    assertThat(phase(PODS + "/p")).isEqualTo("Running");
    assertThat(volumeOf("p-v")).isNotEqualTo(former);
    assertThat(Meta.isControlledBy(cluster.get(CLAIMS + "/p-v"), cluster.get(PODS + "/p")))
        .isTrue();
  }

  @Test
  void claimOfAPodThatIsDone_staysUntilThePodIsRemoved() {
    claim("c", "1Gi", "ReadWriteOnce", "storageClassName: local-path");
    pod("p", "true", "persistentVolumeClaim: {claimName: c}");
    seconds(60);
    assertThat(phase(PODS + "/p")).isEqualTo("Succeeded");
    delete(CLAIMS + "/c");
    seconds(60);
    assertThat(Meta.isDeleting(cluster.get(CLAIMS + "/c"))).isTrue();
    delete(PODS + "/p");
    seconds(60);
    assertThat(cluster.request(ApiRequest.get(CLAIMS + "/c")).status()).isEqualTo(404);
  }

  @Test
  void protection_thatWasTakenAway_isPutBack() {
    claim("c", "1Gi", "ReadWriteOnce", "storageClassName: local-path");
    Json none = Yaml.parse("{metadata: {finalizers: null}}");
    cluster.request(ApiRequest.patch(CLAIMS + "/c", ApiRequest.MERGE_PATCH, none));
    assertThat(cluster.get(CLAIMS + "/c").object("metadata").has("finalizers")).isFalse();
    seconds(1);
    assertThat(cluster.get(CLAIMS + "/c").object("metadata").array("finalizers").texts())
        .containsExactly("kubernetes.io/pvc-protection");
  }

  @Test
  void ephemeralVolume_hasAClaimOfItsPod_andGoesWithIt() {
    pod("p", "sleep 1000", EPHEMERAL);
    seconds(30);
    Json.Object made = cluster.get(CLAIMS + "/p-v");
    assertThat(made.object("status").text("phase")).isEqualTo("Bound");
    assertThat(Meta.labels(made).text("a")).isEqualTo("b");
    assertThat(phase(PODS + "/p")).isEqualTo("Running");
    String volume = volumeOf("p-v");
    delete(PODS + "/p");
    seconds(60);
    assertThat(cluster.request(ApiRequest.get(CLAIMS + "/p-v")).status()).isEqualTo(404);
    assertThat(cluster.request(ApiRequest.get(VOLUMES + "/" + volume)).status()).isEqualTo(404);
  }

  @Test
  void claimWithoutClass_getsTheDefaultOneThatComesLater() {
    delete(CLASSES + "/local-path");
    claim("c", "1Gi", "ReadWriteOnce", "volumeMode: Filesystem");
    seconds(2);
    assertThat(events("c"))
        .containsExactly(
            "FailedBinding: no persistent volumes available for this claim and no storage class is"
                + " set");
    make(
        CLASSES,
        """
        {metadata: {name: new, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}},
        provisioner: example.com/x}
        """);
    seconds(16);
    assertThat(cluster.get(CLAIMS + "/c").object("spec").text("storageClassName")).isEqualTo("new");
  }

  @Test
  void recycledVolume_isEmptyAndAvailableAgain() {
    volume(
        "v",
        "1Gi",
        "ReadWriteOnce",
        "storageClassName: m, persistentVolumeReclaimPolicy: Recycle, hostPath: {path: /srv/v}");
    seconds(1);
    claim("c", "1Gi", "ReadWriteOnce", "storageClassName: m");
    seconds(1);
    delete(CLAIMS + "/c");
    seconds(60);
    assertThat(events("v")).contains("VolumeRecycled: Volume recycled");
    assertThat(phase(VOLUMES + "/v")).isEqualTo("Available");
    assertThat(cluster.get(VOLUMES + "/v").object("spec").has("claimRef")).isFalse();
  }
}
