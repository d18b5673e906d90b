using Slipway.Errors;
using Slipway.Tasks.Text.TokenClassification;

namespace Slipway.Tasks.Tests.Text.TokenClassification;

public sealed class TagSetTests
{
    [Fact]
    public void Bio_Inside_OnlyFollowsItsOwnType()
    {
        var tags = new TagSet(["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]);
        tags.Types.Should().Equal("PER", "LOC");
        Followers(tags, 0).Should().Equal(0, 1, 3);
        Followers(tags, 1).Should().Equal(0, 1, 2, 3);
        Followers(tags, 4).Should().Equal(0, 1, 3, 4);
        tags.MayStart(2).Should().BeFalse();
        tags.MayEnd(1).Should().BeTrue();
    }

    [Theory]
    [InlineData("E-", "S-")]
    [InlineData("L-", "U-")]
    public void WithEnds_AnOpenEntity_MustBeEnded(string end, string single)
    {
        var tags = new TagSet(["O", "B-PER", "I-PER", end + "PER", single + "PER", "B-LOC", end + "LOC"]);
        Followers(tags, 0).Should().Equal(0, 1, 4, 5);
        Followers(tags, 1).Should().Equal(2, 3);
        Followers(tags, 3).Should().Equal(0, 1, 4, 5);
        tags.MayEnd(1).Should().BeFalse();
        tags.MayEnd(3).Should().BeTrue();
    }

    // The labels of a well-known model: what it calls I-PER has no B-PER.
    [Fact]
    public void InsideWithoutABegin_MayBeginAnEntity()
    {
        var tags = new TagSet(["O", "B-MISC", "I-MISC", "I-PER"]);
        tags.MayStart(3).Should().BeTrue();
        Followers(tags, 0).Should().Equal(0, 1, 2, 3);
        tags.Continues(3, 3).Should().BeTrue();
        tags.Continues(2, 1).Should().BeFalse();
    }

    [Fact]
    public void PlainLabels_AreTypes()
    {
        var tags = new TagSet(["O", "PER", "LOC", "X-RAY"]);
        tags.Types.Should().Equal("PER", "LOC", "X-RAY");
        tags.Continues(1, 1).Should().BeTrue();
        tags.Continues(1, 2).Should().BeFalse();
    }

    [Fact]
    public void NoLabels_AreRefused() =>
        FluentActions
            .Invoking(() => new TagSet([]))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*id2label*labels*model.yaml*");

    private static IEnumerable<int> Followers(TagSet tags, int tag) =>
        Enumerable.Range(0, tags.Count).Where(next => tags.MayFollow(tag, next));
}
