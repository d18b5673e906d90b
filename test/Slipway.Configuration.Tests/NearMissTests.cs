namespace Slipway.Configuration.Tests;

public sealed class NearMissTests
{
    private static readonly string[] Known = ["model", "models", "replicas", "starts_after", "cpu", "min", "max"];

    [Theory]
    [InlineData("modle", "model")]
    [InlineData("replica", "replicas")]
    [InlineData("Replicas", "replicas")]
    [InlineData("start_after", "starts_after")]
    [InlineData("starts-after", "starts_after")]
    [InlineData("mni", "min")]
    [InlineData("cpus", "cpu")]
    public void Of_AWordThatIsNearlyOne_IsThatOne(string word, string meant) =>
        NearMiss.Of(word, Known).Should().Be(meant);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("abc")]
    [InlineData("memory")]
    [InlineData("replication_factor")]
    public void Of_AnotherWord_IsNone(string word) => NearMiss.Of(word, Known).Should().BeNull();
}
