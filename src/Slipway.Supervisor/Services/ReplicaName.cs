using System.Globalization;

namespace Slipway.Supervisor.Services;

/// <summary>Names of replicas: <c>SERVICE-REVISION-INDEX</c>. Services may end in numbers too, so they are read from the right.</summary>
internal static class ReplicaName
{
    public static string Of(string service, int revision, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{service}-{revision}-{index}");

    /// <summary>The service and revision of a name; null where it is none of a service's replica: the gateway's.</summary>
    public static (string Service, int Revision)? Parse(string name)
    {
        if (
            name.LastIndexOf('-') is not (> 0 and var last)
            || name.LastIndexOf('-', last - 1) is not (> 0 and var middle)
        )
            return null;
        return int.TryParse(
            name.AsSpan(middle + 1, last - middle - 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var revision
        )
            ? (name[..middle], revision)
            : null;
    }
}
