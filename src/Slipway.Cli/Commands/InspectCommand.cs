using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Images;
using Slipway.Cli.Images.Inspect;
using Slipway.Cli.Output;
using Slipway.Cli.Servers;
using Slipway.Client;
using Spectre.Console;

namespace Slipway.Cli.Commands;

/// <summary>Shows what a model takes and gives.</summary>
internal sealed class InspectCommand : SlipwayCommand
{
    // Somebody waits at a terminal: metadata comes at once or not at all.
    private static readonly InferenceClientOptions ClientOptions = new()
    {
        Deadline = TimeSpan.FromSeconds(10),
        Retry = RetryOptions.None,
    };

    private readonly CliEnvironment _environment;
    private readonly RegistryArguments _registries = new();
    private readonly Argument<string> _target = new("PATH|URL|IMAGE")
    {
        Description =
            "A model file or package; the address of a server, with or without a model's path; or an image: REGISTRY/NAME:TAG, "
            + "oci:FOLDER, oci-archive:FILE, docker-archive:FILE. REGISTRY/NAME lists its tags.",
    };
    private readonly Option<string?> _model = new("--model")
    {
        Description =
            "The model to show, of a server or of a repository folder. Default: all of them, or the only one.",
        HelpName = "NAME",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    public InspectCommand(CliEnvironment environment)
        : base("inspect", "Show a model's signature, size, opset and free dimensions, or what an image holds.")
    {
        _environment = environment;
        Add(_target);
        Add(_model);
        _registries.AddTo(this);
        Add(_json);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway inspect model.onnx", "A model file"),
        new("slipway inspect http://127.0.0.1:8080", "Every model of a running server"),
        new("slipway inspect grpc://127.0.0.1:8081 --model iris --json", "One model, over gRPC, for a program"),
        new("slipway inspect registry.example/team/iris:1", "An image: its model, what is attached, labels and layers"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var json = result.GetValue(_json);
        if (ImageTarget.TryParse(result.GetRequiredValue(_target)) is { } image)
        {
            using var registries = _registries.Connect(result);
            return await ImageInspectRun.RunAsync(_environment.Console, registries, image, json, cancellationToken);
        }

        return await (
            InferenceTarget.Parse(result.GetRequiredValue(_target)) switch
            {
                InferenceTarget.Server server => InspectServerAsync(
                    server with
                    {
                        Model = result.GetValue(_model) ?? server.Model,
                    },
                    json,
                    cancellationToken
                ),
                InferenceTarget.Disk disk => InspectDiskAsync(
                    disk.Choose(result.GetValue(_model)),
                    json,
                    cancellationToken
                ),
                _ => throw new InvalidOperationException("A target is a server or a path."),
            }
        );
    }

    private async Task<int> InspectDiskAsync(InferenceTarget.Disk disk, bool json, CancellationToken cancellationToken)
    {
        var console = _environment.Console;
        var program = await ServerChoice.FindAsync(_environment, [disk.FullPath], torch: false, cancellationToken);
        var model = await console.WaitAsync(
            "Opening the model…",
            () => ServerInspection.RunAsync(program, disk.FullPath, cancellationToken)
        );
        if (json)
            await console.Output.WriteLineAsync(
                JsonSerializer.Serialize(model, ReadableJson.Contracts.ModelDescription)
            );
        else
            ModelView.Write(console.Tables, model);
        if (model.Error is null)
            return ExitCodes.Ok;
        throw CliException.ModelNotLoaded(model.Error.Message ?? $"{disk.FullPath} cannot be loaded.");
    }

    private async Task<int> InspectServerAsync(
        InferenceTarget.Server target,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var console = _environment.Console;
        var server = await console.WaitAsync(
            $"Asking {target.Address}…",
            async () =>
            {
                await using var client = InferenceClient.Create(target.Address, ClientOptions);
                return await ServerQuery.DescribeAsync(client, target, cancellationToken);
            }
        );
        if (json)
        {
            await console.Output.WriteLineAsync(
                JsonSerializer.Serialize(server, ReadableJson.Contracts.ServerDescription)
            );
            return ExitCodes.Ok;
        }

        console.Tables.WriteLine($"{server.Name} {server.Version} at {server.Address}");
        foreach (var model in server.Models)
        {
            console.Tables.WriteLine();
            ModelView.Write(console.Tables, model);
        }

        return ExitCodes.Ok;
    }
}
