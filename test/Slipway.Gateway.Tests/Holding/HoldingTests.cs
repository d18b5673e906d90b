using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Deployment;
using Slipway.Deployment.Routing;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Holding;

public sealed class HoldingTests
{
    private const string Path = "/v2/models/ner/infer";

    [Fact]
    public async Task Request_NoReplica_GoesOnWithTheTableThatHasOne()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync(Asleep());

        var held = gateway.PostAsync(Path);
        (await WaitingAsync(gateway, "20s")).Should().Equal("ner");
        (await gateway.TrafficAsync("ner")).Held.Should().Be(1);
        await gateway.ApplyAsync(Tables.Of(2, Asleep() with { Revisions = [Tables.Revision(1, 1, replica)] }));

        using var response = await held;
        (await response.TextAsync()).Should().Be("ner-1-1");
        (await gateway.TrafficAsync("ner")).Held.Should().Be(0);
        (await WaitingAsync(gateway, "0")).Should().BeEmpty();
    }

    [Fact]
    public async Task Request_NobodyToCome_IsRefusedAtOnce()
    {
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(3, 1)));

        using var response = await gateway.PostAsync(Path);

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Header("Retry-After").Should().Be("1");
        (await response.TextAsync()).Should().Contain("No replica of service 'ner' is ready");
    }

    [Fact]
    public async Task Request_HeldTooLong_IsRefused()
    {
        var service = Asleep();
        service.Traffic.HoldTimeout = TimeSpan.FromMilliseconds(50);
        await using var gateway = await TestGateway.StartAsync(service);

        using var response = await gateway.PostAsync(Path);

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await response.TextAsync()).Should().Contain("within the 50ms that traffic.hold_timeout allows");
        (await gateway.TrafficAsync("ner")).Held.Should().Be(0);
    }

    [Fact]
    public async Task Request_RoomIsFull_IsRefusedAtOnce()
    {
        var service = Asleep();
        service.Traffic.MaxHeld = 1;
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync(service);
        var held = gateway.PostAsync(Path);
        await WaitingAsync(gateway, "20s");

        using var refused = await gateway.PostAsync(Path);

        refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await refused.TextAsync()).Should().Contain("1 requests wait");
        await gateway.ApplyAsync(Tables.Of(2, service with { Revisions = [Tables.Revision(1, 1, replica)] }));
        (await held).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Request_CallerGoes_LeavesTheRoom()
    {
        await using var gateway = await TestGateway.StartAsync(Asleep());
        using var gone = new CancellationTokenSource();
        var held = gateway.Http.PostAsync(new Uri(Path, UriKind.Relative), new StringContent("{}"), gone.Token);
        await WaitingAsync(gateway, "20s");

        await gone.CancelAsync();

        await held.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        await Eventually.BecomesAsync(async () => (await gateway.TrafficAsync("ner")).Held == 0);
    }

    [Fact]
    public async Task Requests_ServiceTakenAway_AreTold()
    {
        await using var gateway = await TestGateway.StartAsync(Asleep());
        var held = gateway.PostAsync(Path);
        await WaitingAsync(gateway, "20s");

        await gateway.ApplyAsync(Tables.Of(2));

        using var response = await held;
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Requests_ServiceSwitchedOff_AreRefused()
    {
        await using var gateway = await TestGateway.StartAsync(Asleep());
        var held = gateway.PostAsync(Path);
        await WaitingAsync(gateway, "20s");

        await gateway.ApplyAsync(Tables.Of(2, Asleep() with { Holds = false }));

        using var response = await held;
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Requests_ManyHeld_AreLetInAsOthersAreAnswered()
    {
        const int Held = 100;
        var (inside, most) = (0, 0);
        var gate = new TaskCompletionSource();
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            async context =>
            {
                var now = Interlocked.Increment(ref inside);
                InterlockedMax(ref most, now);
                await gate.Task;
                Interlocked.Decrement(ref inside);
                await context.Response.WriteAsync("ok");
            }
        );
        await using var gateway = await TestGateway.StartAsync(Asleep());
        var held = Enumerable.Range(0, Held).Select(_ => gateway.PostAsync(Path)).ToArray();
        await Eventually.BecomesAsync(async () => (await gateway.TrafficAsync("ner")).Held == Held);

        await gateway.ApplyAsync(Tables.Of(2, Asleep() with { Revisions = [Tables.Revision(1, 1, replica)] }));
        await Eventually.BecomesAsync(() => Volatile.Read(ref inside) == 32);
        (await gateway.TrafficAsync("ner")).Held.Should().Be(Held - 32);
        gate.SetResult();

        foreach (var each in held)
        {
            using var response = await each;
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        most.Should().BeLessThanOrEqualTo(32);
        (await gateway.TrafficAsync("ner")).Held.Should().Be(0);
    }

    [Fact]
    public async Task Request_ItsOnlyReplicaDies_WaitsForTheNext()
    {
        await using var dead = await FakeReplica.StartAsync("ner-1-1");
        await using var next = await FakeReplica.StartAsync("ner-1-1");
        var service = Tables.Service("ner", Tables.Revision(1, 1, dead));
        service.Traffic.Retries.Attempts = 20;
        await using var gateway = await TestGateway.StartAsync(service);
        await dead.StopAsync();

        // The table still has the replica that is gone, then none, then the new one.
        var request = gateway.PostAsync(Path);
        await gateway.ApplyAsync(Tables.Of(2, service with { Revisions = [Tables.Revision(1, 1)], Holds = true }));
        await Eventually.BecomesAsync(async () => (await gateway.TrafficAsync("ner")).Held == 1);
        await gateway.ApplyAsync(
            Tables.Of(3, service with { Revisions = [Tables.Revision(1, 1, next)], Holds = true })
        );

        using var response = await request;
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var traffic = await gateway.TrafficAsync("ner");
        (traffic.Held, traffic.Revisions.Single().Failures, traffic.Revisions.Single().InFlight).Should().Be((0, 0, 0));
    }

    [Fact]
    public async Task Readiness_OfServiceThatSleeps_DoesNotWakeIt()
    {
        await using var gateway = await TestGateway.StartAsync(Asleep());

        using var response = await gateway.GetAsync("/v2/models/ner/ready");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.TextAsync()).Should().Be("""{"name":"ner","ready":true}""");
        (await WaitingAsync(gateway, "0")).Should().BeEmpty();
    }

    private static ServiceRoute Asleep() => Tables.Service("ner", Tables.Revision(1, 1)) with { Holds = true };

    private static Task<IReadOnlyList<string>?> WaitingAsync(TestGateway gateway, string timeout) =>
        gateway.Control.GetFromJsonAsync(
            $"/waiting?timeout={timeout}",
            DeploymentJson.Default.IReadOnlyListString,
            TestContext.Current.CancellationToken
        );

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
