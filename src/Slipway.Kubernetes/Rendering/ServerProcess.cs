using System.Globalization;
using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Variables;
using Slipway.Errors;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Rendering;

/// <summary>What a service's container is started with.</summary>
internal static class ServerProcess
{
    /// <summary>The command, where it is not the image's own: the server fetches its model from an address.</summary>
    public static IReadOnlyList<string>? Command(FleetService service)
    {
        if (service.Address is not { } address)
            return null;
        List<string> command = [ServerCommand.Program, "serve", address];
        // A repository names its models itself.
        if (service.Config.Models is null)
            command.AddRange(["--name", service.Name]);
        command.AddRange(CacheVolume.Arguments(MemorySize.Parse(service.Own.Cache.Size)));
        return [.. command.Select(ServerCommand.Verbatim)];
    }

    /// <summary>What comes behind the image's own command; null for nothing.</summary>
    public static IReadOnlyList<string>? Arguments(FleetService service, (string Http, string Grpc) gateway)
    {
        string[] arguments =
        [
            .. ServerArguments.Of(service.Server).Select(ServerCommand.Verbatim),
            .. OwnArguments(service, gateway),
        ];
        return arguments.Length > 0 ? arguments : null;
    }

    /// <summary>What the manifest has its program take.</summary>
    public static IEnumerable<string> OwnArguments(FleetService service, (string Http, string Grpc) gateway) =>
        (service.Config.Arguments ?? []).Select(argument =>
            ServerCommand.Verbatim(LaunchText.Expand(argument, gateway.Http, gateway.Grpc))
        );

    public static IReadOnlyList<V1EnvVar> Environment(
        FleetService service,
        (string Http, string Grpc) gateway,
        (string Host, int Http, int Grpc) place
    )
    {
        List<(string Name, string Value)> variables =
        [
            ("SLIPWAY_HOST", place.Host),
            ("SLIPWAY_HTTP_PORT", Text(place.Http)),
            ("SLIPWAY_GRPC_PORT", Text(place.Grpc)),
            ("SLIPWAY_SERVICE", service.Name),
            ("SLIPWAY_REVISION", service.Version),
        ];
        if (service.Config.Environment?.ContainsKey("OTEL_SERVICE_NAME") is not true)
            variables.Add(("OTEL_SERVICE_NAME", service.Name));
        return
        [
            .. variables.Select(each => new V1EnvVar { Name = each.Name, Value = each.Value }),
            .. OwnEnvironment(service, gateway),
        ];
    }

    /// <summary>What the manifest gives it, in the order of the names.</summary>
    public static IEnumerable<V1EnvVar> OwnEnvironment(FleetService service, (string Http, string Grpc) gateway) =>
        (service.Config.Environment ?? [])
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new V1EnvVar
            {
                Name = pair.Key,
                Value = ServerCommand.Verbatim(LaunchText.Expand(pair.Value, gateway.Http, gateway.Grpc)),
            });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
