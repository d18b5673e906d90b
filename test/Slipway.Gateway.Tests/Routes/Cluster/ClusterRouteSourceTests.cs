using System.Net;
using Slipway.ApiServer.Faults;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Tests.TestKit;
using static Slipway.Gateway.Tests.Routes.Cluster.Resources;

namespace Slipway.Gateway.Tests.Routes.Cluster;

/// <summary>A gateway beside a stand-in of the API server.</summary>
public sealed class ClusterRouteSourceTests
{
    private const string Path = "/v2/models/ner/infer";

    // What the gateway's watches do; a test's own writes go through.
    private static readonly Func<string, string, bool> Reading = (verb, _) => verb is "list" or "watch";

    [Fact]
    public async Task Pods_ComeAndGoAndWeightsChange_NoRequestFails()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var a = await FakeReplica.StartAsync("a");
        await using var b = await FakeReplica.StartAsync("b");
        await using var c = await FakeReplica.StartAsync("c");
        await cluster.CreateAsync(Service("ner", Status((1, 1))));
        await cluster.AddAsync("ner-r1", a);
        await using var gateway = await cluster.StartGatewayAsync();
        await ReadyAsync(gateway);
        await using var load = new Load(gateway, Path);

        await cluster.AddAsync("ner-r1", b);
        await AsksAsync(b);
        await cluster.TerminateAsync("ner-r1", a);
        await HasReplicasAsync(gateway, "b");
        await a.DrainAsync();
        await cluster.RemoveAsync("ner-r1", a);
        await cluster.SetStatusAsync("ner", Status((1, 1), (2, 0)));
        await cluster.AddAsync("ner-r2", c);
        await HasReplicasAsync(gateway, "b", "c");
        c.Requests.Should().Be(0);
        await cluster.SetStatusAsync("ner", Status((1, 0.5), (2, 0.5)));
        await AsksAsync(c);
        await cluster.SetStatusAsync("ner", Status((2, 1), (1, 0)));
        await Eventually.BecomesAsync(async () =>
        {
            var before = b.Requests;
            await load.AnswersAsync(20);
            return b.Requests == before;
        });
        await cluster.TerminateAsync("ner-r1", b);
        await HasReplicasAsync(gateway, "c");
        await b.DrainAsync();
        await load.AnswersAsync(20);

        await load.EndAsync();
        load.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task Watches_DropAndExpire_NoRequestFailsAndNothingIsMissed()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var a = await FakeReplica.StartAsync("a");
        await using var b = await FakeReplica.StartAsync("b");
        await using var c = await FakeReplica.StartAsync("c");
        await cluster.CreateAsync(Service("ner", Status((1, 1))));
        await cluster.AddAsync("ner-r1", a);
        await using var gateway = await cluster.StartGatewayAsync();
        await ReadyAsync(gateway);
        await using var load = new Load(gateway, Path);

        cluster.Server.DropWatches();
        await cluster.AddAsync("ner-r1", b);
        await AsksAsync(b);
        cluster.Server.ExpireWatches();
        await cluster.TerminateAsync("ner-r1", a);
        await HasReplicasAsync(gateway, "b");
        await a.DrainAsync();
        // Gone while nobody looked, and with it the history that says so.
        cluster.Server.Faults.On(new FaultOptions { CutBefore = 1, Applies = Reading });
        cluster.Server.DropWatches();
        await cluster.AddAsync("ner-r1", c);
        await cluster.TerminateAsync("ner-r1", b);
        cluster.Server.Compact();
        cluster.Server.Faults.Off();
        await HasReplicasAsync(gateway, "c");
        await b.DrainAsync();
        await load.AnswersAsync(20);

        await load.EndAsync();
        load.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task ApiServer_Away_LastTableStaysAndHealthSaysSo()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var a = await FakeReplica.StartAsync("a");
        await using var b = await FakeReplica.StartAsync("b");
        await cluster.CreateAsync(Service("ner", Status((1, 1))));
        await cluster.AddAsync("ner-r1", a);
        await using var gateway = await cluster.StartGatewayAsync();
        await ReadyAsync(gateway);
        await using var load = new Load(gateway, Path);

        cluster.Server.Faults.On(new FaultOptions { CutBefore = 1, Applies = Reading });
        cluster.Server.DropWatches();
        await Eventually.BecomesAsync(async () => (await HealthAsync(gateway)).Contains("endpointslices"));
        await cluster.AddAsync("ner-r1", b);
        await load.AnswersAsync(50);
        (await gateway.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await HealthAsync(gateway)).Should().StartWith("ok\n").And.Contain("what was known of them stays");
        cluster.Server.Faults.Off();
        await AsksAsync(b);

        await load.EndAsync();
        load.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task Resources_NotDefined_NotReadyUntilTheyAre()
    {
        await using var cluster = await TestCluster.StartAsync(hasResources: false);
        await using var gateway = await cluster.StartGatewayAsync();

        await Eventually.BecomesAsync(async () => (await HealthAsync(gateway)).Contains("modelservices"));
        using (var ready = await gateway.GetAsync("/readyz"))
        {
            ready.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            (await ready.TextAsync()).Should().Be("It has no routes yet.");
        }

        (await gateway.GetAsync("/livez")).StatusCode.Should().Be(HttpStatusCode.OK);
        await cluster.DefineAsync();
        await ReadyAsync(gateway);
        (await HealthAsync(gateway)).Should().Be("ok");
    }

    [Fact]
    public async Task Sleeping_RequestWaitsAndIsToldAtOnce_AndGoesToThePodThatComes()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var a = await FakeReplica.StartAsync("a");
        var service = Service("ner", Status((1, 1)));
        service.Spec.Scaling = new ScalingConfig { Min = 0 };
        await cluster.CreateAsync(service);
        await using var gateway = await cluster.StartGatewayAsync();
        await ReadyAsync(gateway);

        var waiting = gateway.PostAsync(Path);
        await Eventually.BecomesAsync(async () => (await gateway.TrafficAsync("ner")).Held == 1);
        await cluster.AddAsync("ner-r1", a);

        using var response = await waiting;
        (await response.TextAsync()).Should().Be("a");
    }

    [Fact]
    public async Task Service_Deleted_IsNotFoundAnyMore()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync(Service("ner", Status((1, 1))));
        await using var gateway = await cluster.StartGatewayAsync();
        await ReadyAsync(gateway);

        await cluster.DeleteServiceAsync("ner");

        await Eventually.BecomesAsync(async () =>
        {
            using var response = await gateway.PostAsync(Path);
            return response.StatusCode == HttpStatusCode.NotFound;
        });
    }

    [Fact]
    public async Task Pipeline_Unsound_IsARemark()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync(Pipeline("lost", "nowhere"));
        await using var gateway = await cluster.StartGatewayAsync();
        await ReadyAsync(gateway);

        (await HealthAsync(gateway)).Should().StartWith("ok\n").And.Contain("The pipeline 'lost' is left out");
    }

    [Fact]
    public async Task Selector_OthersServices_AreNotIts()
    {
        await using var cluster = await TestCluster.StartAsync();
        var mine = Service("mine");
        mine.Metadata.Labels = new Dictionary<string, string> { ["fleet"] = "news" };
        await cluster.CreateAsync(mine);
        await cluster.CreateAsync(Service("other"));
        await using var gateway = await cluster.StartGatewayAsync(arguments =>
            arguments with
            {
                Routes = arguments.Routes with { Selector = "fleet=news" },
            }
        );
        await ReadyAsync(gateway);

        (await gateway.TrafficAsync()).Services.Select(each => each.Service).Should().Equal("mine");
    }

    [Fact]
    public async Task TwoGateways_BesideEachOther_TellTheirOwnTraffic()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var a = await FakeReplica.StartAsync("a");
        await cluster.CreateAsync(Service("ner", Status((1, 1))));
        await cluster.AddAsync("ner-r1", a);
        await using var one = await cluster.StartGatewayAsync();
        await using var two = await cluster.StartGatewayAsync();
        await ReadyAsync(one);
        await ReadyAsync(two);

        foreach (var gateway in (TestGateway[])[one, one, one, two, two])
        {
            using var response = await gateway.PostAsync(Path);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        (await one.TrafficAsync("ner")).Revisions.Single().Requests.Should().Be(3);
        (await two.TrafficAsync("ner")).Revisions.Single().Requests.Should().Be(2);
        (await one.TrafficAsync()).Gateway.Should().NotBe((await two.TrafficAsync()).Gateway);
        a.Requests.Should().Be(5);
    }

    [Fact]
    public async Task Routes_PutOverControl_AreRefused()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var gateway = await cluster.StartGatewayAsync();

        using var response = await gateway.PutAsync(Tables.Of(1));

        response.StatusCode.Should().Be(HttpStatusCode.Conflict);
    }

    private static Task ReadyAsync(TestGateway gateway) =>
        Eventually.BecomesAsync(async () =>
        {
            using var response = await gateway.GetAsync("/readyz");
            return response.StatusCode == HttpStatusCode.OK;
        });

    private static Task AsksAsync(FakeReplica replica) => Eventually.BecomesAsync(() => replica.Requests > 0);

    private static Task HasReplicasAsync(TestGateway gateway, params string[] names) =>
        Eventually.BecomesAsync(() =>
            gateway
                .Table.Services.SelectMany(service => service.Revisions)
                .SelectMany(revision => revision.Endpoints)
                .Select(endpoint => endpoint.Replica)
                .Order(StringComparer.Ordinal)
                .SequenceEqual(names)
        );

    private static Task<string> HealthAsync(TestGateway gateway) => gateway.HealthAsync();
}
