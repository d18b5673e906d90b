using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Slipway.Cli.Output;
using Slipway.Client;

namespace Slipway.Cli.Commands;

/// <summary>What a running server has, and orders to it.</summary>
internal sealed class ModelsCommand : SlipwayCommand
{
    // Loading a large model takes its time.
    private static readonly InferenceClientOptions Orders = new() { Deadline = TimeSpan.FromMinutes(10) };
    private static readonly InferenceClientOptions Questions = new() { Deadline = TimeSpan.FromSeconds(10) };

    private readonly CliEnvironment _environment;

    public ModelsCommand(CliEnvironment environment)
        : base("models", "List, load, unload and label the models of a running server.")
    {
        _environment = environment;
        Add(List());
        Add(Load());
        Add(Unload());
        Add(Label());
        Add(Status());
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway models list http://127.0.0.1:8080", "Every version, its state and its labels"),
        new("slipway models load http://127.0.0.1:8080 ner", "Needs a server with --management"),
        new(
            "slipway models label http://127.0.0.1:8080 ner canary 3",
            "The label 'canary' names version 3 from now on"
        ),
    ];

    private Command List()
    {
        var url = Url();
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("list", "Show every version of every model, its state and its labels.") { url, json };
        command.SetAction(
            (result, token) => ShowAsync(result.GetRequiredValue(url), null, result.GetValue(json), token)
        );
        return command;
    }

    private Command Status()
    {
        var url = Url();
        var model = Model();
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("status", "Show one model; exits with 4 where none of its versions answers.")
        {
            url,
            model,
            json,
        };
        command.SetAction(
            (result, token) =>
                ShowAsync(result.GetRequiredValue(url), result.GetRequiredValue(model), result.GetValue(json), token)
        );
        return command;
    }

    private Command Load()
    {
        var url = Url();
        var model = Model();
        var command = new Command("load", "Load a model, or try a failed one again; waits until it is loaded.")
        {
            url,
            model,
        };
        command.SetAction(
            (result, token) =>
                OrderAsync(
                    result.GetRequiredValue(url),
                    $"Loading {result.GetRequiredValue(model)}…",
                    client => client.LoadAsync(result.GetRequiredValue(model), token),
                    $"{result.GetRequiredValue(model)} is loaded"
                )
        );
        return command;
    }

    private Command Unload()
    {
        var url = Url();
        var model = Model();
        var dependents = new Option<bool>("--dependents") { Description = "Of an ensemble, its steps' models too." };
        var command = new Command("unload", "Unload a model; it stays so until it is loaded by order.")
        {
            url,
            model,
            dependents,
        };
        command.SetAction(
            (result, token) =>
                OrderAsync(
                    result.GetRequiredValue(url),
                    $"Unloading {result.GetRequiredValue(model)}…",
                    client => client.UnloadAsync(result.GetRequiredValue(model), result.GetValue(dependents), token),
                    $"{result.GetRequiredValue(model)} is unloaded"
                )
        );
        return command;
    }

    private Command Label()
    {
        var url = Url();
        var model = Model();
        var label = new Argument<string>("LABEL") { Description = "For example stable or canary." };
        var version = new Argument<long?>("VERSION")
        {
            Description = "The version that it is to name.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var remove = new Option<bool>("--remove") { Description = "Take the label away." };
        var command = new Command("label", "Move a label to a version that is ready, for all requests at once.")
        {
            url,
            model,
            label,
            version,
            remove,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(version) is null != result.GetValue(remove))
                result.AddError("Give the VERSION that the label is to name, or --remove.");
        });
        command.SetAction(
            (result, token) =>
            {
                var (name, target) = (result.GetRequiredValue(label), result.GetValue(version));
                return OrderAsync(
                    result.GetRequiredValue(url),
                    "Labelling…",
                    client => client.SetLabelAsync(result.GetRequiredValue(model), name, target, token),
                    target is { } number
                        ? string.Create(
                            CultureInfo.InvariantCulture,
                            $"{name} names version {number} of {result.GetRequiredValue(model)}"
                        )
                        : $"{result.GetRequiredValue(model)} has no label {name} any more"
                );
            }
        );
        return command;
    }

    private async Task<int> ShowAsync(string url, string? model, bool json, CancellationToken cancellationToken)
    {
        var address = AddressOf(url);
        var console = _environment.Console;
        var entries = await console.WaitAsync(
            $"Asking {address}…",
            async () =>
            {
                await using var client = InferenceClient.CreateRepository(address, Questions);
                return await client.IndexAsync(cancellationToken);
            }
        );
        if (model is not null)
        {
            entries = [.. entries.Where(entry => entry.Name == model)];
            if (entries.Count == 0)
                throw new CliException(ExitCodes.RequestRefused, $"The server at {address} has no model '{model}'.");
        }

        if (json)
            await console.Output.WriteLineAsync(
                JsonSerializer.Serialize(entries, ReadableJson.Contracts.IReadOnlyListRepositoryEntry)
            );
        else
            RepositoryView.Write(console.Tables, entries);
        return model is null || entries.Any(entry => entry.State == RepositoryView.Ready)
            ? ExitCodes.Ok
            : ExitCodes.RequestRefused;
    }

    private async Task<int> OrderAsync(string url, string doing, Func<IModelRepositoryClient, Task> order, string done)
    {
        var address = AddressOf(url);
        await _environment.Console.WaitAsync(
            doing,
            async () =>
            {
                await using var client = InferenceClient.CreateRepository(address, Orders);
                await order(client);
                return true;
            }
        );
        await _environment.Console.Output.WriteLineAsync(done);
        return ExitCodes.Ok;
    }

    private static Uri AddressOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw CliException.Usage(
                $"'{url}' is not the address of a server's REST port; write it like http://127.0.0.1:8080."
            );

    private static Argument<string> Url() =>
        new("URL") { Description = "The server's REST port, or its management listener." };

    private static Argument<string> Model() => new("MODEL") { Description = "The model's name." };
}
