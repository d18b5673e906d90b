using k8s.Models;

namespace Slipway.Kubernetes.Pods;

/// <summary>The level "restricted" of Kubernetes' Pod Security Standards, and a root file system that is read-only besides.</summary>
internal static class PodSecurity
{
    /// <param name="userId">The image's; null where it is the image's own affair, which must then be a number.</param>
    /// <param name="ownsVolumes">Whether volumes are to be writable for it.</param>
    public static V1PodSecurityContext Pod(long? userId, bool ownsVolumes) =>
        new()
        {
            RunAsNonRoot = true,
            RunAsUser = userId,
            RunAsGroup = userId,
            FsGroup = ownsVolumes ? userId ?? ObjectNames.UserId : null,
            FsGroupChangePolicy = ownsVolumes ? "OnRootMismatch" : null,
            SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
        };

    public static V1SecurityContext Container() =>
        new()
        {
            AllowPrivilegeEscalation = false,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
            ReadOnlyRootFilesystem = true,
        };
}
