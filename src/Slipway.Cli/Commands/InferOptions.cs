using System.CommandLine;
using Slipway.Cli.Inputs;

namespace Slipway.Cli.Commands;

/// <summary>The arguments of <c>infer</c>.</summary>
internal sealed class InferOptions
{
    private readonly Option<string?> _input = new("--input", "-i")
    {
        Description =
            "The values: Open Inference JSON, JSON by input name ({\"measurements\": [[5.1, …]]}) or bare for a model "
            + "with one input, CSV with one example a row, or a PNG or JPEG image. - is standard input.",
        HelpName = "FILE|-",
    };
    private readonly Option<string?> _format = new("--format")
    {
        Description = "What the input is: auto, json, csv or image. Default: auto, by name and content.",
        HelpName = "FORMAT",
    };
    private readonly Option<bool> _random = new("--random")
    {
        Description = "Made-up values that fit the signature; free dimensions are 1.",
    };
    private readonly Option<int?> _seed = new("--seed")
    {
        Description = "Makes --random repeat itself.",
        HelpName = "N",
    };
    private readonly Option<ImageScale?> _imageScale = new("--image-scale")
    {
        Description =
            "The values that black and white become. Default: 0..1 for floating point, 0..255 for integers. 1..0 turns "
            + "the image over.",
        HelpName = "BLACK..WHITE",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Inputs.ImageScale.TryParse(text, out var scale))
                return scale;
            result.AddError($"--image-scale takes BLACK..WHITE, for example 0..255, not '{text}'.");
            return null;
        },
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
        _format.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "auto", "json", "csv", "image");
        Timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not (null or (> 0 and < 1e6)))
                result.AddError("--timeout must be a number of seconds over 0.");
        });
        command.Add(Target);
        foreach (
            var option in (Option[])
                [Model, Version, _input, _format, _random, _seed, _imageScale, Outputs, Timeout, Json]
        )
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_random) && result.GetValue(_input) is not null)
                result.AddError("--random and --input exclude each other.");
        });
    }

    public InputOptions ReadInput(ParseResult result) =>
        new()
        {
            File = result.GetValue(_input),
            Format = result.GetValue(_format) is { } format
                ? Enum.Parse<InputFormat>(format, ignoreCase: true)
                : InputFormat.Auto,
            Random = result.GetValue(_random),
            Seed = result.GetValue(_seed),
            ImageScale = result.GetValue(_imageScale),
        };
}
