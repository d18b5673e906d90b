namespace Slipway.Serving.Sources;

/// <summary>What all that follows a model in one source shares.</summary>
internal sealed class Tracking
{
    private readonly TimeSpan _settleTime;
    private readonly TimeProvider _time;

    public Tracking(PackageForms forms, TimeSpan settleTime, TimeProvider time)
    {
        (_settleTime, _time) = (settleTime, time);
        Artifacts = new ArtifactFinder(forms.Runtimes);
        Configs = new ConfigFiles(forms);
        Packages = new PackageReader(Artifacts);
    }

    public ArtifactFinder Artifacts { get; }

    public ConfigFiles Configs { get; }

    public PackageReader Packages { get; }

    public TrackedConfig Config() => new(Configs, new Settling(_settleTime, _time));

    public TrackedVersion Version() => new(new Settling(_settleTime, _time));
}
