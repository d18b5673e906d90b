using System.Text.Json;
using Slipway.Models;

namespace Slipway.Serving.Imports;

/// <summary>Imports a model, or finds that it has been, and loads what came of it.</summary>
internal sealed class ForeignLoader(ModelPackage package, string format, IModelRuntime engine, ModelImporter importer)
    : IServableLoader
{
    public ModelPackage Package => package;

    public async Task<IServable> LoadAsync(CancellationToken cancellationToken)
    {
        var folder = await importer.ImportAsync(package.Name, package.ArtifactPath, format, cancellationToken);
        await using var file = File.OpenRead(Path.Combine(folder, ImportManifest.FileName));
        var manifest = await JsonSerializer.DeserializeAsync(
            file,
            ImportContext.Default.ImportManifest,
            cancellationToken
        );
        return await ImportedServable.LoadAsync(
            manifest!.Signatures!,
            name => LoadAsync(folder, name, cancellationToken)
        );
    }

    private Task<IServable> LoadAsync(string folder, string file, CancellationToken cancellationToken) =>
        engine
            .CreateLoader(
                package with
                {
                    Directory = folder,
                    ArtifactPath = Path.Combine(folder, file),
                    Runtime = engine.Name,
                    ModelDirectory = package.ModelDirectory ?? package.Directory,
                }
            )
            .LoadAsync(cancellationToken);
}
