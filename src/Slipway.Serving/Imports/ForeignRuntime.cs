using System.Text.Json.Serialization.Metadata;
using Slipway.Models;

namespace Slipway.Serving.Imports;

/// <summary>Serves models of another framework with the engine that executes what they are imported to. Thread-safe.</summary>
/// <param name="format">What it takes.</param>
/// <param name="engine">Executes what comes of it; its section of <c>model.yaml</c> holds for these models too.</param>
/// <param name="importer">Does the import.</param>
public sealed class ForeignRuntime(ForeignFormat format, IModelRuntime engine, ModelImporter importer) : IModelRuntime
{
    public string Name => format.Name;

    /// <summary>Null: the engine's section is the engine's.</summary>
    public JsonTypeInfo? SectionType => null;

    public bool Recognizes(string path) => format.Recognizes(path);

    public IServableLoader CreateLoader(ModelPackage package) =>
        new ForeignLoader(package, format.Name, engine, importer);
}
