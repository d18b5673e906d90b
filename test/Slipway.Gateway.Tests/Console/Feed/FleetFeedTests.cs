using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Errors;
using Slipway.Gateway.Console.Feed;
using Slipway.Gateway.Tests.TestKit;
using ServiceState = Slipway.Deployment.Fleet.ServiceState;

namespace Slipway.Gateway.Tests.Console.Feed;

public sealed class FleetFeedTests
{
    private readonly FakeFleet _fleet = new()
    {
        Status = Fleets.Of(Fleets.Service("ner", Fleets.Revision("ner", 3, 1, 2))),
    };

    [Fact]
    public async Task View_WithASupervisor_IsItsWord()
    {
        await using var gateway = await StartAsync();
        _fleet.History.Add(Entry("first"));
        _fleet.History.Add(Entry("second"));

        var view = await RefreshAsync(gateway);

        view.IsComplete.Should().BeTrue();
        view.Problem.Should().BeNull();
        view.Service("ner")!.Ready.Should().Be(2);
        view.History.Select(entry => entry.Message).Should().Equal("second", "first");
    }

    [Fact]
    public async Task View_SupervisorThatWentAway_IsWhatTheGatewayKnowsAndSaysWhy()
    {
        await using var gateway = await StartAsync();
        await using var replica = await FakeReplica.StartAsync("ner-3-1");
        await gateway.ApplyAsync(Tables.Of(1, Tables.Service("ner", Tables.Revision(3, 1, "stable", replica))));
        await RefreshAsync(gateway);
        _fleet.Refusal = new ServingException(ServingErrorCode.Unavailable, "The fleet does not run.");

        var view = await RefreshAsync(gateway);

        view.IsComplete.Should().BeFalse();
        view.Problem.Should().Be("The fleet does not run.");
        var service = view.Service("ner")!;
        service.State.Should().Be(ServiceState.Ready);
        service.Ready.Should().Be(1, "the gateway has one of the two");
        service.Revisions.Single().Source.Should().Be("../models/ner", "it was told before");
        view.Endpoints.Should().ContainKey("ner-3-1");

        _fleet.Refusal = null;
        (await RefreshAsync(gateway)).IsComplete.Should().BeTrue("it is asked again");
    }

    [Fact]
    public async Task View_WithoutASupervisor_IsWhatTheGatewayKnows()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync(
            Tables.Service("ner", Tables.Revision(1, 3, "stable", replica), Tables.Revision(2, 1, replica)),
            Tables.Service("facts", Tables.Revision(1, 1)),
            Tables.Service("topic", Tables.Revision(1, 1)) with
            {
                Holds = true,
            }
        );
        var feed = gateway.Services.GetRequiredService<FleetFeed>();

        var view = await RefreshAsync(gateway);

        feed.HasSupervisor.Should().BeFalse();
        view.Problem.Should().BeNull();
        view.Fleet.Services.Select(service => service.State)
            .Should()
            .Equal(ServiceState.Ready, ServiceState.Failed, ServiceState.Asleep);
        view.Service("ner")!
            .Revisions.Select(revision => (revision.Number, revision.Weight))
            .Should()
            .Equal((2, 0.25), (1, 0.75));
    }

    [Fact]
    public async Task Feed_WhileNobodyLooks_AsksNobody()
    {
        var time = new FakeTimeProvider(Fleets.Begin);
        await using var gateway = await StartAsync(time);
        var feed = gateway.Services.GetRequiredService<FleetFeed>();
        time.Advance(TimeSpan.FromMinutes(1));
        _fleet.Asked.Should().Be(0);

        var seen = new SemaphoreSlim(0);
        var first = feed.Subscribe(() => seen.Release());
        var second = feed.Subscribe(() => { });
        await seen.WaitAsync(TestContext.Current.CancellationToken);
        var begun = _fleet.Asked;
        first.Dispose();
        first.Dispose();
        second.Dispose();
        time.Advance(TimeSpan.FromMinutes(1));

        begun.Should().Be(1, "two viewers share one");
        _fleet.Asked.Should().Be(begun);
    }

    [Fact]
    public async Task Feed_WhileSomebodyLooks_IsRenewedEachSecond()
    {
        var time = new FakeTimeProvider(Fleets.Begin);
        await using var gateway = await StartAsync(time);
        var feed = gateway.Services.GetRequiredService<FleetFeed>();
        var seen = new SemaphoreSlim(0);

        using var subscription = feed.Subscribe(() => seen.Release());
        for (var i = 0; i < 3; i++)
        {
            await seen.WaitAsync(TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        _fleet.Asked.Should().BeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task View_SupervisorThatDoesNotAnswer_GoesOnAndSaysHowLong()
    {
        var time = new FakeTimeProvider(Fleets.Begin);
        await using var gateway = await StartAsync(time);
        var feed = gateway.Services.GetRequiredService<FleetFeed>();
        await feed.RefreshAsync(TestContext.Current.CancellationToken);
        _fleet.Silence = new TaskCompletionSource();

        for (var i = 0; i < 5; i++)
        {
            var refreshed = feed.RefreshAsync(TestContext.Current.CancellationToken);
            await Eventually.BecomesAsync(() =>
            {
                time.Advance(TimeSpan.FromMilliseconds(250));
                return refreshed.IsCompleted;
            });
            time.Advance(TimeSpan.FromSeconds(1));
        }

        feed.Current.Problem.Should().StartWith("The supervisor has not answered for");
        feed.Current.IsComplete.Should().BeFalse();
        _fleet.Silence.SetResult();
        _fleet.Silence = null;
        await Eventually.BecomesAsync(async () =>
        {
            await feed.RefreshAsync(TestContext.Current.CancellationToken);
            return feed.Current.IsComplete;
        });
    }

    private static HistoryEntry Entry(string message) =>
        new()
        {
            At = Fleets.Begin,
            Kind = "up",
            Message = message,
        };

    private static async Task<FleetView> RefreshAsync(TestGateway gateway)
    {
        var feed = gateway.Services.GetRequiredService<FleetFeed>();
        await feed.RefreshAsync(TestContext.Current.CancellationToken);
        return feed.Current;
    }

    private Task<TestGateway> StartAsync(TimeProvider? time = null) =>
        TestGateway.StartAsync(new GatewayConfig(), time: time, fleet: _fleet);
}
