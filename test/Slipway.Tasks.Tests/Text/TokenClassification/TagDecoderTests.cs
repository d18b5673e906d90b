using CsCheck;
using Slipway.Tasks.Text.TokenClassification;
using Slipway.TestUtilities;

namespace Slipway.Tasks.Tests.Text.TokenClassification;

public sealed class TagDecoderTests : IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly TagSet Bio = new(["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]);
    private static readonly TagSet Bioes = new(["O", "B-X", "I-X", "E-X", "S-X"]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Decode_InsideAtTheStart_BecomesWhatIsAllowed()
    {
        // Best singly: I-PER, I-PER; the begin of it is the next best.
        float[] scores = [0, 2, 3, 0, 0, 0, 0, 3, 0, 0];
        Decode(Bio, scores).Should().Equal(1, 2);
    }

    [Fact]
    public void Decode_TypeThatChangesInside_TakesTheLikelierWhole()
    {
        float[] scores = [0, 5, 0, 0, 0, 0, 0, 3, 0, 4];
        Decode(Bio, scores).Should().Equal(1, 2);
    }

    [Fact]
    public void Decode_OpenEntityAtTheEnd_IsNotLeftSo()
    {
        float[] scores = [0, 5, 0, 0, 4];
        Decode(Bioes, scores).Should().Equal(4);
    }

    [Fact]
    public void Decode_Nothing_IsNothing() => Decode(Bio, []).Should().BeEmpty();

    [Fact]
    public void Decode_NumbersThatAreNone_GivesAnAllowedSequence()
    {
        float[] scores = [.. Enumerable.Repeat(float.NaN, 10)];
        IsAllowed(Bio, Decode(Bio, scores)).Should().BeTrue();
    }

    [Fact]
    public void Decode_AnyScores_IsTheBestOfAllAllowedSequences() =>
        Gen.Select(Gen.Bool, Gen.Int[1, 4])
            .SelectMany((ends, count) => Gen.Select(Gen.Const(ends), Gen.Float[-5, 5].Array[count * 5]))
            .Sample(
                (ends, scores) =>
                {
                    var tags = ends ? Bioes : Bio;
                    var best = Sequences(tags, scores.Length / 5).Max(path => Score(scores, path));
                    var found = Decode(tags, scores);
                    IsAllowed(tags, found).Should().BeTrue();
                    Score(scores, found).Should().BeApproximately(best, 1e-4);
                }
            );

    [Fact]
    public void Decode_WithLearnedTransitions_AddsThem()
    {
        var path = _folder.Write(
            "transitions.json",
            """{"transitions": [[0,0,0],[0,0,9],[0,0,0]], "start": [0, 0, 0], "end": [0, 0, 5]}"""
        );
        var tags = new TagSet(["O", "B-X", "I-X"]);
        var decoder = new TagDecoder(tags, TagTransitions.Read(path, 3));
        // Alone, O and O are best; the model learned that X is of two words.
        float[] scores = [3, 1, 0, 3, 0, 0];
        decoder.Decode(scores, Token).Should().Equal(1, 2);
        new TagDecoder(tags, null).Decode(scores, Token).Should().Equal(0, 0);
    }

    [Theory]
    [InlineData("[[0,0],[0,0]]", "*'transitions'*3 labels*")]
    [InlineData("[[0,0,0],[0,0,0],[0,\"x\",0]]", "*transitions[2]*numbers*")]
    [InlineData("{", "*transitions.json*no JSON*")]
    public void Transitions_Wrong_SayWhere(string json, string message) =>
        FluentActions
            .Invoking(() => TagTransitions.Read(_folder.Write("transitions.json", json), 3))
            .Should()
            .Throw<Slipway.Errors.ServingException>()
            .WithMessage(message);

    private static int[] Decode(TagSet tags, float[] scores) => new TagDecoder(tags, null).Decode(scores, Token);

    private static double Score(float[] scores, int[] path) =>
        path.Select((tag, i) => (double)scores[(i * 5) + tag]).Sum();

    private static IEnumerable<int[]> Sequences(TagSet tags, int length) =>
        Enumerable
            .Range(0, (int)Math.Pow(5, length))
            .Select(number => Enumerable.Range(0, length).Select(i => number / (int)Math.Pow(5, i) % 5).ToArray())
            .Where(path => IsAllowed(tags, path));

    private static bool IsAllowed(TagSet tags, int[] path) =>
        tags.MayStart(path[0])
        && tags.MayEnd(path[^1])
        && path.Zip(path.Skip(1)).All(pair => tags.MayFollow(pair.First, pair.Second));
}
