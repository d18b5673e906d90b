namespace Slipway.Kubernetes.Pods;

/// <summary>What objects, ports and places are called.</summary>
internal static class ObjectNames
{
    /// <summary>The gateway's objects; no service can be called so.</summary>
    public const string Gateway = "gateway";

    /// <summary>Where pods listen, for REST and for gRPC, and where Services have it.</summary>
    public const int HttpPort = 8080;
    public const int GrpcPort = 8081;

    public const string Http = "http";
    public const string Grpc = "grpc";

    /// <summary>The user of Slipway's images.</summary>
    public const long UserId = 65532;

    /// <summary>The container in each pod.</summary>
    public const string ServerContainer = "server";

    public const string CacheFolder = "/var/cache/slipway";

    /// <summary>What ends in this is the Service whose endpoints gateways watch.</summary>
    private const string Endpoints = "-endpoints";

    public static string EndpointsOf(string service) => service + Endpoints;

    public static string CacheOf(string service) => $"{service}-cache";
}
