using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Hedging;

public sealed class HedgingTests
{
    private const string Path = "/v2/models/ner/infer";

    [Fact]
    public async Task Request_FirstIsSlow_SecondAnswersAndTheFirstIsTold()
    {
        var told = new TaskCompletionSource();
        await using var slow = await FakeReplica.StartAsync("ner-1-1", context => HangAsync(context, told));
        await using var fast = await FakeReplica.StartAsync("ner-1-2", EchoAsync);
        await using var gateway = await TestGateway.StartAsync(Service(TimeSpan.FromMilliseconds(20), slow, fast));

        // The first of them that meets the slow one is answered by the other, and then its hedge is spent.
        while (!told.Task.IsCompleted)
        {
            using var response = await gateway.PostAsync(Path, "hello");
            (await response.TextAsync()).Should().Be("hello");
            if (slow.Requests > 0)
                await told.Task;
        }

        var revision = (await gateway.TrafficAsync("ner")).Revisions.Single();
        (revision.Failures, revision.InFlight).Should().Be((0, 0));
        revision.Endpoints.Should().OnlyContain(endpoint => endpoint.InFlight == 0 && endpoint.Failures == 0);
    }

    [Fact]
    public async Task Request_FirstFailsWhileTheSecondIsOnItsWay_SecondAnswers()
    {
        var second = new TaskCompletionSource();
        await using var breaks = await FakeReplica.StartAsync(
            "ner-1-1",
            async context =>
            {
                await second.Task;
                context.Abort();
            }
        );
        await using var good = await FakeReplica.StartAsync(
            "ner-1-2",
            async context =>
            {
                second.TrySetResult();
                await EchoAsync(context);
            }
        );
        await using var gateway = await TestGateway.StartAsync(Service(TimeSpan.FromMilliseconds(20), breaks, good));

        for (var i = 0; breaks.Requests == 0 && i < 100; i++)
        {
            using var response = await gateway.PostAsync(Path, "hello");
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        breaks.Requests.Should().BePositive();
    }

    [Fact]
    public async Task Request_SecondFailsWhileTheFirstIsWaitedFor_FailureIsTheRevisionsAllTheSame()
    {
        var arrived = 0;
        var gate = new TaskCompletionSource();
        await using var one = await FakeReplica.StartAsync("ner-1-1", AnswerAsync);
        await using var other = await FakeReplica.StartAsync("ner-1-2", AnswerAsync);
        var time = new FakeTimeProvider();
        await using var gateway = await TestGateway.StartAsync(new GatewayConfig(), time: time);
        await gateway.ApplyAsync(Tables.Of(1, Service(TimeSpan.FromMilliseconds(20), one, other)));

        var request = gateway.PostAsync(Path, "hello");
        // The second is sent when the first has arrived: which of them fails is not left to chance.
        await Eventually.BecomesAsync(() => Task.FromResult(Volatile.Read(ref arrived) == 1));
        time.Advance(TimeSpan.FromMilliseconds(20));
        await Eventually.BecomesAsync(async () =>
            (await gateway.TrafficAsync("ner")).Revisions.Single() is { Requests: 1, Failures: 1, InFlight: 1 }
        );
        gate.SetResult();
        using var response = await request;

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        await Eventually.BecomesAsync(async () =>
            (await gateway.TrafficAsync("ner")).Revisions.Single() is { Requests: 2, Failures: 1, InFlight: 0 }
        );

        async Task AnswerAsync(HttpContext context)
        {
            if (Interlocked.Increment(ref arrived) > 1)
            {
                context.Abort();
                return;
            }

            await gate.Task;
            await EchoAsync(context);
        }
    }

    [Fact]
    public async Task Request_InTime_IsSentOnce()
    {
        await using var one = await FakeReplica.StartAsync("ner-1-1");
        await using var other = await FakeReplica.StartAsync("ner-1-2");
        await using var gateway = await TestGateway.StartAsync(Service(TimeSpan.FromMinutes(1), one, other));

        for (var i = 0; i < 20; i++)
        {
            using var response = await gateway.PostAsync(Path);
        }

        (one.Requests + other.Requests).Should().Be(20);
    }

    [Fact]
    public async Task Budget_UsedUp_FirstIsWaitedFor()
    {
        var inside = 0;
        var gate = new TaskCompletionSource();
        await using var one = await FakeReplica.StartAsync("ner-1-1", WaitAsync);
        await using var other = await FakeReplica.StartAsync("ner-1-2", WaitAsync);
        var service = Service(TimeSpan.FromMilliseconds(1), one, other);
        service.Traffic.Hedging!.Budget = 0;
        await using var gateway = await TestGateway.StartAsync(service);

        // One hedge there is in any case.
        var requests = Enumerable.Range(0, 5).Select(_ => gateway.PostAsync(Path)).ToArray();
        await Eventually.BecomesAsync(() => Volatile.Read(ref inside) == 6);
        gate.SetResult();
        await Task.WhenAll(requests);

        (one.Requests + other.Requests).Should().Be(6);

        async Task WaitAsync(HttpContext context)
        {
            Interlocked.Increment(ref inside);
            await gate.Task;
        }
    }

    [Fact]
    public async Task Service_Stateful_IsNotHedged()
    {
        var gate = new TaskCompletionSource();
        await using var one = await FakeReplica.StartAsync("ner-1-1", _ => gate.Task);
        await using var other = await FakeReplica.StartAsync("ner-1-2", _ => gate.Task);
        var service = Service(TimeSpan.Zero, one, other);
        service.Traffic.Stateful = true;
        await using var gateway = await TestGateway.StartAsync(service);

        var requests = Enumerable.Range(0, 5).Select(_ => gateway.PostAsync(Path)).ToArray();
        await Eventually.BecomesAsync(() => one.Requests + other.Requests == 5);
        gate.SetResult();
        await Task.WhenAll(requests);

        (one.Requests + other.Requests).Should().Be(5);
    }

    private static ServiceRoute Service(TimeSpan after, params FakeReplica[] replicas)
    {
        var service = Tables.Service("ner", Tables.Revision(1, 1, replicas));
        service.Traffic.Hedging = new HedgingConfig { After = after, Budget = 1 };
        return service;
    }

    private static async Task HangAsync(HttpContext context, TaskCompletionSource told)
    {
        context.RequestAborted.Register(() => told.TrySetResult());
        await told.Task;
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        await context.Response.WriteAsync(await reader.ReadToEndAsync());
    }
}
