using Slipway.Models;
using Slipway.Serving.Lifecycle;
using static Slipway.Serving.Lifecycle.VersionPhase;

namespace Slipway.Serving.Tests.Lifecycle;

public sealed class TransitionPolicyTests
{
    private const VersionTransition Availability = VersionTransition.AvailabilityPreserving;
    private const VersionTransition Resources = VersionTransition.ResourcePreserving;

    [Fact]
    public void Availability_NewBesideOld_LoadsFirst() =>
        Next(Availability, Old(1, Available), Wanted(2, New)).Should().Be(Load(2));

    [Fact]
    public void Availability_NewAvailable_UnloadsTheOldestOld() =>
        Next(Availability, Old(2, Available), Old(1, Available), Wanted(3, Available)).Should().Be(Unload(1));

    [Theory]
    [InlineData(nameof(Loading))]
    [InlineData(nameof(Waiting))]
    public void Availability_NewDoesNotAnswerYet_KeepsTheOld(string phase) =>
        Next(Availability, Old(1, Available), Wanted(2, Enum.Parse<VersionPhase>(phase))).Should().BeNull();

    [Fact]
    public void Availability_NothingWanted_Unloads() => Next(Availability, Old(1, Available)).Should().Be(Unload(1));

    [Fact]
    public void Availability_SeveralNew_LoadsTheNewestFirst() =>
        Next(Availability, Wanted(1, New), Wanted(3, New), Wanted(2, New)).Should().Be(Load(3));

    [Fact]
    public void Resources_NewBesideOld_UnloadsFirst() =>
        Next(Resources, Old(1, Available), Wanted(2, New)).Should().Be(Unload(1));

    [Fact]
    public void Resources_OldStillThere_Waits() => Next(Resources, Old(1, Unloading), Wanted(2, New)).Should().BeNull();

    [Fact]
    public void Resources_OldGone_Loads() => Next(Resources, Wanted(2, New)).Should().Be(Load(2));

    [Fact]
    public void Resources_NewOnlyWaitsForItsTime_KeepsTheOld() =>
        Next(Resources, Old(1, Available), Wanted(2, Waiting)).Should().BeNull();

    [Theory]
    [InlineData(Availability)]
    [InlineData(Resources)]
    public void AnyChange_FollowedToItsEnd_LeavesExactlyWhatIsWanted(VersionTransition transition)
    {
        var there = new Dictionary<long, VersionPhase> { [1] = Available, [2] = Available };
        long[] wanted = [2, 3, 4];
        var answering = new List<int>();
        for (var step = 0; ; step++)
        {
            var snapshots = there
                .Select(version => Snapshot(version.Key, wanted.Contains(version.Key), version.Value))
                .Concat(wanted.Where(version => !there.ContainsKey(version)).Select(version => Wanted(version, New)))
                .ToArray();
            if (TransitionPolicy.Next(transition, snapshots) is not { } action)
                break;
            step.Should().BeLessThan(10, "it must come to an end");
            if (action.IsLoad)
                there[action.Id.Version] = Available;
            else
                there.Remove(action.Id.Version);
            answering.Add(there.Count);
        }

        there.Keys.Should().BeEquivalentTo(wanted);
        answering.Should().NotContain(0);
    }

    private static VersionAction? Next(VersionTransition transition, params VersionSnapshot[] versions) =>
        TransitionPolicy.Next(transition, versions);

    private static VersionSnapshot Wanted(long version, VersionPhase phase) => Snapshot(version, true, phase);

    private static VersionSnapshot Old(long version, VersionPhase phase) => Snapshot(version, false, phase);

    private static VersionSnapshot Snapshot(long version, bool isAspired, VersionPhase phase) =>
        new(new VersionId(version, ""), isAspired, phase);

    private static VersionAction Load(long version) => new(new VersionId(version, ""), IsLoad: true);

    private static VersionAction Unload(long version) => new(new VersionId(version, ""), IsLoad: false);
}
