using Slipway.Models;

namespace Slipway.Serving.Sources;

/// <summary>What all that follows a model in one source shares.</summary>
internal sealed class Tracking
{
    private readonly TimeSpan _settleTime;
    private readonly TimeProvider _time;

    public Tracking(
        IReadOnlyList<IModelRuntime> runtimes,
        IReadOnlyList<IModelConfigFormat> formats,
        TimeSpan settleTime,
        TimeProvider time
    )
    {
        (_settleTime, _time) = (settleTime, time);
        Artifacts = new ArtifactFinder(runtimes);
        Configs = new ConfigFiles(runtimes, formats);
        Packages = new PackageReader(Artifacts);
    }

    public ArtifactFinder Artifacts { get; }

    public ConfigFiles Configs { get; }

    public PackageReader Packages { get; }

    public TrackedConfig Config() => new(Configs, new Settling(_settleTime, _time));

    public TrackedVersion Version() => new(new Settling(_settleTime, _time));
}
