using System.Collections.Concurrent;
using System.Diagnostics;
using Slipway.AspNetCore.Tests.Hosting;
using Slipway.Serving.Telemetry;

namespace Slipway.AspNetCore.Tests.Telemetry;

public sealed class TraceContextTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task Infer_WithTraceParent_ContinuesTheCallersTrace()
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is ServingTelemetry.SourceName or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var application = await TestApplication.StartAsync();
        application.Http.DefaultRequestHeaders.Add("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01");
        using var answer = await application.InferAsync();
        answer.EnsureSuccessStatusCode();

        var span = spans
            .Should()
            .ContainSingle(s => s.OperationName == "infer" && s.TraceId.ToHexString() == TraceId)
            .Which;
        span.GetTagItem("slipway.model").Should().Be("echo");
        span.GetTagItem("slipway.version").Should().Be("1");
    }
}
