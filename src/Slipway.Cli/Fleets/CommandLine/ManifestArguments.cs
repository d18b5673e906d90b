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
            + "(container), or in a cluster (kubernetes), which 'slipway deploy' is for.",
        HelpName = "TARGET",
    };
    private readonly Option<string?> _environment = new("--environment", "-e")
    {
        Description = "Lay slipway.NAME.yaml, beside the manifest, over it.",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _set = SetOption.Create();

    private readonly bool _hasTarget;

    /// <param name="hasTarget">Whether a target can be named; not where a command is for one alone.</param>
    public ManifestArguments(bool hasTarget = true)
    {
        _hasTarget = hasTarget;
        _target.AcceptOnlyFromAmong(TargetWords.All);
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
    public ManifestOptions Options(ParseResult result, CliEnvironment environment) =>
        new()
        {
            Environment = result.GetValue(_environment),
            Variables = SetOption.Read(result, _set),
            EnvironmentVariables = environment.Variables,
            Target = _hasTarget && result.GetValue(_target) is { } target ? TargetWords.Of(target) : null,
        };
}
