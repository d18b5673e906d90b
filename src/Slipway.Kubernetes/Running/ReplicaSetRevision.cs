using System.Globalization;
using k8s.Models;

namespace Slipway.Kubernetes.Running;

/// <summary>What a ReplicaSet is to its Deployment.</summary>
internal static class ReplicaSetRevision
{
    private const string RevisionAnnotation = "deployment.kubernetes.io/revision";
    private const string CauseAnnotation = "kubernetes.io/change-cause";

    /// <summary>The label by which the Deployment controller tells pods of one template from those of another.</summary>
    public const string HashLabel = "pod-template-hash";

    /// <summary>From 1 on; 0 where its controller has not said.</summary>
    public static int NumberOf(V1ReplicaSet set) =>
        Annotation(set, RevisionAnnotation) is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    /// <summary>Why it was made, where somebody has said.</summary>
    public static string? CauseOf(V1ReplicaSet set) => Annotation(set, CauseAnnotation);

    public static string ImageOf(V1ReplicaSet set) =>
        set.Spec?.Template?.Spec?.Containers?.FirstOrDefault()?.Image ?? "?";

    public static DateTimeOffset CreatedOf(V1ReplicaSet set) => MomentOf(set.Metadata);

    public static DateTimeOffset MomentOf(V1ObjectMeta meta) =>
        meta.CreationTimestamp is { } time ? new DateTimeOffset(time.ToUniversalTime()) : DateTimeOffset.UnixEpoch;

    private static string? Annotation(V1ReplicaSet set, string name) =>
        set.Metadata.Annotations is { } all && all.TryGetValue(name, out var value) ? value : null;
}
