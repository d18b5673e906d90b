using CsCheck;
using Slipway.Tasks.Text.Running;
using Slipway.Tasks.Text.Windows;

namespace Slipway.Tasks.Tests.Text.Running;

public sealed class RowGroupsTests
{
    [Fact]
    public void Of_AnyLengths_HoldsEachOnceWithinTheLimits() =>
        Gen.Select(Gen.Int[1, 50].Array[0, 60], Gen.Int[1, 8], Gen.Int[10, 200], Gen.Bool)
            .Sample(
                (lengths, rows, tokens, mayFill) =>
                {
                    var limits = new RowLimits
                    {
                        Rows = rows,
                        Tokens = tokens,
                        MayFill = mayFill,
                    };
                    var groups = RowGroups.Of(Windows(lengths), limits);
                    groups.SelectMany(group => group).Order().Should().Equal(Enumerable.Range(0, lengths.Length));
                    foreach (var group in groups)
                    {
                        var longest = group.Max(place => lengths[place]);
                        group.Length.Should().BeLessThanOrEqualTo(rows);
                        (group.Length == 1 || group.Length * longest <= tokens).Should().BeTrue();
                        if (!mayFill)
                            group.Should().OnlyContain(place => lengths[place] == longest);
                    }
                }
            );

    [Fact]
    public void Of_AlikeLengths_ComeTogether() =>
        RowGroups.Of(Windows([30, 4, 31, 5]), new RowLimits()).Should().HaveCount(2);

    [Fact]
    public void Of_FixedLength_CountsTheFillingToo() =>
        RowGroups
            .Of(Windows([5, 5, 5, 5]), new RowLimits { Tokens = 1024, Length = 512 })
            .Should()
            .HaveCount(2)
            .And.OnlyContain(group => group.Length == 2);

    private static List<TextWindow> Windows(int[] lengths) =>
        [
            .. lengths.Select(length =>
            {
                var text = EncodedTexts.Of(string.Join(' ', Enumerable.Repeat("a", length)));
                return new TextWindow(text, 0, length, 0, length);
            }),
        ];
}
