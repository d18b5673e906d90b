using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Workloads;

/// <summary>What controllers ask of pods.</summary>
internal static class Pods
{
    public static IEnumerable<StoredObject> OwnedBy(Cluster cluster, StoredObject owner) =>
        cluster.List(BuiltInKinds.Pods, owner.Namespace).Where(pod => IsOwnedBy(pod, owner.Uid));

    public static bool IsOwnedBy(StoredObject item, string uid) =>
        item.Copy()
            .Objects("metadata", "ownerReferences")
            .Any(owner => owner.Flag("controller") && owner.Text("uid") == uid);

    public static bool IsActive(StoredObject pod) =>
        pod.Text("metadata", "deletionTimestamp") is null
        && pod.Text("status", "phase") is not ("Failed" or "Succeeded");

    public static bool IsReady(StoredObject pod) => Conditions.IsTrue(pod.Copy()["status"], "Ready");

    public static DateTimeOffset ReadySince(StoredObject pod) =>
        DateTimeOffset.Parse(
            Conditions.Find(pod.Copy()["status"], "Ready").Text("lastTransitionTime") ?? "0001-01-01T00:00:00Z",
            CultureInfo.InvariantCulture
        );

    /// <summary>A reference to the controller that an object belongs to.</summary>
    public static JsonObject Owner(StoredObject owner, string apiVersion, string kind) =>
        new()
        {
            ["apiVersion"] = apiVersion,
            ["kind"] = kind,
            ["name"] = owner.Name,
            ["uid"] = owner.Uid,
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        };
}
