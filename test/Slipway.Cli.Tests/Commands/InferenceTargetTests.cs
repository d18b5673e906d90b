using Slipway.Cli.Commands;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Commands;

public sealed class InferenceTargetTests
{
    [Theory]
    [InlineData("http://h:8080", "http://h:8080/", null, null)]
    [InlineData("grpc://h:8081", "grpc://h:8081/", null, null)]
    [InlineData("http://h/v2/models/iris", "http://h/", "iris", null)]
    [InlineData("http://h/v2/models/a%20b/versions/3/infer", "http://h/", "a b", 3L)]
    [InlineData("https://h/proxy/v2/models/iris", "https://h/proxy", "iris", null)]
    [InlineData("https://h/proxy", "https://h/proxy", null, null)]
    public void Parse_Url_SplitsServerModelAndVersion(string text, string address, string? model, long? version)
    {
        InferenceTarget.Parse(text).Should().Be(new InferenceTarget.Server(new Uri(address), model, version));
    }

    [Fact]
    public void Parse_Path_BecomesAbsolute()
    {
        using var folder = new TempFolder();

        InferenceTarget.Parse(folder.Path).Should().Be(new InferenceTarget.Disk(folder.Path));
    }

    [Fact]
    public void Choose_ModelOfARepository_IsItsFolder()
    {
        using var folder = new TempFolder();
        var iris = folder.Folder("iris");

        new InferenceTarget.Disk(folder.Path).Choose("iris").FullPath.Should().Be(iris);
        new InferenceTarget.Disk(folder.Path).Choose("../..").FullPath.Should().Be(folder.Path);
        new InferenceTarget.Disk(folder.Path).Choose(null).FullPath.Should().Be(folder.Path);
    }
}
