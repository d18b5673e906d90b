using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Scheduling;
using Slipway.Tasks;

namespace Slipway.Serving.Lifecycle;

/// <summary>
/// A lease on an Available version: it cannot be unloaded while the handle is held. Hold it for one request and
/// dispose it exactly once.
/// </summary>
public readonly struct ServableHandle : IDisposable
{
    private readonly ServableVersion _version;

    internal ServableHandle(ServableVersion version)
    {
        _version = version;
    }

    public string ModelName => _version.Name;

    public long Version => _version.Version;

    /// <summary>The version as protocols write it.</summary>
    public string VersionText => _version.VersionText;

    public ModelPackage Package => _version.Package;

    public ModelSignature Signature => _version.Signature!;

    public ModelDetails Details => _version.Servable!.Details;

    public VersionStatistics Statistics => _version.Statistics;

    /// <summary>The typed model, where the version has a task.</summary>
    /// <exception cref="ServingException">Unsupported: it has none; the message says why.</exception>
    public ITypedModel Typed => _version.Typed.Of(ModelName);

    public IScheduler Scheduler => _version.Scheduler!;

    public void Dispose() => _version.Release();
}
