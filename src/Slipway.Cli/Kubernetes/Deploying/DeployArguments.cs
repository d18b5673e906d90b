using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Kubernetes.Locating;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Kubernetes.Deploying;

/// <summary>What 'slipway deploy' takes for a cluster.</summary>
internal sealed class DeployArguments
{
    private const double Longest = 86_400;

    private readonly RenderArguments _rendering = new(hasNamespace: false);
    private readonly Option<string[]> _set = SetOption.Create();
    private readonly Option<bool> _yes = new("--yes", "-y")
    {
        Description = "On Kubernetes: change the cluster without asking; needed where nobody is there to be asked.",
    };
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description =
            "On Kubernetes: show what would change, and change nothing. Exits with 0 where nothing would, else with 9.",
    };
    private readonly Option<bool> _createNamespace = new("--create-namespace")
    {
        Description = "On Kubernetes: make the namespace where it is not there.",
    };
    private readonly Option<bool> _forceConflicts = new("--force-conflicts")
    {
        Description = "On Kubernetes: take fields from other managers; without, the command tells of them and refuses.",
    };
    private readonly Option<double> _timeout = new("--timeout")
    {
        Description =
            "On Kubernetes: how long to wait for readiness, in seconds; the steps of a release take the time that they take.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 300,
    };

    public DeployArguments() =>
        _timeout.Validators.Add(result =>
        {
            if (result.Read<double>() is not (> 0 and <= Longest))
                result.AddError($"--timeout must be over 0 and at most {Longest} seconds.");
        });

    public void AddTo(Command command)
    {
        command.Add(_set);
        _rendering.AddTo(command);
        foreach (var option in (Option[])[_yes, _dryRun, _createNamespace, _forceConflicts, _timeout])
        {
            command.Add(option);
        }
    }

    /// <summary>Of these, what was given; null for nothing.</summary>
    public string? Given(ParseResult result) =>
        _rendering.IsAny(result)
            ? "--form, --registry and --image"
            : ((Option[])[_set, _yes, _dryRun, _createNamespace, _forceConflicts, _timeout])
                .FirstOrDefault(option => result.GetResult(option) is { Implicit: false })
                ?.Name;

    public ManifestOptions Manifest(ParseResult result, CliEnvironment environment, ClusterFleetArguments where) =>
        new()
        {
            Environment = where.Overlay(result),
            Variables = SetOption.Read(result, _set),
            EnvironmentVariables = environment.Variables,
            Target = where.Target(result),
        };

    public DeployOptions Options(
        ParseResult result,
        string path,
        ManifestOptions manifest,
        ClusterFleetArguments where,
        bool waits
    ) =>
        new()
        {
            Path = path,
            Manifest = manifest with { Target = FleetTarget.Kubernetes },
            Rendering = _rendering.Options(result) with { Namespace = where.Namespace(result) },
            CreatesNamespace = result.GetValue(_createNamespace),
            TakesConflicts = result.GetValue(_forceConflicts),
            IsAgreed = result.GetValue(_yes),
            IsDryRun = result.GetValue(_dryRun),
            Timeout = waits ? TimeSpan.FromSeconds(result.GetValue(_timeout)) : null,
        };
}
