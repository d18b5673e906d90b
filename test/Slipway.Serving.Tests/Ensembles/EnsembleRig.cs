using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Ensembles;
using Slipway.Serving.Inference;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Telemetry;
using Slipway.Serving.Tests.Lifecycle;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Ensembles;

/// <summary>Models and ensembles of one server, without its protocols.</summary>
internal sealed class EnsembleRig : IAsyncDisposable
{
    private readonly PlainMeters _meters = new();
    private readonly ServingTelemetry _telemetry;
    private readonly EnsembleRuntime _runtime;

    public EnsembleRig(TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        // One load at a time: an ensemble that waits for its steps must not take their place.
        Models = new ModelManager(
            new LifecycleOptions { MaxConcurrentLoads = 1 },
            null,
            time,
            NullLogger<ModelManager>.Instance
        );
        _telemetry = new ServingTelemetry(_meters, Models, new RequestTracer(null, NullLogger<RequestTracer>.Instance));
        Plane = new DataPlane(Models, _telemetry);
        _runtime = new EnsembleRuntime(Models, Plane, time);
    }

    public ModelManager Models { get; }

    public DataPlane Plane { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task AddAsync(string name, IServable servable) =>
        Models.SetAspiredAsync(Aspired.Model(new FakeLoader(name, 1, servable)), Token);

    /// <summary>FP32 [1] tensors in and out, and steps as <see cref="Step"/> makes them.</summary>
    public Task AddEnsembleAsync(string name, string[] inputs, string[] outputs, params EnsembleStepConfig[] steps)
    {
        var config = new ModelConfig
        {
            Inputs = inputs.ToDictionary(input => input, _ => Tensor()),
            Outputs = outputs.ToDictionary(output => output, _ => Tensor()),
            Ensemble = new EnsembleConfig { Steps = [.. steps] },
        };
        return AddEnsembleAsync(name, config);
    }

    public Task AddEnsembleAsync(string name, ModelConfig config)
    {
        var package = new ModelPackage(name, 1, "/models", "/models", EnsembleRuntime.RuntimeName, config);
        return Models.SetAspiredAsync(
            new AspiredModel(name, [new AspiredVersion(package, () => _runtime.CreateLoader(package))]),
            Token
        );
    }

    /// <param name="model">The model.</param>
    /// <param name="inputs">Each <c>input=tensor</c>.</param>
    /// <param name="output">What its <c>y</c> becomes.</param>
    public static EnsembleStepConfig Step(string model, string inputs, string output) =>
        new()
        {
            Model = model,
            Inputs = inputs.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
            Outputs = { ["y"] = output },
        };

    public static TensorConfig Tensor(string type = "FP32", params List<long> shape) =>
        new() { Datatype = type, Shape = shape.Count == 0 ? [1] : shape };

    /// <summary>Sends the values and gives the outputs.</summary>
    public async Task<Dictionary<string, float>> InferAsync(
        string model,
        IReadOnlyList<(string Name, float Value)> values,
        Action<InferenceRequest>? change = null,
        CancellationToken? cancellationToken = null
    )
    {
        using var request = new InferenceRequest { Model = new ModelSelector(model) };
        foreach (var (name, value) in values)
        {
            request.Inputs.Add(new NamedTensor(name, Slipway.Tensors.Tensor.From<float>([value], new TensorShape(1))));
        }

        change?.Invoke(request);
        using var response = await Plane.InferAsync(request, cancellationToken ?? Token);
        return response.Outputs.ToDictionary(output => output.Name, output => output.Tensor.AsSpan<float>()[0]);
    }

    /// <summary>Why a model could not be loaded; null where it was.</summary>
    public Slipway.Errors.ServingException? ErrorOf(string model) => Models.Find(new ModelSelector(model)).Error;

    public async ValueTask DisposeAsync()
    {
        await Models.DisposeAsync();
        _telemetry.Dispose();
        _meters.Dispose();
    }

    private sealed class PlainMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose() { }
    }
}
