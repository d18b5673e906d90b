using System.Diagnostics;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Telemetry;

public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_TellWhatWasCounted()
    {
        await using var replica = await FakeReplica.StartAsync("ner-3-1");
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(3, 1, replica)));
        using var answered = await gateway.PostAsync("/models/ner");
        replica.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        using var failed = await gateway.PostAsync("/models/ner");
        using var refused = await gateway.PostAsync("/models/nobody");

        using var response = await gateway.GetAsync("/metrics");
        var page = await response.TextAsync();

        response.Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
        page.Should()
            .Contain("slipway_gateway_requests_total{service=\"ner\",revision=\"3\"} 2\n")
            .And.Contain("slipway_gateway_failures_total{service=\"ner\",revision=\"3\"} 1\n")
            .And.Contain(
                "slipway_gateway_request_duration_seconds_bucket{service=\"ner\",revision=\"3\",le=\"+Inf\"} 1\n"
            )
            .And.Contain(
                "slipway_gateway_request_duration_seconds_bucket{service=\"ner\",revision=\"3\",le=\"60\"} 1\n"
            )
            .And.Contain("slipway_gateway_held{service=\"ner\"} 0\n")
            .And.Contain("slipway_gateway_replica_healthy{service=\"ner\",revision=\"3\",replica=\"ner-3-1\"} 1\n")
            .And.Contain("slipway_gateway_routes_generation 1\n")
            .And.MatchRegex("slipway_gateway_refusals.*status=\"404\".* [1-9]");
    }

    [Fact]
    public async Task Trace_SomebodyListens_HasTheGatewaysSpanAndReachesTheReplica()
    {
        var parent = "";
        Activity? span = null;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Slipway.Gateway",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("slipway.service") is "traced")
                    span = activity;
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var replica = await FakeReplica.StartAsync(
            "traced-2-1",
            context =>
            {
                parent = context.Request.Headers.TraceParent.ToString();
                return Task.CompletedTask;
            }
        );
        await using var gateway = await TestGateway.StartAsync(
            Tables.Service("traced", Tables.Revision(2, 1, replica))
        );

        using var response = await gateway.PostAsync("/models/traced");

        parent.Should().Contain(span!.SpanId.ToHexString());
        span.GetTagItem("slipway.revision").Should().Be(2);
        span.GetTagItem("slipway.replica").Should().Be("traced-2-1");
    }

    [Fact]
    public async Task Trace_NobodyListens_TheCallersGoesThrough()
    {
        var parent = "";
        await using var replica = await FakeReplica.StartAsync(
            "ner-2-1",
            context =>
            {
                parent = context.Request.Headers.TraceParent.ToString();
                return Task.CompletedTask;
            }
        );
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(2, 1, replica)));

        using var response = await gateway.SendAsync(
            gateway.Http,
            HttpMethod.Post,
            "/models/ner",
            "{}",
            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        );

        parent.Should().Contain("0af7651916cd43dd8448eb211c80319c");
    }
}
