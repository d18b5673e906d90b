using Slipway.Cli.Tests.Fakes;

namespace Slipway.Cli.Tests.Documentation;

public sealed class CliReferenceTests
{
    [Fact]
    public async Task Reference_InTheRepository_IsWhatTheCommandTreeSays()
    {
        using var host = new CliHost();

        var result = await host.RunAsync("docs", "cli");

        var page = Path.Combine(FindRoot(), "docs", "reference", "cli.md");
        var written = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        written.Should().Be(result.Output, "it is made by './slipway docs cli > docs/reference/cli.md'");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Slipway.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
