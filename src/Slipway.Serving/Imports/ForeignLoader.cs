using Slipway.Models;

namespace Slipway.Serving.Imports;

/// <summary>Imports a model, unless that was done before, and loads what came of it.</summary>
internal sealed class ForeignLoader(ModelPackage package, string format, IModelRuntime engine, ModelImporter importer)
    : IServableLoader
{
    public ModelPackage Package => package;

    public async Task<IServable> LoadAsync(CancellationToken cancellationToken)
    {
        var folder = ImportManifest.FormatOf(package.ArtifactPath) is null
            ? await importer.ImportAsync(package.Name, package.ArtifactPath, format, cancellationToken)
            : package.ArtifactPath;
        var manifest = ImportManifest.Read(Path.Combine(folder, ImportManifest.FileName));
        return await ImportedServable.LoadAsync(
            manifest.Signatures!,
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
