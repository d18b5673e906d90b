using System.Net;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Forwarding;

public sealed class LimitsTests
{
    [Fact]
    public async Task MaxInFlight_AllReplicasFull_IsRefusedAtOnce()
    {
        var gate = new TaskCompletionSource();
        await using var one = await FakeReplica.StartAsync("ner-1-1", _ => gate.Task);
        await using var other = await FakeReplica.StartAsync("ner-1-2", _ => gate.Task);
        var service = Tables.Service("ner", Tables.Revision(1, 1, one, other));
        service.Traffic.MaxInFlight = 2;
        await using var gateway = await TestGateway.StartAsync(service);
        var inside = Enumerable.Range(0, 4).Select(_ => gateway.PostAsync("/models/ner")).ToArray();
        await Eventually.BecomesAsync(() => one.Requests + other.Requests == 4);

        using var refused = await gateway.PostAsync("/models/ner");

        refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        refused.Header("Retry-After").Should().Be("1");
        (await refused.TextAsync()).Should().Contain("has the 2 requests in flight that traffic.max_in_flight allows");
        (one.Requests, other.Requests).Should().Be((2, 2));
        gate.SetResult();
        await Task.WhenAll(inside);
        using var next = await gateway.PostAsync("/models/ner");
        next.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task MaxConcurrency_OverAllServices_IsRefusedAtOnceAndHealthIsNot()
    {
        var gate = new TaskCompletionSource();
        await using var replica = await FakeReplica.StartAsync("ner-1-1", _ => gate.Task);
        await using var gateway = await TestGateway.StartAsync(
            new Slipway.Deployment.Manifest.GatewayConfig { MaxConcurrency = 1 }
        );
        await gateway.ApplyAsync(
            Tables.Of(
                1,
                Tables.Service("ner", Tables.Revision(1, 1, replica)),
                Tables.Service("topic", Tables.Revision(1, 1, replica))
            )
        );
        var inside = gateway.PostAsync("/models/ner");
        await Eventually.BecomesAsync(() => replica.Requests == 1);

        using var refused = await gateway.PostAsync("/models/topic");
        using var health = await gateway.GetAsync("/v2/health/live");

        refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await refused.TextAsync()).Should().Contain("gateway.max_concurrency");
        health.StatusCode.Should().Be(HttpStatusCode.OK);
        gate.SetResult();
        (await inside).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Circuit_OpensAndIsClosedByOneThatTries()
    {
        var fails = true;
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var shaky = await FakeReplica.StartAsync(
            "ner-1-1",
            context =>
            {
                if (Volatile.Read(ref fails) && context.Request.Path != "/v2/health/ready")
                    context.Response.StatusCode = 500;
                return Task.CompletedTask;
            }
        );
        await using var steady = await FakeReplica.StartAsync("ner-1-2");
        await using var gateway = await TestGateway.StartAsync(new(), time: time);
        await gateway.ApplyAsync(Tables.Of(1, Tables.Service("ner", Tables.Revision(1, 1, shaky, steady))));

        await Eventually.BecomesAsync(async () =>
        {
            using var response = await gateway.PostAsync("/models/ner");
            return !await IsHealthyAsync(gateway);
        });
        var before = shaky.Requests;
        for (var i = 0; i < 30; i++)
        {
            using var response = await gateway.PostAsync("/models/ner");
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        shaky.Requests.Should().Be(before, "it is left alone");

        Volatile.Write(ref fails, false);
        time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.BecomesAsync(() => IsHealthyAsync(gateway));
        await Eventually.BecomesAsync(async () =>
        {
            using var response = await gateway.PostAsync("/models/ner");
            return shaky.Requests > before + 5;
        });
    }

    private static async Task<bool> IsHealthyAsync(TestGateway gateway) =>
        (await gateway.TrafficAsync("ner"))
            .Revisions.Single()
            .Endpoints.Single(each => each.Replica == "ner-1-1")
            .Healthy;
}
