using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Commands;
using Slipway.Cli.Signatures;
using Slipway.Oci.Artifacts;
using Slipway.Oci.Content;
using Slipway.Oci.References;

namespace Slipway.Cli.Images.Models;

/// <summary>Writes a model from a registry into a folder.</summary>
internal sealed class PullCommand : SlipwayCommand
{
    private const long DefaultMaxBytes = 10L << 30;

    private readonly CliEnvironment _environment;
    private readonly RegistryArguments _registries = new();
    private readonly Argument<string> _source = new("REFERENCE")
    {
        Description =
            "REGISTRY/NAME with :TAG or @DIGEST, or oci:FOLDER:TAG: a model that was pushed, an image of files, or an image "
            + "that 'slipway build' made, of which the models are taken.",
    };
    private readonly Argument<string?> _folder = new("FOLDER")
    {
        Description = "Where its files go. Default: a folder here that is called as the last part of the name.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> _force = new("--force") { Description = "Replace what is in the folder." };
    private readonly Option<long?> _maxBytes = new("--max-model-bytes")
    {
        Description = "The largest model that is taken, in bytes, unpacked. Default: 10737418240 (10 GiB).",
        HelpName = "BYTES",
    };
    private readonly SignatureArguments _signatures = new("the model");
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    public PullCommand(CliEnvironment environment)
        : base("pull", "Take a model from a registry.")
    {
        _environment = environment;
        _maxBytes.Validators.Add(result =>
        {
            if (result.Read<long?>() <= 0)
                result.AddError("--max-model-bytes must be 1 or more.");
        });
        Add(_source);
        Add(_folder);
        Add(_force);
        Add(_maxBytes);
        _signatures.AddTo(this);
        _registries.AddTo(this);
        Add(_json);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway pull registry.example/team/iris:1", "Into ./iris"),
        new("slipway pull registry.example/team/iris:1 models/iris --force", "Over what is there"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var text = result.GetRequiredValue(_source);
        var location = ContentLocation.Parse(text);
        var folder = Path.GetFullPath(result.GetValue(_folder) ?? NameOf(location));
        var signed = _signatures.Policy(result);
        using var registries = _registries.Connect(result);
        using var sources = new ContentSources(registries);
        var (source, reference) = await sources.OpenAsync(location, cancellationToken);
        StoredModel? model = null;
        var moved = await TransferDisplay.RunAsync(
            _environment.Console,
            async display =>
            {
                model = await StoredModel.FindAsync(source, reference, cancellationToken);
                if (signed is not null)
                    await signed.RequireAsync(source, model.Root.Digest, text, cancellationToken);
                var options = new ContentCopyOptions { Transfers = display.Track };
                var pull = new ModelPull(source, result.GetValue(_maxBytes) ?? DefaultMaxBytes, options);
                await pull.RunAsync(model, folder, result.GetValue(_force), cancellationToken);
            }
        );
        await _environment.Console.Error.WriteLineAsync($"{location}: {moved.Summary("fetched")}.");
        var pulled = new PullResult(
            location.ToString()!,
            model!.Root.Digest.ToString(),
            model.Kind.ToString().ToLowerInvariant(),
            folder
        );
        await _environment.Console.Output.WriteLineAsync(
            result.GetValue(_json) ? JsonSerializer.Serialize(pulled, ModelContracts.Default.PullResult) : folder
        );
        return ExitCodes.Ok;
    }

    private static string NameOf(ContentLocation location) =>
        location switch
        {
            ContentLocation.Registry { Reference.Repository: var name } => name[(name.LastIndexOf('/') + 1)..],
            ContentLocation.Layout { Tag: { } tag } => tag,
            _ => throw CliException.Usage($"'{location}' does not say what the model is called; name a FOLDER."),
        };
}
