using System.Globalization;
using Docker.DotNet.Models;

namespace Slipway.Containers;

/// <summary>A <see cref="ContainerSpec"/> in the words of the Docker Engine API.</summary>
internal static class HostConfigs
{
    private const double NanosPerCpu = 1e9;
    private const string Loopback = "127.0.0.1";

    // Docker else keeps all that a container has ever written.
    private static readonly LogConfig BoundedLog = new()
    {
        Type = "json-file",
        Config = new Dictionary<string, string> { ["max-size"] = "10m", ["max-file"] = "2" },
    };

    /// <param name="spec">How it is to be.</param>
    /// <param name="bounded">What it writes is kept in a file that is rotated; Podman loses by that what was not read yet.</param>
    public static CreateContainerParameters Of(ContainerSpec spec, bool bounded)
    {
        var host = new HostConfig
        {
            ReadonlyRootfs = true,
            Tmpfs = new Dictionary<string, string> { ["/tmp"] = "" },
            CapDrop = ["ALL"],
            SecurityOpt = ["no-new-privileges"],
            Memory = spec.MemoryBytes ?? 0,
            // Of memory and swap together: none is left for swap. Swapping a model out is slower than starting another.
            MemorySwap = spec.MemoryBytes ?? 0,
            NanoCPUs = spec.Cpu is { } cpus ? (long)(cpus * NanosPerCpu) : 0,
        };
        var parameters = new CreateContainerParameters
        {
            Name = spec.Name,
            Image = spec.Image,
            Env = [.. spec.Environment.Select(pair => $"{pair.Key}={pair.Value}")],
            Labels = spec.Labels.ToDictionary(),
            // Who started it asks it; the image's own check would be a process more every few seconds.
            Healthcheck = new HealthcheckConfig { Test = ["NONE"] },
            HostConfig = host,
        };
        if (bounded)
            host.LogConfig = BoundedLog;
        if (spec.Command is { } command)
            parameters.Cmd = [.. command];
        if (spec.Ports is { } ports)
            Publish(ports, parameters);
        else
            host.NetworkMode = "host";
        return parameters;
    }

    private static void Publish(IReadOnlyDictionary<int, int> ports, CreateContainerParameters parameters)
    {
        parameters.ExposedPorts = ports.Keys.ToDictionary(Tcp, _ => default(EmptyStruct));
        parameters.HostConfig!.PortBindings = ports.ToDictionary(
            pair => Tcp(pair.Key),
            IList<PortBinding> (pair) => [new PortBinding { HostIP = Loopback, HostPort = Text(pair.Value) }]
        );
    }

    private static string Tcp(int port) => $"{Text(port)}/tcp";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
