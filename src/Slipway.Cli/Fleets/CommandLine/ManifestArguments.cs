using System.CommandLine;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets.CommandLine;

/// <summary>Which manifest, and how it is read.</summary>
internal sealed class ManifestArguments
{
    private readonly Argument<string> _manifest = new("MANIFEST")
    {
        Description = "A manifest, or a folder with a slipway.yaml. Default: the current folder.",
        DefaultValueFactory = _ => ".",
    };
    private readonly Option<string?> _target = new("--target")
    {
        Description =
            "Where replicas run, whatever the manifest says: as processes of this machine (process), as containers of Docker or Podman "
            + "(container), or in a cluster (kubernetes), which 'up' and 'plan' know nothing of.",
        HelpName = "TARGET",
    };
    private readonly Option<string?> _environment = new("--environment", "-e")
    {
        Description = "Lay slipway.NAME.yaml, beside the manifest, over it.",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "The value of one of the manifest's variables. May be given several times.",
        HelpName = "NAME=VALUE",
    };

    private readonly bool _hasTarget;

    /// <param name="hasTarget">Whether a target can be named; not where a command is for one alone.</param>
    public ManifestArguments(bool hasTarget = true)
    {
        _hasTarget = hasTarget;
        _target.AcceptOnlyFromAmong("process", "container", "kubernetes");
        _set.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--set takes NAME=VALUE, not '{token.Value}'.");
            }
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_manifest);
        command.Add(_environment);
        command.Add(_set);
        if (_hasTarget)
            command.Add(_target);
    }

    /// <summary>As it was given: a file or a folder.</summary>
    public string Path(ParseResult result) => result.GetRequiredValue(_manifest);

    /// <param name="result">The command line.</param>
    /// <param name="environment">Has the variables of the environment.</param>
    public ManifestOptions Options(ParseResult result, CliEnvironment environment)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in result.GetValue(_set) ?? [])
        {
            var name = pair.Split('=', 2);
            variables[name[0]] = name[1];
        }

        return new ManifestOptions
        {
            Environment = result.GetValue(_environment),
            Variables = variables,
            EnvironmentVariables = environment.Variables,
            Target =
                _hasTarget && result.GetValue(_target) is { } target
                    ? Enum.Parse<FleetTarget>(target, ignoreCase: true)
                    : null,
        };
    }
}
