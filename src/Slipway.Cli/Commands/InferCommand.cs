using System.CommandLine;
using Slipway.Cli.Inputs;
using Slipway.Cli.Output;
using Slipway.Client;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Cli.Commands;

/// <summary>Sends one request and shows the answer.</summary>
internal sealed class InferCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly InferOptions _options = new();

    public InferCommand(CliEnvironment environment)
        : base("infer", "Send one request to a model and show the answer.")
    {
        _environment = environment;
        _options.AddTo(this);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway infer model.onnx --random", "Does the model run at all? Made-up values, no server needed"),
        new(
            "echo '[5.1, 3.5, 1.4, 0.2]' | slipway infer http://127.0.0.1:8080",
            "Values from a pipe, to the one model"
        ),
        new("slipway infer grpc://127.0.0.1:8081 --model iris --input flowers.csv", "A batch from CSV, over gRPC"),
        new("slipway infer samples/models/digits --input seven.png --image-scale 16..0", "Dark ink on white paper"),
        new(
            "slipway infer http://127.0.0.1:8080/v2/models/iris --input request.json --json",
            "Open Inference JSON both ways"
        ),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var target = InferenceTarget.Parse(result.GetRequiredValue(_options.Target));
        var input = _options.ReadInput(result);
        var content = await new InputReader(_environment).LoadAsync(input, cancellationToken);
        var clientOptions = new InferenceClientOptions { Retry = RetryOptions.None };
        if (result.GetValue(_options.Timeout) is { } seconds)
            clientOptions = clientOptions with { Deadline = TimeSpan.FromSeconds(seconds) };

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
            : InferenceSession.Connect((InferenceTarget.Server)target, clientOptions);

        var model = result.GetValue(_options.Model) ?? session.Model;
        var version = result.GetValue(_options.Version) ?? session.Version;
        var (response, signature) = await _environment.Console.WaitAsync(
            "Waiting for the answer…",
            async () =>
            {
                var name = model ?? await ServerQuery.OnlyModelAsync(session.Client, cancellationToken);
                var metadata = await session.Client.GetModelMetadataAsync(name, version, cancellationToken);
                using var request = InputReader.Build(
                    input,
                    content,
                    new ModelSelector(name, version),
                    metadata.Signature
                );
                Choose(result.GetValue(_options.Outputs), request, metadata);
                var answer = await session.Client.InferAsync(request, cancellationToken);
                return (answer, session.Described ?? metadata.Signature);
            }
        );
        using (response)
        {
            Show(response, signature, result.GetValue(_options.Json));
        }

        return ExitCodes.Ok;
    }

    private static void Choose(string[]? names, InferenceRequest request, ModelMetadata model)
    {
        foreach (var name in names ?? [])
        {
            if (model.Signature.FindOutput(name) is null)
            {
                var all = string.Join(", ", model.Signature.Outputs.Select(o => $"'{o.Name}'"));
                throw CliException.Usage($"Model '{model.Name}' has no output '{name}'; its outputs are {all}.");
            }

            request.Outputs.Add(new RequestedOutput(name));
        }
    }

    private void Show(InferenceResponse response, ModelSignature signature, bool json)
    {
        if (json)
            _environment.Console.Output.WriteLine(ResponseJson.Write(response));
        else
            _environment.Console.Tables.Write(ResponseTable.Create(response, signature));
    }
}
