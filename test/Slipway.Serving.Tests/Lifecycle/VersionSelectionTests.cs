using Slipway.Models;
using Slipway.Serving.Lifecycle;

namespace Slipway.Serving.Tests.Lifecycle;

public sealed class VersionSelectionTests
{
    private static readonly long[] There = [2, 5, 3, 1];

    [Theory]
    [InlineData(null, new long[] { 5 })]
    [InlineData(1, new long[] { 5 })]
    [InlineData(2, new long[] { 5, 3 })]
    [InlineData(9, new long[] { 5, 3, 2, 1 })]
    public void Select_Latest_TakesTheNewest(int? latest, long[] expected) =>
        Select(new VersionsConfig { Latest = latest }).Should().BeEquivalentTo(expected);

    [Fact]
    public void Select_All_TakesEveryOne() => Select(new VersionsConfig { All = true }).Should().BeEquivalentTo(There);

    [Fact]
    public void Select_Specific_TakesThoseThatThereAre() =>
        Select(new VersionsConfig { Specific = [1, 3, 7] }).Should().BeEquivalentTo([1L, 3L]);

    [Fact]
    public void Select_LabelledVersion_IsTakenBesides() =>
        Select(new VersionsConfig(), labelled: [2, 9]).Should().BeEquivalentTo([5L, 2L]);

    [Fact]
    public void Select_LatestFailed_StaysChosenAndTheNextOneStandsIn() =>
        Select(new VersionsConfig(), failed: [5, 3]).Should().BeEquivalentTo([5L, 3L, 2L]);

    [Fact]
    public void Select_SpecificFailed_HasNoStandIn() =>
        Select(new VersionsConfig { Specific = [3] }, failed: [3]).Should().BeEquivalentTo([3L]);

    private static HashSet<long> Select(VersionsConfig policy, long[]? labelled = null, long[]? failed = null) =>
        VersionSelection.Select(policy, labelled ?? [], There, (failed ?? []).ToHashSet());
}
