using Slipway.Tasks.Text.TokenClassification;

namespace Slipway.Tasks.Tests.Text.TokenClassification;

public sealed class EntityFinderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly string[] Bio = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"];

    [Fact]
    public void Find_WordsOfAnEntity_AreOne()
    {
        var entity = Find("Ada Lovelace slept", Bio, "B-PER I-PER O").Should().ContainSingle().Which;
        (entity.Type, entity.Start, entity.End).Should().Be(("PER", 0, 12));
        entity.Score.Should().BeApproximately(0.9817f, 1e-3f);
    }

    [Fact]
    public void Find_AdjacentEntitiesOfOneType_StayTwo() =>
        Spans(Find("Ada Grace", Bio, "B-PER B-PER")).Should().Equal("PER:0-3", "PER:4-9");

    [Fact]
    public void Find_PiecesOfAWord_CountWithTheFirst() =>
        Spans(Find("in Lon|don to|day", Bio, "O B-LOC O O I-LOC")).Should().Equal("LOC:3-9");

    [Fact]
    public void Find_Simple_TagsPiecesThemselves() =>
        Spans(Find("in Lon|don", Bio, "O B-LOC O", Aggregation.Simple)).Should().Equal("LOC:3-6");

    [Fact]
    public void Find_None_TellsTokensWithTheirTags() =>
        Spans(Find("Ada Love|lace", Bio, "B-PER I-PER I-PER", Aggregation.None))
            .Should()
            .Equal("B-PER:0-3", "I-PER:4-8", "I-PER:8-12");

    [Fact]
    public void Find_Max_TakesTheSurestPiece()
    {
        var logits = Logits(Bio, "O B-LOC", 2, 6);
        Spans(Finder(Bio).Find(EncodedTexts.Of("Lon|don"), logits, Aggregation.Max, Token)).Should().Equal("LOC:0-6");
        Finder(Bio).Find(EncodedTexts.Of("Lon|don"), logits, Aggregation.First, Token).Should().BeEmpty();
    }

    [Fact]
    public void Find_Average_IsTheMeanOfShares()
    {
        string[] labels = ["O", "X"];
        // Shares of X: 0.8808 and 0.0180: their mean is 0.4494.
        float[] logits = [0, 2, 4, 0];
        Finder(labels).Find(EncodedTexts.Of("a|b"), logits, Aggregation.Average, Token).Should().BeEmpty();
        float[] other = [0, 2, 1, 0];
        Finder(labels)
            .Find(EncodedTexts.Of("a|b"), other, Aggregation.Average, Token)
            .Should()
            .ContainSingle()
            .Which.Score.Should()
            .BeApproximately(0.5749f, 1e-3f);
    }

    [Fact]
    public void Find_Bioes_ClosesWhatItOpens()
    {
        string[] labels = ["O", "B-X", "I-X", "E-X", "S-X"];
        Spans(Find("a b c d e", labels, "B-X I-X E-X S-X S-X")).Should().Equal("X:0-5", "X:6-7", "X:8-9");
    }

    [Fact]
    public void Find_Unconstrained_TakesABrokenSequenceAsItIs()
    {
        var finder = Finder(Bio, isConstrained: false);
        var entities = finder.Find(EncodedTexts.Of("a b"), Logits(Bio, "I-PER I-LOC", 5, 5), Aggregation.First, Token);
        Spans(entities).Should().Equal("PER:0-1", "LOC:2-3");
    }

    [Fact]
    public void Find_ModelThatGivesNoNumbers_IsAnError() =>
        FluentActions
            .Invoking(() =>
                Finder(["A", "B"]).Find(EncodedTexts.Of("a"), [float.NaN, float.NaN], Aggregation.First, Token)
            )
            .Should()
            .Throw<Slipway.Errors.ServingException>()
            .WithMessage("*no number*");

    private static List<Entity> Find(
        string marked,
        string[] labels,
        string tags,
        Aggregation aggregation = Aggregation.First
    )
    {
        var text = EncodedTexts.Of(marked);
        return Finder(labels).Find(text, Logits(labels, tags, 5.37f, 5.37f), aggregation, Token);
    }

    private static EntityFinder Finder(string[] labels, bool isConstrained = true)
    {
        var tags = new TagSet(labels);
        return new EntityFinder(tags, new TagDecoder(tags, null), isConstrained);
    }

    // The named tag of each token has that logit, all others none.
    private static float[] Logits(string[] labels, string tags, float first, float others) =>
        [
            .. tags.Split(' ')
                .SelectMany((tag, i) => labels.Select(label => label == tag ? (i == 0 ? first : others) : 0)),
        ];

    private static IEnumerable<string> Spans(IEnumerable<Entity> entities) =>
        entities.Select(entity => $"{entity.Type}:{entity.Start}-{entity.End}");
}
