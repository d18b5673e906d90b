using System.Globalization;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Variables;
using Slipway.Errors;
using Slipway.Supervisor.Processes;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Services;

/// <summary>What a replica of a revision is started with.</summary>
internal static class LaunchPlan
{
    /// <param name="revision">What it runs.</param>
    /// <param name="replica">Its name and ports.</param>
    /// <param name="logFile">Where its outputs go.</param>
    /// <param name="gateway">The gateway's addresses, REST's and gRPC's.</param>
    public static ReplicaStart Of(
        RevisionRecord revision,
        ReplicaRecord replica,
        string logFile,
        (string? Http, string? Grpc) gateway
    )
    {
        var (launch, config) = (revision.Launch, revision.Config);
        var isImage = launch.Kind == LaunchKind.Image;
        var environment = (config.Environment ?? []).ToDictionary(
            pair => pair.Key,
            pair => Expand(pair.Value, gateway),
            StringComparer.Ordinal
        );
        environment["SLIPWAY_SERVICE"] = revision.Service;
        environment["SLIPWAY_REVISION"] = Text(revision.Number);
        environment.TryAdd("OTEL_SERVICE_NAME", revision.Service);
        return new ReplicaStart
        {
            Name = replica.Name,
            File = isImage ? launch.Address! : Within(launch.Program.File, revision.Content),
            Arguments =
            [
                // An image's server begins with what is in the image, and is told where to listen by its environment.
                .. isImage ? [] : Program(revision),
                .. ServerArguments.Of(config.Server ?? new ServerConfig()),
                .. isImage ? [] : Place(replica),
                .. (config.Arguments ?? []).Select(argument => Expand(argument, gateway)),
            ],
            Environment = isImage ? environment : InheritedEnvironment.With(environment),
            LogFile = logFile,
            Limits = LimitsOf(revision),
            Image = isImage ? new ImageStart(launch.Digest, replica.HttpPort, replica.GrpcPort) : null,
        };
    }

    /// <summary>What each replica of a revision may take.</summary>
    public static ReplicaLimits LimitsOf(RevisionRecord revision) =>
        new(revision.Config.Resources?.Cpu, MemoryLimit(revision.Config.Resources?.Memory));

    private static IEnumerable<string> Program(RevisionRecord revision) =>
        [
            .. revision.Launch.Program.Arguments.Select(argument => Within(argument, revision.Content)),
            .. revision.Launch.Kind == LaunchKind.Model ? Model(revision) : [],
        ];

    private static IEnumerable<string> Place(ReplicaRecord replica) =>
        ["--host", "127.0.0.1", "--http-port", Text(replica.HttpPort), "--grpc-port", Text(replica.GrpcPort)];

    private static IEnumerable<string> Model(RevisionRecord revision)
    {
        yield return "serve";
        yield return revision.Content ?? revision.Launch.Address!;
        // A repository names its models itself.
        if (revision.Config.Models is null)
        {
            yield return "--name";
            yield return revision.Service;
        }
    }

    // A project's program is named by its place in the content that was copied.
    private static string Within(string argument, string? content) =>
        content is not null && argument.StartsWith("./", StringComparison.Ordinal)
            ? Path.Combine(content, argument[2..])
            : argument;

    private static string Expand(string text, (string? Http, string? Grpc) gateway) =>
        LaunchText.Expand(text, gateway.Http ?? "", gateway.Grpc ?? "");

    private static long? MemoryLimit(string? size) =>
        size is not null && MemorySize.TryParse(size, out var bytes) ? bytes : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
