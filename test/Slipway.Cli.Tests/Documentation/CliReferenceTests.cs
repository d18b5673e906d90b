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

    [Fact]
    public async Task FleetSchema_InTheRepository_IsWhatTheContractsSay()
    {
        using var host = new CliHost();

        var result = await host.RunAsync("docs", "fleet-schema");

        var page = Path.Combine(FindRoot(), "docs", "reference", "fleet.schema.json");
        var written = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        written
            .Should()
            .Be(result.Output, "it is made by './slipway docs fleet-schema > docs/reference/fleet.schema.json'");
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
