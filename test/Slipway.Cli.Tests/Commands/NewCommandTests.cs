using Slipway.Cli.Projects;
using Slipway.Cli.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Commands;

public sealed class NewCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_Handler_WritesAProjectThatNamesThePackage()
    {
        using var folder = new TempFolder();
        using var host = new CliHost();

        var result = await host.RunAsync("new", "handler", "date-finder", "--output", folder["dates"]);

        result.Code.Should().Be(0);
        result.Output.Should().EndWith($"Next: slipway serve {folder["dates"]}\n");
        Directory
            .EnumerateFiles(folder["dates"])
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .Should()
            .Equal(".gitignore", "DateFinder.csproj", "DateFinderHandler.cs", "Program.cs", "README.md");
        (await ReadAsync(folder, "dates/DateFinder.csproj"))
            .Should()
            .MatchRegex("<PackageReference Include=\"Slipway.AspNetCore\" Version=\"[0-9.]+\" />");
        (await ReadAsync(folder, "dates/Program.cs")).Should().Contain("AddModel<DateFinderHandler>(\"date-finder\")");
        (await ReadAsync(folder, "dates/README.md")).Should().Contain("/v2/models/date-finder/infer");
        foreach (var file in Directory.EnumerateFiles(folder["dates"]))
        {
            (await File.ReadAllTextAsync(file, Token)).Should().NotContain("{{").And.NotContain("}}");
        }
    }

    [Theory]
    [InlineData("elsewhere", false)]
    [InlineData("checkout/hello", true)]
    public async Task New_ToolOfACheckout_RefersToItAndKeepsItsSettingsOut(string place, bool isWithin)
    {
        using var folder = new TempFolder();
        folder.Write("checkout/Slipway.slnx", "");
        using var host = new CliHost(folder["checkout"]);

        await host.RunAsync("new", "handler", "hello", "-o", folder[place]);

        var expected = isWithin ? Path.Combine("..", "src") : Path.Combine(folder["checkout"], "src");
        (await ReadAsync(folder, $"{place}/Hello.csproj")).Should().Contain($"<ProjectReference Include=\"{expected}");
        File.Exists(folder[$"{place}/Directory.Build.props"]).Should().Be(isWithin);
        File.Exists(folder[$"{place}/Directory.Packages.props"]).Should().Be(isWithin);
        File.Exists(folder[$"{place}/.editorconfig"]).Should().Be(isWithin);
    }

    [Theory]
    [InlineData("", "./slipway")]
    [InlineData("samples/models", "../../slipway")]
    [InlineData("../elsewhere", null)]
    public void ToolName_OfACheckout_IsItsScript(string current, string? expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is another one there.");
        using var folder = new TempFolder();
        folder.Write("checkout/slipway", "");
        var checkout = folder["checkout"];
        ToolName
            .Of(checkout, Path.GetFullPath(Path.Combine(checkout, current)))
            .Should()
            .Be(expected ?? Path.Combine(checkout, "slipway"));
        ToolName.Of(null, checkout).Should().Be("slipway");
    }

    [Fact]
    public async Task New_FolderThatHoldsSomething_IsLeftAsItIs()
    {
        using var folder = new TempFolder();
        folder.Write("hello/mine.txt", "");
        using var host = new CliHost();

        var result = await host.RunAsync("new", "handler", "hello", "-o", folder["hello"]);

        result.Code.Should().Be(2);
        result.Error.Should().Contain("is not empty; nothing was written");
        Directory.EnumerateFiles(folder["hello"]).Should().ContainSingle();
    }

    [Theory]
    [InlineData("9lives", "a letter")]
    [InlineData("a b", "a letter")]
    [InlineData("../up", "a letter")]
    [InlineData("größe", "letters of ASCII")]
    [InlineData("sys-tem", "would make the namespace")]
    public async Task New_NameThatIsNone_IsRefusedWithWhatOneMayBe(string name, string expected)
    {
        using var folder = new TempFolder();
        using var host = new CliHost();
        var result = await host.RunAsync("new", "handler", name, "-o", folder["out"]);
        result.Code.Should().Be(2);
        result.Error.Should().Contain($"'{name}'").And.Contain(expected);
        Directory.Exists(folder["out"]).Should().BeFalse();
    }

    private static Task<string> ReadAsync(TempFolder folder, string file) => File.ReadAllTextAsync(folder[file], Token);
}
