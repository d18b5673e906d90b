using System.Net;
using Microsoft.AspNetCore.Http;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Routing;

public sealed class TableSwapTests
{
    [Fact]
    public async Task Requests_WhileTablesSwapAndReplicasGo_AreAllAnswered()
    {
        const int Workers = 16;
        const int Swaps = 60;
        FakeReplica[] replicas =
        [
            .. await Task.WhenAll(Enumerable.Range(1, 3).Select(i => FakeReplica.StartAsync($"ner-1-{i}", EchoAsync))),
        ];
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replicas)));
        using var ended = new CancellationTokenSource();
        var (answered, wrong) = (0, 0);

        var workers = Enumerable
            .Range(0, Workers)
            .Select(worker => Task.Run(() => AskAsync(worker), CancellationToken.None))
            .ToArray();
        for (var swap = 0; swap < Swaps; swap++)
        {
            // One after the other is replaced by a new one, under another name and at another address; the old one ends as
            // soon as it has answered what it has.
            var place = swap % replicas.Length;
            var old = replicas[place];
            replicas[place] = await FakeReplica.StartAsync($"ner-1-{swap + 10}", EchoAsync);
            await gateway.ApplyAsync(Tables.Of(swap + 2, Tables.Service("ner", Tables.Revision(1, 1, replicas))));
            await old.DrainAsync();
            await old.DisposeAsync();
            var before = Volatile.Read(ref answered);
            await Eventually.BecomesAsync(() => Volatile.Read(ref answered) > before + (2 * Workers));
        }

        await ended.CancelAsync();
        await Task.WhenAll(workers);

        wrong.Should().Be(0);
        answered.Should().BeGreaterThan(Swaps * 2 * Workers);
        var traffic = await gateway.TrafficAsync("ner");
        traffic.Revisions.Single().Requests.Should().Be(answered);
        traffic.Revisions.Single().Failures.Should().Be(0);
        traffic.Revisions.Single().InFlight.Should().Be(0);
        traffic.Revisions.Single().Endpoints.Should().HaveCount(3, "those that left have nothing in flight");
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }

        async Task AskAsync(int worker)
        {
            for (var i = 0; !ended.IsCancellationRequested; i++)
            {
                var body = $"{worker} {i}";
                using var response = await gateway.PostAsync("/v2/models/ner/infer", body);
                if (response.StatusCode == HttpStatusCode.OK && await response.TextAsync() == body)
                    Interlocked.Increment(ref answered);
                else
                    Interlocked.Increment(ref wrong);
            }
        }
    }

    [Fact]
    public async Task Counts_OfARevision_OutliveTablesAndAddresses()
    {
        await using var first = await FakeReplica.StartAsync("ner-1-1");
        await using var again = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, first)));
        using var one = await gateway.PostAsync("/models/ner");

        await gateway.ApplyAsync(Tables.Of(2, Tables.Service("ner", Tables.Revision(1, 1))));
        (await gateway.TrafficAsync("ner")).Revisions.Single().Endpoints.Should().BeEmpty();
        await gateway.ApplyAsync(Tables.Of(3, Tables.Service("ner", Tables.Revision(1, 1, again))));
        using var two = await gateway.PostAsync("/models/ner");

        var revision = (await gateway.TrafficAsync("ner")).Revisions.Single();
        revision.Requests.Should().Be(2);
        revision.Endpoints.Single().Requests.Should().Be(2, "a replica is known by its name");
        (first.Requests, again.Requests).Should().Be((1, 1));
    }

    [Fact]
    public async Task Concurrency_IsIntegratedOverTime()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var gate = new TaskCompletionSource();
        await using var replica = await FakeReplica.StartAsync("ner-1-1", _ => gate.Task);
        await using var gateway = await TestGateway.StartAsync(new(), time: time);
        await gateway.ApplyAsync(Tables.Of(1, Tables.Service("ner", Tables.Revision(1, 1, replica))));

        var one = gateway.PostAsync("/models/ner");
        var other = gateway.PostAsync("/models/ner");
        await Eventually.BecomesAsync(() => replica.Requests == 2);
        time.Advance(TimeSpan.FromSeconds(5));
        (await gateway.TrafficAsync("ner")).ConcurrencySeconds.Should().BeApproximately(10, 1e-6);
        gate.SetResult();
        await Task.WhenAll(one, other);
        await Eventually.BecomesAsync(async () => (await gateway.TrafficAsync("ner")).Revisions.Single().InFlight == 0);
        time.Advance(TimeSpan.FromSeconds(5));

        (await gateway.TrafficAsync("ner")).ConcurrencySeconds.Should().BeApproximately(10, 1e-6);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        await context.Response.WriteAsync(await reader.ReadToEndAsync());
    }
}
