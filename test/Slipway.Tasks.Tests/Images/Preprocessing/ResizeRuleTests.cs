using Slipway.Tasks.Images.Preprocessing;

namespace Slipway.Tasks.Tests.Images.Preprocessing;

public sealed class ResizeRuleTests
{
    [Theory]
    [InlineData(640, 480, 298, 224)]
    [InlineData(480, 640, 224, 298)]
    [InlineData(300, 300, 224, 224)]
    [InlineData(224, 999, 224, 999)]
    [InlineData(1, 3, 224, 672)]
    [InlineData(1000, 333, 672, 224)]
    public void Edge_WithoutLimit_RoundsTheLongerSideDown(int width, int height, int newWidth, int newHeight) =>
        new ResizeRule.Edge(224).SizeOf(width, height).Should().Be((newWidth, newHeight));

    // What the detectors' processors in Python give.
    [Theory]
    [InlineData(640, 480, 1066, 800)]
    [InlineData(480, 640, 800, 1066)]
    [InlineData(2000, 500, 1333, 333)]
    [InlineData(500, 2000, 333, 1333)]
    [InlineData(800, 800, 800, 800)]
    public void Edge_WithLongestSide_KeepsBoth(int width, int height, int newWidth, int newHeight) =>
        new ResizeRule.Edge(800, 1333).SizeOf(width, height).Should().Be((newWidth, newHeight));

    [Theory]
    [InlineData(1280, 720, 640, 360)]
    [InlineData(100, 300, 213, 640)]
    [InlineData(640, 640, 640, 640)]
    [InlineData(10_000, 1, 640, 1)]
    public void Letterbox_AnyProportions_FitIn(int width, int height, int newWidth, int newHeight) =>
        new ResizeRule.Letterbox(640, 640).SizeOf(width, height).Should().Be((newWidth, newHeight));

    [Fact]
    public void Stretch_AnyProportions_AreGivenUp() =>
        new ResizeRule.Stretch(20, 30).SizeOf(7, 5000).Should().Be((20, 30));
}
