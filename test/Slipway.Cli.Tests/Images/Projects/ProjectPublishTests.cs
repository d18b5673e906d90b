using Slipway.Cli.Images.Projects;

namespace Slipway.Cli.Tests.Images.Projects;

public sealed class ProjectPublishTests
{
    [Theory]
    [InlineData("/home/me/prices/", "/home/me/prices=/_/")]
    [InlineData("/home/a, b=c", "/home/a%2c%2c b==c=/_/")]
    [InlineData("/100%;$(x)", "/100%25%3b%24%28x%29=/_/")]
    public void PathMap_Folder_IsReadBackByMsBuildAndTheCompiler(string folder, string expected) =>
        ProjectPublish.PathMap((folder, "/_/")).Should().Be(expected);

    [Fact]
    public void PathMap_TwoFolders_StandBehindEachOther() =>
        ProjectPublish.PathMap(("/a", "/_/"), ("/b", "/_/b")).Should().Be("/a=/_/%2c/b=/_/b");
}
