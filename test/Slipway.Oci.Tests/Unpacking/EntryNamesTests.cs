using Slipway.Oci.Unpacking;

namespace Slipway.Oci.Tests.Unpacking;

public sealed class EntryNamesTests
{
    [Theory]
    [InlineData("iris/1/model.onnx")]
    [InlineData("a b/søknad 🚢.onnx")]
    [InlineData("..a/b..")]
    public void IsSafe_NameBelowTheFolder_IsTaken(string name) => EntryNames.IsSafe(name).Should().BeTrue();

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
    public void IsSafe_NameThatLeadsElsewhere_IsNot(string name) => EntryNames.IsSafe(name).Should().BeFalse();

    [Fact]
    public void IsSafe_TooLong_IsNot()
    {
        EntryNames.IsSafe(new string('a', 255)).Should().BeTrue();
        EntryNames.IsSafe(new string('a', 256)).Should().BeFalse();
        EntryNames.IsSafe(new string('ø', 128)).Should().BeFalse("names are counted in bytes on a disk");
        EntryNames.IsSafe(string.Join('/', Enumerable.Repeat("ab", 400))).Should().BeFalse();
    }
}
