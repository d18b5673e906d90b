using Slipway.Cli.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Images.Projects;

/// <summary>What of a project no image is made of, told before anything is fetched or built.</summary>
public sealed class ProjectBuildTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CliHost _host = new();

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("--server", "--server is about models; * is a program, *")]
    [InlineData("--wheels", "--wheels is about models; * is a program, *")]
    public async Task Build_Project_TakesNoOptionsOfModels(string option, string message)
    {
        _folder.Write("prices/Prices.csproj", "<Project/>");

        var result = await _host.RunAsync(
            "build",
            _folder["prices"],
            "-t",
            "prices:1",
            "-o",
            $"oci:{_folder["out"]}",
            option,
            _folder.Path
        );

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Match($"slipway: {message}");
        Directory.Exists(_folder["out"]).Should().BeFalse();
    }

    [Fact]
    public async Task Build_FolderWithTwoProjects_AsksWhich()
    {
        _folder.Write("two/A.csproj", "<Project/>");
        _folder.Write("two/B.csproj", "<Project/>");

        var result = await _host.RunAsync("build", _folder["two"], "-t", "two:1", "-o", $"oci:{_folder["out"]}");

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("holds 2 projects (A.csproj, B.csproj)");
    }
}
