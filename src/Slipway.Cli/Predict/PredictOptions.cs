using System.CommandLine;
using Slipway.Cli.Commands;

namespace Slipway.Cli.Predict;

/// <summary>The arguments of <c>predict</c>.</summary>
internal sealed class PredictOptions
{
    public Argument<string> Target { get; } =
        new("URL|PATH")
        {
            Description =
                "The address of a server's REST port, with or without a model's path; or a model on disk, which a server "
                + "of its own runs for the time of the command.",
        };

    public Option<string> Input { get; } =
        new("--in", "-i")
        {
            Description = "The rows: a file that ends in .csv, .tsv, .jsonl (or .ndjson) or .parquet.",
            HelpName = "FILE",
            Required = true,
        };

    public Option<string> Output { get; } =
        new("--out", "-o")
        {
            Description =
                "Where the answers go, in the order of the rows; the same endings. Each row is the input's columns and "
                + "what the model answers.",
            HelpName = "FILE",
            Required = true,
        };

    public Option<string?> Errors { get; } =
        new("--errors")
        {
            Description = "Where rows go that the model refuses, each with the reason. Default: OUT.errors.jsonl.",
            HelpName = "FILE",
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
            Description = "The version to ask. Default: the one that the server prefers when the run begins.",
            HelpName = "N",
        };

    public Option<string[]> Map { get; } =
        new("--map", "-m")
        {
            Description =
                "What of a request a column is, for example text=review; may be given again. Default: columns of the "
                + "same names.",
            HelpName = "NAME=COLUMN",
        };

    public Option<string[]> Constants { get; } =
        new("--set")
        {
            Description = "What every request says besides, for example top_k=3; may be given again.",
            HelpName = "NAME=VALUE",
        };

    public Option<string[]> Keep { get; } =
        new("--keep")
        {
            Description =
                "Columns of the input that go into the output, with commas between; none for none. Default: all.",
            HelpName = "COLUMNS",
        };

    public Option<int> BatchRows { get; } =
        new("--batch")
        {
            Description = "Rows in one request.",
            HelpName = "N",
            DefaultValueFactory = _ => 64,
        };

    public Option<int> Concurrency { get; } =
        new("--concurrency", "-c")
        {
            Description = "Requests at the same time.",
            HelpName = "N",
            DefaultValueFactory = _ => 4,
        };

    public Option<bool> Resume { get; } =
        new("--resume") { Description = "Go on where a run to the same output was interrupted." };

    public Option<bool> Overwrite { get; } = new("--overwrite") { Description = "Start anew, whatever is there." };

    public void AddTo(Command command)
    {
        Bound(BatchRows, 10_000);
        Bound(Concurrency, 256);
        command.Add(Target);
        foreach (
            var option in (Option[])
                [Input, Output, Errors, Model, Version, Map, Constants, Keep, BatchRows, Concurrency, Resume, Overwrite]
        )
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(Resume) && result.GetValue(Overwrite))
                result.AddError("--resume and --overwrite exclude each other.");
        });
    }

    /// <summary>The pairs of <c>--map</c> or <c>--set</c>.</summary>
    /// <exception cref="CliException">One is no pair, or a name is there twice.</exception>
    public static IReadOnlyDictionary<string, string> Pairs(string option, string[]? values)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in values ?? [])
        {
            var at = value.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
                throw CliException.Usage(
                    $"{option} {value}: a name, '=' and what it is are expected, such as text=review."
                );
            if (!pairs.TryAdd(value[..at], value[(at + 1)..]))
                throw CliException.Usage($"{option} names '{value[..at]}' twice.");
        }

        return pairs;
    }

    private static void Bound(Option<int> option, int most) =>
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (result.Read<int>() < 1 || result.Read<int>() > most))
                result.AddError($"{option.Name} is a whole number from 1 to {most}.");
        });
}
