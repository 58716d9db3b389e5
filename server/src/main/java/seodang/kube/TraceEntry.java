package seodang.kube;

import java.time.Instant;
import seodang.json.Json;

/// One thing that happened in the cluster, with what caused it.
///
/// @param id counts up from 1 within a cluster
/// @param cause the `id` of the entry that led to this one; 0 for an input from outside
/// @param at virtual time
/// @param actor `kubectl`, `deployment-controller`, `replicaset-controller`, `kube-scheduler`,
///   `kubelet/worker-1`, `endpointslice-controller`, `generic-garbage-collector` …
/// @param verb `get`, `list`, `create`, `update`, `patch`, `delete`, `bind`; `decide` for a
///   decision without a write; `run`, `exit`, `pull` … for what happens on a node; `break` and
///   `mend` for a fault of the actor itself
/// @param resource `pods`, `pods/status`, `deployments` …; `""` where none is meant
/// @param code HTTP status of a request; 0 for what is no request
/// @param revision the resourceVersion written; 0 when nothing was
/// @param detail what else is known: `kind`, `reason`, `message`, `command` (what the learner
///   typed), `node`, `feasible`, `scores`, `from` and `to` of a changed count …
public record TraceEntry(
    long id,
    long cause,
    Instant at,
    String actor,
    String verb,
    String resource,
    String namespace,
    String name,
    int code,
    long revision,
    Json.Object detail) {}
