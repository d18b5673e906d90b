using System.Text.Json.Serialization.Metadata;
using Slipway.Models;
using Slipway.Serving.Inference;
using Slipway.Serving.Lifecycle;

namespace Slipway.Serving.Ensembles;

/// <summary>
/// Executes graphs over other models of the same server. Steps go through the data plane like any request, so each
/// model's own queue, policies and statistics hold.
/// </summary>
public sealed class EnsembleRuntime(ModelManager models, DataPlane plane, TimeProvider time) : IModelRuntime
{
    /// <summary>The name that sources give to packages whose configuration is a graph.</summary>
    public const string RuntimeName = "ensemble";

    public string Name => RuntimeName;

    public JsonTypeInfo? SectionType => null;

    /// <summary>Never: a graph has no artifact, its configuration makes it one.</summary>
    public bool Recognizes(string path) => false;

    public IServableLoader CreateLoader(ModelPackage package) => new EnsembleLoader(package, models, plane, time);
}
