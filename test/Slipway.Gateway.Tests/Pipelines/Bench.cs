using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Pipelines.Running;
using Slipway.Gateway.Pipelines.Statistics;
using Slipway.Gateway.Pipelines.Telemetry;
using Slipway.Gateway.Pipelines.Tensors;

namespace Slipway.Gateway.Tests.Pipelines;

/// <summary>An engine over <see cref="FakeModels"/>, with a clock that stands still unless it is moved.</summary>
internal sealed class Bench : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public Bench(Func<double>? random = null)
    {
        var telemetry = new PipelineTelemetry(
            _services.GetRequiredService<IMeterFactory>(),
            new PipelineBooks(),
            NullLogger<PipelineTelemetry>.Instance,
            Time
        );
        var caller = new StepCaller(Models, new TensorCaller(Models, Time));
        Runner = new PipelineRunner(new StepRunner(caller, random ?? (() => 0), telemetry, Time), telemetry, Time);
    }

    public FakeModels Models { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public PipelineRunner Runner { get; }

    public async Task<string> AnswerAsync(string pipeline, string request) =>
        Encoding.UTF8.GetString((await RunAsync(pipeline, request)).Json.Span);

    public Task<PipelineResult> RunAsync(
        string pipeline,
        string request = "{}",
        RunOptions? options = null,
        CancellationToken? cancellationToken = null
    )
    {
        var body = Encoding.UTF8.GetBytes(request);
        return Runner.RunAsync(
            Graph(pipeline),
            PipelineValue.Of(body, isCallers: true),
            options ?? new RunOptions(),
            cancellationToken ?? TestContext.Current.CancellationToken
        );
    }

    public static PipelineGraph Graph(string pipeline) =>
        PipelineGraph.Read("p", JsonSerializer.Deserialize(pipeline, DeploymentJson.Default.PipelineConfig)!);

    public void Dispose() => _services.Dispose();
}
