using System.CommandLine;
using Slipway.Cli.Inputs;

namespace Slipway.Cli.Commands;

/// <summary>The arguments of <c>infer</c>.</summary>
internal sealed class InferOptions
{
    private readonly InputArguments _input = new("Makes --random repeat itself.");
    private readonly Option<bool> _random = new("--random")
    {
        Description = "Made-up values that fit the signature; free dimensions are 1.",
    };

    public Argument<string> Target { get; } =
        new("URL|PATH")
        {
            Description =
                "The address of a server, with or without a model's path; or a model on disk, which a server of its own "
                + "runs for the one request.",
        };

    public Option<string?> Model { get; } =
        new("--model")
        {
            Description = "The model to ask. Default: the one in the URL, or the only one there.",
            HelpName = "NAME",
        };

    public Option<long?> Version { get; } =
        new("--version")
        {
            Description = "The version to ask. Default: the one that the server prefers.",
            HelpName = "N",
        };

    public Option<string[]> Outputs { get; } =
        new("--output", "-o")
        {
            Description = "An output to return; may be given again. Default: all.",
            HelpName = "NAME",
        };

    public Option<double?> Timeout { get; } =
        new("--timeout") { Description = "Seconds to wait for the answer. Default: 100.", HelpName = "SECONDS" };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the Open Inference response." };

    public void AddTo(Command command)
    {
        Timeout.Validators.Add(result =>
        {
            if (result.Read<double?>() is not (null or (> 0 and < 1e6)))
                result.AddError("--timeout must be a number of seconds over 0.");
        });
        command.Add(Target);
        foreach (var option in (Option[])[Model, Version, .. _input.All, _random, Outputs, Timeout, Json])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_random) && _input.NamesInput(result))
                result.AddError("--random and --input exclude each other.");
        });
    }

    public InputOptions ReadInput(ParseResult result) => _input.Read(result, result.GetValue(_random));
}
