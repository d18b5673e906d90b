using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.AspNetCore;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Server.Runtimes;
using Slipway.Serving.Imports;
using Slipway.Serving.Sources;

namespace Slipway.Server.Inspect;

/// <summary>Loads one model and prints what it is, without serving it.</summary>
internal static class InspectCommand
{
    public static Command Create(IReadOnlyList<IModelRuntime> runtimes)
    {
        var path = new Argument<string>("PATH") { Description = "A model file or a package folder." };
        var json = new Option<bool>("--json") { Description = "Print JSON (the only form here)." };
        var importer = new ImporterOptions();
        var command = new Command("inspect", "Load a model and print its signature as JSON.") { path, json };
        importer.AddTo(command);
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    result.GetRequiredValue(path),
                    runtimes,
                    importer.Read(result, cacheDirectory: null),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string path,
        IReadOnlyList<IModelRuntime> more,
        ImportOptions imports,
        CancellationToken cancellationToken
    )
    {
        var body = await InspectAsync(path, more, imports, cancellationToken);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(body, InspectContext.Default.InspectBody));
        return body.Error is null ? ExitCodes.Ok : ExitCodes.ModelNotFound;
    }

    private static async Task<InspectBody> InspectAsync(
        string path,
        IReadOnlyList<IModelRuntime> more,
        ImportOptions imports,
        CancellationToken cancellationToken
    )
    {
        var body = new InspectBody
        {
            Name = Path.GetFileNameWithoutExtension(path),
            Version = 1,
            Path = path,
            Runtime = "",
            SizeBytes = 0,
        };
        try
        {
            var runtimes = ServerRuntimes.Create(more, imports, NullLoggerFactory.Instance);
            var package = await FindAsync(path, runtimes, cancellationToken);
            body = Describe(package);
            await using var servable = await runtimes
                .First(runtime => runtime.Name == package.Runtime)
                .CreateLoader(package)
                .LoadAsync(cancellationToken);
            return body with
            {
                Platform = servable.Details.Platform,
                Description = package.Config.Description ?? servable.Details.Description,
                Properties = Distinct(servable.Details.Properties),
                Inputs = [.. servable.Signature.Inputs.Select(InspectTensor.From)],
                Outputs = [.. servable.Signature.Outputs.Select(InspectTensor.From)],
            };
        }
        catch (ServingException e)
        {
            return body with { Error = InspectError.From(e) };
        }
    }

    /// <summary>The newest version that can be used of the one model that there is.</summary>
    private static async Task<ModelPackage> FindAsync(
        string path,
        IReadOnlyList<IModelRuntime> runtimes,
        CancellationToken cancellationToken
    )
    {
        using var source = new DirectoryModelSource(
            path,
            null,
            new ModelServerOptions().Forms(runtimes),
            SourceOptions.Once,
            TimeProvider.System
        );
        var (models, broken) = await source.ListAsync(cancellationToken);
        var names = models.Select(model => model.Name).Union(broken.Select(model => model.Name)).Count();
        if (names > 1)
            throw ServingException.InvalidArgument($"'{path}' holds several models: inspect one of them at a time.");
        if (models is [{ Versions: [var newest, ..] }])
            return newest;
        throw broken.Count > 0 ? broken[0].Error : source.NothingFound();
    }

    // A model's own metadata may have a key twice, or one that is the name of another fact: the first wins.
    private static Dictionary<string, string> Distinct(IEnumerable<KeyValuePair<string, string>> properties)
    {
        var distinct = new Dictionary<string, string>();
        foreach (var (name, value) in properties)
        {
            distinct.TryAdd(name, value);
        }

        return distinct;
    }

    private static InspectBody Describe(ModelPackage package) =>
        new()
        {
            Name = package.Name,
            Version = package.Version,
            Path = package.ArtifactPath,
            Runtime = package.Runtime,
            SizeBytes = SizeOf(package.ArtifactPath),
        };

    private static long SizeOf(string artifact) =>
        File.Exists(artifact)
            ? new FileInfo(artifact).Length
            : Directory
                .EnumerateFiles(artifact, "*", SearchOption.AllDirectories)
                .Sum(file => new FileInfo(file).Length);
}
