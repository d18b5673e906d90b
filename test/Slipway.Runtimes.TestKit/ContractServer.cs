using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Models;
using Slipway.Serving.Inference;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Telemetry;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.TestKit;

/// <summary>The engine with one runtime: models are loaded, asked and unloaded as the server does it.</summary>
internal sealed class ContractServer : IAsyncDisposable
{
    public const string Name = "m";

    private readonly IModelRuntime _runtime;
    private readonly Meters _meters = new();
    private readonly ServingTelemetry _telemetry;
    private readonly List<TempFolder> _folders = [];

    public ContractServer(IModelRuntime runtime)
    {
        _runtime = runtime;
        Models = new ModelManager(new LifecycleOptions(), null, TimeProvider.System, NullLogger<ModelManager>.Instance);
        _telemetry = new ServingTelemetry(_meters, Models, new RequestTracer(null, NullLogger<RequestTracer>.Instance));
        Plane = new DataPlane(Models, _telemetry);
    }

    public ModelManager Models { get; }

    public DataPlane Plane { get; }

    /// <summary>Writes a model into a folder of its own.</summary>
    public static ModelPackage Package(
        TempFolder folder,
        ContractModel model,
        IModelRuntime runtime,
        long version = 1
    ) => new(Name, version, folder.Path, model.Write(folder.Path), runtime.Name, model.Config());

    /// <summary>Serves a model under as many versions; returns when they have been tried.</summary>
    public Task ServeAsync(ContractModel model, int versions, CancellationToken cancellationToken)
    {
        var aspired = new List<AspiredVersion>();
        for (var version = 1; version <= versions; version++)
        {
            var folder = new TempFolder();
            _folders.Add(folder);
            var package = Package(folder, model, _runtime, version);
            aspired.Add(new AspiredVersion(package, () => _runtime.CreateLoader(package)));
        }

        return Models.SetAspiredAsync(
            new AspiredModel(Name, aspired) { Policy = new VersionsConfig { All = true } },
            cancellationToken
        );
    }

    /// <summary>Wants nothing of the model any more; returns when it takes no more requests.</summary>
    public Task UnloadAsync(CancellationToken cancellationToken) =>
        Models.SetAspiredAsync(new AspiredModel(Name, []), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Models.DisposeAsync();
        _telemetry.Dispose();
        _meters.Dispose();
        foreach (var folder in _folders)
        {
            folder.Dispose();
        }
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose() { }
    }
}
