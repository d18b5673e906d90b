using Slipway.Serving.Sources.Remote;

namespace Slipway.Serving.Tests.Sources.Remote;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("iris/1/model.onnx")]
    [InlineData("a b/søknad 🚢.onnx")]
    [InlineData("..a/b..")]
    public void IsSafe_NameBelowTheFolder_IsTaken(string name) => FileNames.IsSafe(name).Should().BeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("a/./b")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\..\\b")]
    [InlineData("C:a")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public void IsSafe_NameThatLeadsElsewhere_IsNot(string name) => FileNames.IsSafe(name).Should().BeFalse();

    [Fact]
    public void IsSafe_TooLong_IsNot()
    {
        FileNames.IsSafe(new string('a', 255)).Should().BeTrue();
        FileNames.IsSafe(new string('a', 256)).Should().BeFalse();
        FileNames.IsSafe(new string('ø', 128)).Should().BeFalse("names are counted in bytes on a disk");
        FileNames.IsSafe(string.Join('/', Enumerable.Repeat("ab", 400))).Should().BeFalse();
    }
}
