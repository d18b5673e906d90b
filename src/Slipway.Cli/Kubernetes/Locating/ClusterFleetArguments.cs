using System.CommandLine;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Applying;

namespace Slipway.Cli.Kubernetes.Locating;

/// <summary>
/// Whether a command is about a fleet in a cluster, and which: by <c>--target kubernetes</c>, or where the manifest says
/// <c>target: kubernetes</c>.
/// </summary>
internal sealed class ClusterFleetArguments
{
    private readonly Option<string?> _target = new("--target")
    {
        Description =
            "Where the fleet runs: process or container on this machine, kubernetes in a cluster. Default: what the manifest says.",
        HelpName = "TARGET",
    };
    private readonly Option<string?> _namespace = new("--namespace")
    {
        Description = "On Kubernetes: where it is. Default: what the manifest says, else the fleet's name.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _environment = new("--environment", "-e")
    {
        Description = "On Kubernetes: the manifest's overlay that says where the fleet is.",
        HelpName = "NAME",
    };
    private readonly ClusterArguments _cluster = new();

    public ClusterFleetArguments() => _target.AcceptOnlyFromAmong(TargetWords.All);

    public void AddTo(Command command)
    {
        command.Add(_target);
        command.Add(_namespace);
        command.Add(_environment);
        _cluster.AddTo(command);
    }

    /// <summary>Null where none was named.</summary>
    public FleetTarget? Target(ParseResult result) =>
        result.GetValue(_target) is { } word ? TargetWords.Of(word) : null;

    /// <inheritdoc cref="Target"/>
    public string? Namespace(ParseResult result) => result.GetValue(_namespace);

    /// <inheritdoc cref="Target"/>
    public string? Overlay(ParseResult result) => result.GetValue(_environment);

    public Task<T> UseAsync<T>(ParseResult result, CliEnvironment environment, Func<ResourceApi, Task<T>> use) =>
        _cluster.UseAsync(result, environment, use);

    /// <param name="result">The command line.</param>
    /// <param name="environment">Has the variables of the environment.</param>
    /// <param name="wanted">A manifest, its folder, or the name of a fleet; null for the current folder's.</param>
    /// <returns>Null where the fleet is none of a cluster.</returns>
    /// <exception cref="CliException">It is to be in a cluster, and nothing says which it is.</exception>
    public ClusterFleet? Find(ParseResult result, CliEnvironment environment, string? wanted)
    {
        var target = Target(result);
        if (target is FleetTarget.Process or FleetTarget.Container)
            return null;
        var path = wanted ?? ".";
        var reading = Path.Exists(path)
            ? FleetManifestReader.Read(
                path,
                new ManifestOptions
                {
                    Environment = Overlay(result),
                    EnvironmentVariables = environment.Variables,
                    Target = target,
                }
            )
            : null;
        // Models need not be where the manifest has them, nor variables be set, to learn which fleet it is.
        var manifest = reading?.Manifest ?? reading?.Unchecked;
        if (target is null && manifest?.Target != FleetTarget.Kubernetes)
            return null;
        var name = manifest is not null
            ? manifest.Name ?? FleetNames.OfFolder(reading!.Directory)
            : NameAlone(wanted, reading);
        return new ClusterFleet(new FleetScope(name, Namespace(result) ?? manifest?.Kubernetes.Namespace ?? name));
    }

    private static string NameAlone(string? wanted, ManifestReading? reading)
    {
        if (wanted is not null && reading is null && FleetNames.IsName(wanted))
            return wanted;
        throw CliException.Usage(
            reading is null
                ? $"There is no file or folder '{wanted}', and no fleet can be called so: {FleetNames.Form}."
                : $"Nothing says which fleet is meant: {Why(reading)}. Name the fleet, or its manifest."
        );
    }

    private static string Why(ManifestReading reading)
    {
        var why = reading.Problems switch
        {
            [] => "there is no manifest here",
            [{ Line: > 0 } problem, ..] => problem.ToString(),
            [var problem, ..] => problem.Message,
        };
        return why.TrimEnd('.');
    }
}
