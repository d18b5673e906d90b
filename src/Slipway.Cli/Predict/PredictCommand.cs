using System.CommandLine;
using System.Globalization;
using Slipway.Cli.Commands;
using Slipway.Cli.Predict.Results;
using Slipway.Cli.Predict.Rows;
using Slipway.Client;
using Slipway.Client.Typed;

namespace Slipway.Cli.Predict;

/// <summary>Answers the rows of a table.</summary>
internal sealed class PredictCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly PredictOptions _options = new();

    public PredictCommand(CliEnvironment environment)
        : base("predict", "Answer every row of a table by a model with a task.")
    {
        _environment = environment;
        _options.AddTo(this);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new(
            "slipway predict samples/models/ner --in news.csv --out entities.jsonl --map text=headline",
            "The column 'headline' of each row, by a model on disk"
        ),
        new(
            "slipway predict http://127.0.0.1:8080/models/topic --in texts.parquet --out topics.parquet -c 8",
            "By a running server, eight requests at a time"
        ),
        new(
            "slipway predict http://127.0.0.1:8080/models/topic --in texts.parquet --out topics.parquet --resume",
            "The same, from where it was interrupted"
        ),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var target = InferenceTarget.Parse(result.GetRequiredValue(_options.Target));
        var settings = new PredictSettings(result.GetValue(_options.BatchRows), result.GetValue(_options.Concurrency))
        {
            Map = PredictOptions.Pairs("--map", result.GetValue(_options.Map)),
            Constants = PredictOptions.Pairs("--set", result.GetValue(_options.Constants)),
            Kept = KeptOf(result),
        };
        var files = FilesOf(result);
        // A bulk of work has no hurry, and a server that is busy or restarts is waited for.
        var clientOptions = new InferenceClientOptions
        {
            Deadline = TimeSpan.FromMinutes(10),
            Retry = new RetryOptions { MaxRetries = 8 },
        };
        await using var session = target is InferenceTarget.Disk disk
            ? await _environment.Console.WaitAsync(
                "Loading the model…",
                () =>
                    LocalSession.StartAsync(
                        _environment,
                        disk.Choose(result.GetValue(_options.Model)),
                        clientOptions,
                        cancellationToken
                    )
            )
            : InferenceSession.Connect(CheckHttp((InferenceTarget.Server)target), clientOptions);
        var name =
            result.GetValue(_options.Model)
            ?? session.Model
            ?? await ServerQuery.OnlyModelAsync(session.Client, cancellationToken);
        var version = result.GetValue(_options.Version) ?? session.Version;
        TypedModelDescription model;
        await using (var asked = new TypedModelClient(session.Client.Address, name, version, clientOptions))
        {
            model = await asked.DescribeAsync(cancellationToken);
        }

        // All of it by one version, whatever is released meanwhile.
        await using var client = new TypedModelClient(session.Client.Address, name, model.Version, clientOptions);
        var start = files.Begin(
            Checkpoint.Start(files.Input, name, model.Version),
            result.GetValue(_options.Resume),
            result.GetValue(_options.Overwrite)
        );
        await RunAsync(client, model, settings, files, start, cancellationToken);
        return ExitCodes.Ok;
    }

    private async Task RunAsync(
        TypedModelClient client,
        TypedModelDescription model,
        PredictSettings settings,
        PredictFiles files,
        Checkpoint start,
        CancellationToken cancellationToken
    )
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        Checkpoint end;
        (long Row, string Reason)? bad;
        using (var answers = new AnswerFile(files, settings.Kept, start))
        {
            var run = new PredictRun(client, model, settings, answers, time);
            try
            {
                await _environment.Console.ProgressAsync(
                    Path.GetFileName(files.Input),
                    report =>
                        run.RunAsync(
                            RowFile.ReadAsync(files.Input, cancellationToken),
                            (share, at) => report(share, Rows(at.Rows)),
                            cancellationToken
                        )
                );
            }
            catch
            {
                answers.Dispose();
                if (answers.Checkpoint.Rows == 0)
                    files.End();
                else
                {
                    _environment.Console.Error.WriteLine(
                        $"{Rows(answers.Checkpoint.Rows)} done and kept; the same command with --resume goes on."
                    );
                }

                throw;
            }

            end = answers.Checkpoint;
            bad = answers.FirstBad;
        }

        await ResultFile.WriteAsync(files, cancellationToken);
        files.End();
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        var rate = ((end.Rows - start.Rows) / Math.Max(seconds, 0.001)).ToString("N0", CultureInfo.InvariantCulture);
        _environment.Console.Error.WriteLine(
            $"{Rows(end.Rows - end.BadRows)} answered by {model.Model} version {model.Version} ({rate} a second): {files.Output}"
        );
        if (end.BadRows > 0)
            _environment.Console.Error.WriteLine($"{Rows(end.BadRows)} refused, with the reasons: {files.Errors}");
        if (bad is var (row, reason))
            _environment.Console.Error.WriteLine($"Row {row}: {reason}");
    }

    private PredictFiles FilesOf(ParseResult result)
    {
        var input = result.GetRequiredValue(_options.Input);
        var output = result.GetRequiredValue(_options.Output);
        if (!File.Exists(input))
            throw CliException.Usage($"The input {input} is not there.");
        RowFile.FormatOf(input);
        RowFile.FormatOf(output);
        var errors = result.GetValue(_options.Errors) ?? PredictFiles.ErrorsOf(output);
        string[] paths = [Path.GetFullPath(input), Path.GetFullPath(output), Path.GetFullPath(errors)];
        if (paths.Distinct(StringComparer.Ordinal).Count() < paths.Length)
            throw CliException.Usage("--in, --out and --errors are three files; two of them have one name.");
        foreach (var written in new[] { output, errors })
        {
            if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(written))))
                throw CliException.Usage($"The folder of {written} is not there.");
        }

        return new PredictFiles(input, output, errors);
    }

    private IReadOnlyList<string>? KeptOf(ParseResult result) =>
        result.GetValue(_options.Keep) switch
        {
            null or [] => null,
            ["none"] => [],
            { } lists => [.. lists.SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries))],
        };

    private static InferenceTarget.Server CheckHttp(InferenceTarget.Server server) =>
        server.Address.Scheme is "http" or "https"
            ? server
            : throw CliException.Usage(
                $"'{server.Address}' is not a server's REST port; write it with http:// or https://."
            );

    private static string Rows(long count) =>
        count == 1 ? "1 row" : count.ToString("N0", CultureInfo.InvariantCulture) + " rows";
}
