using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Slipway.Cli.Inputs;

namespace Slipway.Cli.Commands;

/// <summary>The options that say what the values of a request are; the same for every command that sends one.</summary>
internal sealed class InputArguments
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
    private readonly Option<int?> _seed = new("--seed") { HelpName = "N" };
    private readonly Option<ImageScale?> _imageScale = new("--image-scale")
    {
        Description =
            "The values that black and white become. Default: 0..1 for floating point, 0..255 for integers. 1..0 turns "
            + "the image over.",
        HelpName = "BLACK..WHITE",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (ImageScale.TryParse(text, out var scale))
                return scale;
            result.AddError($"--image-scale takes BLACK..WHITE, for example 0..255, not '{text}'.");
            return null;
        },
    };
    private readonly Option<Dictionary<string, long[]>?> _shapes = new("--shape")
    {
        Description =
            "The shape of an input's random values, for example ids=8,128; may be given again. Default: the "
            + "signature's, free dimensions 1.",
        HelpName = "NAME=N,N,…",
        CustomParser = ParseShapes,
        AllowMultipleArgumentsPerToken = false,
        Arity = ArgumentArity.OneOrMore,
    };

    public InputArguments(string seedDescription)
    {
        _format.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "auto", "json", "csv", "image");
        _seed.Description = seedDescription;
    }

    public IReadOnlyList<Option> All => [_input, _format, _seed, _imageScale, _shapes];

    public bool NamesInput(ParseResult result) => result.GetValue(_input) is not null;

    public bool NamesInput(CommandResult result) => result.GetValue(_input) is not null;

    public int? Seed(ParseResult result) => result.GetValue(_seed);

    public InputOptions Read(ParseResult result, bool random) =>
        new()
        {
            File = result.GetValue(_input),
            Format = result.GetValue(_format) is { } format
                ? Enum.Parse<InputFormat>(format, ignoreCase: true)
                : InputFormat.Auto,
            Random = random,
            Seed = result.GetValue(_seed),
            ImageScale = result.GetValue(_imageScale),
            Shapes = result.GetValue(_shapes) ?? [],
        };

    private static Dictionary<string, long[]>? ParseShapes(ArgumentResult result)
    {
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var token in result.Tokens)
        {
            var text = token.Value;
            var mark = text.LastIndexOf('=');
            if (mark <= 0 || ParseDimensions(text[(mark + 1)..]) is not { } dimensions)
            {
                result.AddError($"--shape takes NAME=N,N,…, for example ids=8,128, not '{text}'.");
                return null;
            }

            shapes[text[..mark]] = dimensions;
        }

        return shapes;
    }

    private static long[]? ParseDimensions(string text)
    {
        var parts = text.Split(',');
        var dimensions = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out dimensions[i]))
                return null;
        }

        return dimensions;
    }
}
