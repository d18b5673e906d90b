using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Balancing;

public sealed class StickinessTests
{
    private const string Path = "/models/ner";

    [Fact]
    public async Task Header_SameCaller_StaysWhileTheCandidateGrows()
    {
        await using var old = await FakeReplica.StartAsync("ner-1-1");
        await using var young = await FakeReplica.StartAsync("ner-2-1");
        await using var gateway = await TestGateway.StartAsync();
        var before = new HashSet<int>();

        var generation = 1;
        foreach (var weight in new[] { 0.2, 0.5, 1.0 })
        {
            await gateway.ApplyAsync(
                Tables.Of(++generation, Service(new StickyConfig { Header = "x-user" }, old, young, weight))
            );
            var now = new HashSet<int>();
            for (var user = 0; user < 50; user++)
            {
                using var response = await gateway.SendAsync(
                    gateway.Http,
                    HttpMethod.Post,
                    Path,
                    "{}",
                    $"x-user: {user}"
                );
                if (response.Header("Slipway-Revision") == "2")
                    now.Add(user);
            }

            now.IsSupersetOf(before).Should().BeTrue();
            before = now;
        }

        before.Should().HaveCount(50);
    }

    [Fact]
    public async Task Cookie_IsGivenOnceAndKeepsTheCaller()
    {
        await using var old = await FakeReplica.StartAsync("ner-1-1");
        await using var young = await FakeReplica.StartAsync("ner-2-1");
        await using var gateway = await TestGateway.StartAsync(
            Service(new StickyConfig { Cookie = "slipway" }, old, young, 0.5)
        );

        var revisions = new HashSet<string?>();
        for (var caller = 0; caller < 20; caller++)
        {
            using var first = await gateway.SendAsync(gateway.Http, HttpMethod.Post, Path, "{}");
            var given = first.Header("Set-Cookie")!;
            given.Should().MatchRegex("^slipway=[A-Za-z0-9_-]{22}; path=/; samesite=lax; httponly$");
            var revision = first.Header("Slipway-Revision");
            revisions.Add(revision);
            for (var i = 0; i < 3; i++)
            {
                using var next = await gateway.SendAsync(
                    gateway.Http,
                    HttpMethod.Post,
                    Path,
                    "{}",
                    $"Cookie: {given[..given.IndexOf(';', StringComparison.Ordinal)]}"
                );
                next.Header("Set-Cookie").Should().BeNull();
                next.Header("Slipway-Revision").Should().Be(revision);
            }
        }

        revisions.Should().HaveCount(2);
    }

    [Fact]
    public async Task State_OfACaller_IsAlwaysAtOneReplica()
    {
        FakeReplica[] replicas =
        [
            .. await Task.WhenAll(Enumerable.Range(1, 4).Select(i => FakeReplica.StartAsync($"ner-1-{i}"))),
        ];
        var service = Tables.Service("ner", Tables.Revision(1, 1, replicas));
        service.Traffic.Stateful = true;
        service.Traffic.Sticky = new StickyConfig { Header = "x-session" };
        await using var gateway = await TestGateway.StartAsync(service);

        for (var session = 0; session < 20; session++)
        {
            var answers = new HashSet<string>();
            for (var i = 0; i < 5; i++)
            {
                using var response = await gateway.SendAsync(
                    gateway.Http,
                    HttpMethod.Post,
                    Path,
                    "{}",
                    $"x-session: {session}"
                );
                answers.Add(await response.TextAsync());
            }

            answers.Should().ContainSingle();
        }

        replicas.Should().OnlyContain(replica => replica.Requests > 0);
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    private static ServiceRoute Service(StickyConfig sticky, FakeReplica old, FakeReplica young, double weight)
    {
        var service = Tables.Service(
            "ner",
            Tables.Revision(1, 1 - weight, "stable", old),
            Tables.Revision(2, weight, "candidate", young)
        );
        service.Traffic.Sticky = sticky;
        return service;
    }
}
