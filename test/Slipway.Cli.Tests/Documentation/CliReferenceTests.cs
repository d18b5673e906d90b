using Slipway.Cli.Tests.Fakes;
using Slipway.TestUtilities;

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

    [Fact]
    public async Task CustomResources_InTheRepository_AreWhatTheContractsSay()
    {
        using var host = new CliHost();
        using var folder = new TempFolder();

        var result = await host.RunAsync("docs", "crds", folder.Path);

        result.Code.Should().Be(0, result.Error);
        var written = Path.Combine(FindRoot(), "deploy", "crds");
        Names(written).Should().Equal(Names(folder.Path));
        foreach (var name in Names(folder.Path))
        {
            var text = await File.ReadAllTextAsync(Path.Combine(written, name!), TestContext.Current.CancellationToken);
            text.Should()
                .Be(
                    await File.ReadAllTextAsync(folder[name!], TestContext.Current.CancellationToken),
                    "it is made by './slipway docs crds'"
                );
            text.Should().Contain("description: ", "comments are in it");
        }
    }

    private static IEnumerable<string?> Names(string folder) =>
        Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

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
