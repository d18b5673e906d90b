using Slipway.Gateway.Hosting;

namespace Slipway.Gateway.Access;

/// <summary>What everybody may ask, key or not: whether the gateway lives and is ready, as probes do.</summary>
internal static class Anonymous
{
    private static readonly HashSet<string> Paths = new(StringComparer.Ordinal)
    {
        // Leads browsers to the console, which asks them itself.
        "/",
        ProbeEndpoints.Live,
        ProbeEndpoints.Ready,
        "/v2/health/live",
        "/v2/health/ready",
        "/inference.GRPCInferenceService/ServerLive",
        "/inference.GRPCInferenceService/ServerReady",
        "/grpc.health.v1.Health/Check",
        "/grpc.health.v1.Health/Watch",
    };

    public static bool May(PathString path) => Paths.Contains(path.Value!);
}
