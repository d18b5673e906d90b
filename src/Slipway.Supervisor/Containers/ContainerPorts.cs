namespace Slipway.Supervisor.Containers;

/// <summary>Where a server listens within a container that has a network of its own.</summary>
internal static class ContainerPorts
{
    public const int Http = 8080;
    public const int Grpc = 8081;
}
