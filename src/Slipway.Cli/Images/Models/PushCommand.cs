using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Commands;
using Slipway.Cli.Images.Build;
using Slipway.Oci.Artifacts;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.References;

namespace Slipway.Cli.Images.Models;

/// <summary>Puts a model into a registry, as an artifact and as an image of files.</summary>
internal sealed class PushCommand : SlipwayCommand
{
    private const string DefaultTag = "latest";

    private readonly CliEnvironment _environment;
    private readonly RegistryArguments _registries = new();
    private readonly Argument<string> _path = new("PATH")
    {
        Description = "A model file, a model package, or a folder with numbered versions. What is hidden stays here.",
    };
    private readonly Argument<string> _target = new("REFERENCE")
    {
        Description = "Where it goes: REGISTRY/NAME:TAG, or oci:FOLDER:TAG for a folder. Default tag: latest.",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    public PushCommand(CliEnvironment environment)
        : base("push", "Put a model into a registry.")
    {
        _environment = environment;
        Add(_path);
        Add(_target);
        _registries.AddTo(this);
        Add(_json);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway push models/iris registry.example/team/iris:1", "An artifact :1, and an image of files :1-files"),
        new("slipway push iris.onnx oci:models:iris", "Into a folder, to be copied by other tools"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var location = Target(result.GetRequiredValue(_target));
        var model = ModelFiles.Of(ModelPath.Check(result.GetRequiredValue(_path)));
        using var registries = _registries.Connect(result);
        var (target, place, tag) = location switch
        {
            ContentLocation.Registry { Reference: var reference } => (
                (IContentTarget)registries.Open(reference),
                reference.Name,
                reference.Tag
            ),
            ContentLocation.Layout { Folder: var folder, Tag: var named } => (
                LayoutFolder.OpenOrCreate(folder),
                $"oci:{folder}",
                named
            ),
            _ => throw new InvalidOperationException("A location that was let through."),
        };
        tag ??= DefaultTag;
        PushedModel? pushed = null;
        var moved = await TransferDisplay.RunAsync(
            _environment.Console,
            async display =>
            {
                var options = new ContentCopyOptions { Transfers = display.Track };
                var push = new ModelPush(target, ImageCache.OfUser().Layers, options);
                pushed = await push.RunAsync(model, tag, cancellationToken);
            }
        );
        await _environment.Console.Error.WriteLineAsync($"{place}: {moved.Summary("sent")}.");
        await ShowAsync(result, new PushResult(place, tag, pushed!));
        return ExitCodes.Ok;
    }

    /// <exception cref="CliException">No model can be put there.</exception>
    private static ContentLocation Target(string text)
    {
        var location = ContentLocation.Parse(text);
        if (location is not (ContentLocation.Registry or ContentLocation.Layout))
            throw CliException.Usage($"'{text}' is no place for a model: write REGISTRY/NAME:TAG or oci:FOLDER:TAG.");
        if (location is not ContentLocation.Registry { Reference: var reference })
            return location;
        if (reference.Digest is not null)
            throw CliException.Usage($"'{text}' has a digest, which only the model's files give; write a tag.");
        // Docker Hub is where a bare name leads, and seldom what was meant by it.
        return
            reference.Registry == ImageReference.DockerHub
            && !text.Contains(ImageReference.DockerHub, StringComparison.Ordinal)
            ? throw CliException.Usage(
                $"'{text}' names no registry. Write one before it, as registry.example/{text} "
                    + $"({ImageReference.DockerHub}/… for Docker Hub)."
            )
            : location;
    }

    private async Task ShowAsync(ParseResult result, PushResult pushed)
    {
        var output = _environment.Console.Output;
        if (result.GetValue(_json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(pushed, ModelContracts.Default.PushResult));
            return;
        }

        await output.WriteLineAsync($"model  {pushed.Reference}@{pushed.Digest}");
        await output.WriteLineAsync($"files  {pushed.FilesReference}@{pushed.FilesDigest}");
    }
}
