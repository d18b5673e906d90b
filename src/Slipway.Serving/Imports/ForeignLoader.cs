using Slipway.Models;

namespace Slipway.Serving.Imports;

/// <summary>Imports a model, or finds that it has been, and loads what came of it.</summary>
internal sealed class ForeignLoader(ModelPackage package, string format, IModelRuntime engine, ModelImporter importer)
    : IServableLoader
{
    private const string FirstFile = "model.onnx";

    public ModelPackage Package => package;

    public async Task<IServable> LoadAsync(CancellationToken cancellationToken)
    {
        var folder = await importer.ImportAsync(package.Name, package.ArtifactPath, format, cancellationToken);
        return await engine
            .CreateLoader(
                package with
                {
                    Directory = folder,
                    ArtifactPath = Path.Combine(folder, FirstFile),
                    Runtime = engine.Name,
                    ModelDirectory = package.ModelDirectory ?? package.Directory,
                }
            )
            .LoadAsync(cancellationToken);
    }
}
