using Slipway.Models;

namespace Slipway.TestUtilities;

/// <summary>A loader that gives what the test says, or throws it.</summary>
public sealed class FakeLoader(string model, long version, Func<Task<IServable>> load) : IServableLoader
{
    public FakeLoader(string model, long version, IServable servable)
        : this(model, version, () => Task.FromResult(servable)) { }

    public FakeLoader(string model, long version, Exception error)
        : this(model, version, () => Task.FromException<IServable>(error)) { }

    public ModelPackage Package { get; init; } =
        new(model, version, "/models", "/models/fake", "fake", new ModelConfig());

    /// <summary>Another one makes another content of the same version.</summary>
    public string Fingerprint
    {
        get => Package.Fingerprint;
        init => Package = Package with { Fingerprint = value };
    }

    public long Bytes { get; init; }

    public long EstimateBytes() => Bytes;

    public Task<IServable> LoadAsync(CancellationToken cancellationToken) => load();
}
