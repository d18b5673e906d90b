using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Scheduling;
using Slipway.Serving.Scheduling.Sequences;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Scheduling.Sequences;

/// <summary>A scheduler over an accumulator, and a short way to send it requests.</summary>
internal sealed class SequenceRig : IAsyncDisposable
{
    private SequenceRig(SequenceScheduler scheduler)
    {
        Scheduler = scheduler;
    }

    public required AccumulatorServable Servable { get; init; }

    public required ManualTimeProvider Time { get; init; }

    public SequenceScheduler Scheduler { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SequenceRig> CreateAsync(Action<ModelConfig>? configure = null, int concurrency = 4)
    {
        var servable = new AccumulatorServable { Concurrency = concurrency };
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        var config = new ModelConfig { Sequence = Sequence() };
        configure?.Invoke(config);
        var package = new ModelPackage("acc", 1, "/models", "/models/acc", "fake", config);
        var scheduler = await new SchedulerFactory(time, NullLogger.Instance).CreateAsync(
            package,
            servable,
            [],
            new Dictionary<string, PaddingConfig>(),
            Token
        );
        return new SequenceRig((SequenceScheduler)scheduler) { Servable = servable, Time = time };
    }

    /// <summary>Every control, and the state.</summary>
    public static SequenceConfig Sequence() =>
        new()
        {
            Controls =
            [
                new()
                {
                    Input = "START",
                    Kind = SequenceControlKind.Start,
                    FalseValue = 7,
                    TrueValue = 9,
                },
                new() { Input = "END", Kind = SequenceControlKind.End },
                new()
                {
                    Input = "READY",
                    Kind = SequenceControlKind.Ready,
                    TrueValue = 0.5,
                },
                new() { Input = "ID", Kind = SequenceControlKind.CorrelationId },
            ],
            States = [new() { Input = "total_before", Output = "total" }],
        };

    public Task<float> StartAsync(ulong id, float x) => SendAsync(new ParameterValue(id), x, start: true);

    public Task<float> NextAsync(ulong id, float x) => SendAsync(new ParameterValue(id), x);

    public Task<float> EndAsync(ulong id, float x) => SendAsync(new ParameterValue(id), x, end: true);

    /// <summary>Sends one request; it is in its sequence when this returns, and answered when the task completes.</summary>
    public async Task<float> SendAsync(
        ParameterValue id,
        float x,
        bool start = false,
        bool end = false,
        CancellationToken? cancellationToken = null
    )
    {
        using var request = Request(x);
        request.Parameters = new() { ["sequence_id"] = id };
        if (start)
            request.Parameters["sequence_start"] = new(true);
        if (end)
            request.Parameters["sequence_end"] = new(true);
        using var response = await Scheduler.ScheduleAsync(request, cancellationToken ?? Token);
        response.Outputs.Should().ContainSingle().Which.Name.Should().Be("y");
        return response.Outputs[0].Tensor.AsSpan<float>()[0];
    }

    public static InferenceRequest Request(params float[] x)
    {
        var request = new InferenceRequest { Model = new ModelSelector("acc") };
        request.Inputs.Add(new NamedTensor("x", Tensor.From<float>(x, new TensorShape(x.Length))));
        return request;
    }

    public ValueTask DisposeAsync() => Scheduler.DisposeAsync();
}
