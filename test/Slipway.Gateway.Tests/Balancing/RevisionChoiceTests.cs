using Microsoft.AspNetCore.Http;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Balancing;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Balancing;

public sealed class RevisionChoiceTests
{
    private const int Callers = 20_000;

    [Fact]
    public void Drawn_Weights_ArePartsOfTheirSum()
    {
        var service = Routings.Service(Routings.Revision(1, 3), Routings.Revision(2, 1), Routings.Revision(3, 0));
        var random = new SeededRandom(7);

        var counts = Enumerable
            .Range(0, Callers)
            .Select(_ => RevisionChoice.Drawn(service, random)!.Number)
            .CountBy(number => number)
            .ToDictionary();

        counts.Keys.Should().BeEquivalentTo([1, 2]);
        counts[2].Should().BeCloseTo(Callers / 4, 200);
    }

    [Fact]
    public void Drawn_RevisionWithoutReplicas_GetsNothing()
    {
        var service = Routings.Service(Routings.Revision(1, 1), Routings.Revision(2, 1000, replicas: 0));

        RevisionChoice.Drawn(service, new SeededRandom(7))!.Number.Should().Be(1);
        RevisionChoice
            .Drawn(Routings.Service(Routings.Revision(2, 1, replicas: 0)), new SeededRandom(7))
            .Should()
            .BeNull();
    }

    [Fact]
    public void OfCaller_Weights_ArePartsOfTheirSum()
    {
        var service = Routings.Service(
            Routings.Revision(1, 0.7, "stable"),
            Routings.Revision(2, 0.2),
            Routings.Revision(3, 0.1, "candidate")
        );

        var counts = Of(service).CountBy(each => each.Value).ToDictionary();

        counts[3].Should().BeCloseTo(Callers / 10, 200);
        counts[2].Should().BeCloseTo(Callers / 5, 250);
    }

    [Fact]
    public void OfCaller_CandidateGrows_NobodyLeavesIt()
    {
        var before = new HashSet<string>();
        foreach (var weight in new[] { 0.05, 0.25, 0.5, 0.9, 1 })
        {
            var service = Routings.Service(
                Routings.Revision(1, 1 - weight, "stable"),
                Routings.Revision(2, weight, "candidate")
            );

            var now = Of(service).Where(each => each.Value == 2).Select(each => each.Key).ToHashSet();

            now.IsSupersetOf(before).Should().BeTrue();
            now.Count.Should().BeCloseTo((int)(weight * Callers), 300);
            before = now;
        }
    }

    [Fact]
    public void OfCaller_CandidateShrinks_NobodyMovesBetweenTheOthers()
    {
        var before = Of(
            Routings.Service(
                Routings.Revision(1, 0.3),
                Routings.Revision(2, 0.3),
                Routings.Revision(3, 0.4, "candidate")
            )
        );
        var after = Of(
            Routings.Service(
                Routings.Revision(1, 0.45),
                Routings.Revision(2, 0.45),
                Routings.Revision(3, 0.1, "candidate")
            )
        );

        before.Where(each => each.Value != 3).Should().OnlyContain(each => after[each.Key] == each.Value);
    }

    [Fact]
    public void OfCaller_NextRelease_MeetsOtherCallers()
    {
        var first = Of(Routings.Service(Routings.Revision(1, 0.9), Routings.Revision(2, 0.1, "candidate")));
        var second = Of(Routings.Service(Routings.Revision(2, 0.9), Routings.Revision(3, 0.1, "candidate")));

        var both = first.Count(each => each.Value == 2 && second[each.Key] == 3);

        both.Should().BeInRange(100, 350, "a tenth of a tenth");
    }

    [Theory]
    [InlineData("stable", 1)]
    [InlineData("candidate", 2)]
    [InlineData("3", 3)]
    public void ByHeader_NamesRevision_WhateverTheSplit(string revision, int number)
    {
        var service = Routings.Service(
            Routings.Revision(1, 1, "stable"),
            Routings.Revision(2, 0, "candidate"),
            Routings.Revision(3, 0)
        );
        service.Traffic.Routes =
        [
            new HeaderRouteConfig
            {
                Header = "x-test",
                Value = "yes",
                Revision = revision,
            },
        ];

        RevisionChoice.ByHeader(service, new HeaderDictionary { ["X-Test"] = "yes" })!.Number.Should().Be(number);
        RevisionChoice.ByHeader(service, new HeaderDictionary { ["X-Test"] = "Yes" }).Should().BeNull();
        RevisionChoice.ByHeader(service, new HeaderDictionary()).Should().BeNull();
    }

    [Fact]
    public void ByHeader_NoSuchCandidate_IsTheStableOne()
    {
        var service = Routings.Service(Routings.Revision(1, 1, "stable"));
        service.Traffic.Routes = [new HeaderRouteConfig { Header = "x-test", Revision = "candidate" }];

        RevisionChoice.ByHeader(service, new HeaderDictionary { ["x-test"] = "" })!.Number.Should().Be(1);
    }

    [Fact]
    public void ByHeader_RevisionIsGone_TheSplitDecides()
    {
        var service = Routings.Service(Routings.Revision(1, 1), Routings.Revision(2, 0, replicas: 0));
        service.Traffic.Routes =
        [
            new HeaderRouteConfig { Header = "a", Revision = "7" },
            new HeaderRouteConfig { Header = "b", Revision = "2" },
        ];

        RevisionChoice.ByHeader(service, new HeaderDictionary { ["a"] = "1" }).Should().BeNull();
        RevisionChoice.ByHeader(service, new HeaderDictionary { ["b"] = "1" }).Should().BeNull();
    }

    private static Dictionary<string, int> Of(Slipway.Gateway.Routing.ServiceRouting service) =>
        Enumerable
            .Range(0, Callers)
            .Select(i => $"user-{i}")
            .ToDictionary(caller => caller, caller => RevisionChoice.OfCaller(service, caller)!.Number);
}
