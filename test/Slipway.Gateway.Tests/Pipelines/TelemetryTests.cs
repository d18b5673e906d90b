using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Telemetry;

namespace Slipway.Gateway.Tests.Pipelines;

public sealed class TelemetryTests
{
    private const string Soft = """
        {"nodes":{"root":{"steps":[{"node":"n"},{"service":"b","on_failure":"continue"}]},"n":{"steps":[{"service":"a"}]}}}
        """;

    [Fact]
    public async Task Run_Traces_HaveASpanForThePipelineAndEachStep()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", "{}").Answers("b", """{"error":"No."}""", 503);
        using var root = new Activity("test").Start();
        var spans = new ConcurrentQueue<Activity>();
        string? seen = null;
        bench.Models.Answers(
            "a",
            (_, _) =>
            {
                seen = Activity.Current?.DisplayName;
                return Task.FromResult(FakeModels.Answer("{}"));
            }
        );
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PipelineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                // Other tests run at the same time.
                if (activity.TraceId == root.TraceId)
                    spans.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);

        await bench.RunAsync(Soft);

        seen.Should().Be("step a", "the model's span is to be a child of the step's");
        spans.Select(span => span.DisplayName).Should().Equal("step a", "step n", "step b", "pipeline p");
        var pipeline = spans.Last();
        pipeline.ParentSpanId.Should().Be(root.SpanId);
        pipeline.Status.Should().Be(ActivityStatusCode.Unset);
        spans.ElementAt(0).ParentSpanId.Should().Be(spans.ElementAt(1).SpanId);
        spans.ElementAt(1).ParentSpanId.Should().Be(pipeline.SpanId);
        spans.ElementAt(2).Status.Should().Be(ActivityStatusCode.Error);
        spans.ElementAt(2).StatusDescription.Should().Be("Pipeline 'p', step 'b': No.");
        spans.ElementAt(0).GetTagItem("slipway.model").Should().Be("a");
        spans.ElementAt(0).GetTagItem("slipway.pipeline").Should().Be("p");
        spans.ElementAt(0).GetTagItem("slipway.pipeline.step").Should().Be("a");
    }

    [Fact]
    public async Task Run_Metrics_CountPipelinesAndStepsByTheirOutcome()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", "{}").Answers("b", "{}", 503);
        var measured = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == bench.Meters)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>(
            (instrument, _, tags, _) =>
                measured.Add(
                    $"{instrument.Name} "
                        + string.Join(
                            ' ',
                            tags.ToArray().OrderBy(tag => tag.Key).Select(tag => $"{tag.Key}={tag.Value}")
                        )
                )
        );
        listener.Start();

        await bench.RunAsync(Soft);
        var failing = () => bench.RunAsync("""{"nodes":{"root":{"steps":[{"service":"b"}]}}}""");
        await failing.Should().ThrowAsync<PipelineFailure>();
        var refused = () =>
            bench.RunAsync("""{"input":{"required":["x"]},"nodes":{"root":{"steps":[{"service":"b"}]}}}""");
        await refused.Should().ThrowAsync<PipelineFailure>();

        measured
            .Should()
            .Equal(
                "slipway.pipeline.step.duration outcome=ok pipeline=p step=a",
                "slipway.pipeline.step.duration outcome=ok pipeline=p step=n",
                "slipway.pipeline.step.duration outcome=failed pipeline=p step=b",
                "slipway.pipeline.duration outcome=ok pipeline=p",
                "slipway.pipeline.step.duration outcome=failed pipeline=p step=b",
                "slipway.pipeline.duration outcome=failed pipeline=p",
                "slipway.pipeline.duration outcome=refused pipeline=p"
            );
    }
}
